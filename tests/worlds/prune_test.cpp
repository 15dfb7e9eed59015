#include "actions/restore.hpp"
#include "store/connection.hpp"
#include "worlds/heartbeat.hpp"
#include "worlds/observed.hpp"
#include "worlds/property.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tmdb {

namespace {

const std::vector<std::string> register_paths = {
    ".tasks/task_manager/task-manager-bob.register.json",
    ".tasks/task_manager/task-manager-dave.register.json"};

std::vector<std::string> registers_of(const Ground& ground)
{
    std::vector<std::string> texts;
    for (const auto& path : register_paths) {
        texts.push_back(ground.read(path));
    }
    return texts;
}

std::vector<std::string> told(const ReconcileReport& report)
{
    std::vector<std::string> lines;
    for (const auto& one : report.pruned) {
        lines.push_back("pruned " + one.register_path + " " + one.slug + " " + one.reason);
    }
    for (const auto& one : report.refused) {
        lines.push_back("refused " + one.register_path + " " + one.slug + " " + one.reason);
    }
    for (const auto& one : report.kept) {
        lines.push_back("kept " + one.register_path + " " + one.slug + " " + one.reason);
    }
    for (const auto& one : report.troubles) {
        lines.push_back("trouble " + one.register_path + " " + one.reason);
    }
    return lines;
}

/// Everything that tm-db gives a reason for keeping; a register as a whole has the slug "".
EntryNames explained(const ReconcileReport& report, Store& store)
{
    EntryNames names = names_of(report.refused);
    for (const auto& kept : report.kept) {
        if (!kept.reason.empty()) {
            names.emplace(kept.register_path, kept.slug);
        }
    }
    Query others(store.connection().database(),
                 "SELECT path, COALESCE(slug, '') FROM problem WHERE kind = 'register_entry'"
                 " UNION ALL "
                 "SELECT register_path, register_entry.slug FROM register_entry"
                 "  JOIN worktree ON worktree.path = worktree AND on_disk");
    while (others.step()) {
        names.emplace(others.text(0), others.text(1));
    }
    return names;
}

std::string difference_from_the_heartbeat(const ReconcileReport& report, Store& store,
                                          const Ground& ground)
{
    const auto by_heartbeat = pruned_by_heartbeat(ground.root());
    const auto pruned = names_of(report.pruned);
    const auto reasons = explained(report, store);
    for (const auto& name : pruned) {
        if (!by_heartbeat.contains(name)) {
            return "the heartbeat would not prune " + listed({name});
        }
    }
    for (const auto& name : by_heartbeat) {
        const EntryNames::value_type whole_register(name.first, "");
        if (!pruned.contains(name) && !reasons.contains(name) &&
            !reasons.contains(whole_register)) {
            return "nobody says why this is kept: " + listed({name});
        }
    }
    return "";
}

/// The whole life of a world: announced, done, and taken back.
TEST(InEveryWorld, WhatIsPrunedIsAnnouncedAndKnownToTheHeartbeatAndComesBackToTheByte)
{
    expect_in_every_world(worlds(7'000'000, 500), [](const World& world) {
        Ground ground(world);
        Store store = ground.new_store();
        sync(store, ground);
        const auto before = registers_of(ground);

        const auto announced = prune(store, ground, Write::no);
        if (registers_of(ground) != before) {
            return std::string("the dry run has written a register");
        }
        const auto done = prune(store, ground, Write::yes);
        if (told(announced) != told(done)) {
            return "not as announced: " + first_difference(told(announced), told(done));
        }
        if (done.pruned.empty() != (registers_of(ground) == before)) {
            return std::string("what is told is not what has happened");
        }
        if (!done.pruned.empty()) {
            restore(store, ground.machine, ground.workspace, {.run_id = done.run_id},
                    PlainRename::refused);
        }
        if (registers_of(ground) != before) {
            return std::string("what has come back is not what was there");
        }
        return difference_from_the_heartbeat(done, store, ground);
    });
}

}   // namespace

}   // namespace tmdb
