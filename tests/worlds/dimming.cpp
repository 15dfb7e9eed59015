#include "worlds/dimming.hpp"

#include "support/git_repository.hpp"
#include "worlds/facts.hpp"

#include <algorithm>
#include <cerrno>
#include <functional>
#include <iterator>
#include <map>
#include <span>
#include <stdexcept>

namespace tmdb {

namespace {

/// By name, so that it is the same whatever else there is.
std::size_t drawn_for(const std::string& name, unsigned seed)
{
    std::size_t number = seed * 0x9E3779B97F4A7C15u;
    for (const char byte : name) {
        number = (number ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;
    }
    return (number ^ (number >> 29)) * 0xBF58476D1CE4E5B9u >> 17;
}

/// A choice of a fact that says: nobody can tell.
struct Unknown {
    const char* fact;
    const char* choice;
};

constexpr Unknown of_tasks[] = {{"root task file", "torn in a value"},
                                {"root task file", "torn before its fence"},
                                {"root task file", "two statuses"},
                                {"root task file", "link to nowhere"},
                                {"worktree", "link to nowhere"},
                                {"worktree", "link in a circle"},
                                {"its worktree_path", "another machine's"},
                                {"its worktree_path", "on another volume"},
                                {"its worktree_path", "through a missing folder"},
                                {"its worktree_path", "a number"},
                                {"its task_path", "out of the root"},
                                {"registered", "some day"},
                                {"entry", "with a field twice"},
                                {"entry", "with another slug"},
                                {"entry", "a text"},
                                {"dispatch", "of nobody"},
                                {"dispatch", "torn"},
                                {"dispatch", "link to nowhere"}};
constexpr Unknown of_worlds[] = {{"Dave's register", "with its first entry twice"},
                                 {"Dave's register", "torn"},
                                 {"Dave's register", "empty"},
                                 {"Dave's register", "before NULs"},
                                 {"another task file", "none"},
                                 {"somebody", "cannot be seen"}};
constexpr Unknown of_git[] = {{"git", "merging"}, {"git", "locked"}, {"git", "out of sight"}};

template <typename Named>
std::size_t index_of(const std::vector<Named>& all, const std::string& name)
{
    const auto found = std::ranges::find(all, name, &Named::name);
    if (found == all.end()) {
        throw std::logic_error("there is no '" + name + "'");
    }
    return static_cast<std::size_t>(found - all.begin());
}

template <typename Place>
bool is_so(const std::vector<Fact<Place>>& facts, const Choices& choices, const Unknown& unknown)
{
    const std::size_t fact = index_of(facts, unknown.fact);
    return choices[fact] == index_of(facts[fact].choices, unknown.choice);
}

/// Those that are about something that is odd, if there are any: it may be just that which keeps an
/// entry. What cannot be made out already is left as it is, for some other way might be the lesser
/// evil.
template <typename Place>
std::vector<Unknown> worth_making(const std::vector<Fact<Place>>& facts, const Choices& choices,
                                  std::span<const Unknown> all)
{
    std::vector<Unknown> plain;
    std::vector<Unknown> odd;
    for (const auto& unknown : all) {
        const bool is_unknown = std::ranges::any_of(all, [&](const Unknown& one) {
            return std::string_view(one.fact) == unknown.fact && is_so(facts, choices, one);
        });
        if (!is_unknown) {
            (choices[index_of(facts, unknown.fact)] == 0 ? plain : odd).push_back(unknown);
        }
    }
    return odd.empty() ? plain : odd;
}

/// Makes one of them so. What was done, in words.
template <typename Place>
std::string make_unknown(const std::vector<Fact<Place>>& facts, Choices& choices,
                         std::span<const Unknown> all, std::size_t drawn)
{
    const auto worth = worth_making(facts, choices, all);
    if (worth.empty()) {
        return "";
    }
    const Unknown& made = worth[drawn % worth.size()];
    const std::size_t fact = index_of(facts, made.fact);
    choices[fact] = index_of(facts[fact].choices, made.choice);
    return std::string(made.fact) + " " + made.choice + "; ";
}

constexpr int failures[] = {EIO, EACCES, ESTALE, ELOOP, ENOTDIR, EMFILE};

/// Of these paths a few are named by the seed; more of a small list than of a long one.
bool is_drawn(const std::string& path, unsigned seed, std::size_t count)
{
    return drawn_for(path, seed) % std::max<std::size_t>(count, 4) < 2;
}

}   // namespace

void Dimming::dim(Ground& ground, const World& world)
{
    done_.clear();
    switch (drawn_for("kind", seed_) % 4) {
    case 0: tear_files(ground); break;
    case 1: fail_looks(ground, ""); break;
    case 2: fail_looks(ground, one_of(world.tasks)); break;
    default: ground.become(dimmed(world)); break;
    }
}

void Dimming::lift(Ground& ground, const World& world)
{
    ground.machine.failing_looks.clear();
    ground.become(world);
}

std::string Dimming::one_of(const std::vector<WorldTask>& tasks) const
{
    return tasks.empty() ? "" : tasks[drawn_for("task", seed_) % tasks.size()].slug;
}

World Dimming::dimmed(World world)
{
    for (auto& task : world.tasks) {
        if (is_drawn(task.slug, seed_, world.tasks.size())) {
            done_ += task.slug + ": " +
                     make_unknown(facts_of_tasks(), task.choices, of_tasks,
                                  drawn_for(task.slug + " how", seed_));
        }
    }
    if (is_drawn("world", seed_, 8)) {
        done_ += make_unknown(facts_of_worlds(), world.choices, of_worlds,
                              drawn_for("world how", seed_));
    }
    if (is_drawn("git", seed_, 8)) {
        done_ += make_unknown(facts_of_git(), world.git, of_git, drawn_for("git how", seed_));
    }
    return world;
}

void Dimming::fail_looks(Ground& ground, const std::string& about)
{
    std::map<std::string, std::string> looks;   // by a name that does not tell where the root is
    for (const auto& look : ground.machine.looks) {
        const auto root = look.find(ground.root());
        if (root != std::string::npos) {
            looks.emplace(std::string(look).erase(root, ground.root().size()), look);
        } else if (look.find('/') == std::string::npos) {   // at processes
            looks.emplace(look, look);
        }
    }
    std::erase_if(looks,
                  [&](const auto& look) { return look.first.find(about) == look.first.npos; });
    for (const auto& [name, look] : looks) {
        if (is_drawn(name, seed_, about.empty() ? looks.size() / 2 : 0)) {
            const int failure = failures[drawn_for(name, seed_ + 1) % std::size(failures)];
            ground.machine.failing_looks.emplace(look, failure);
            done_ += name + " gives " + describe_errno(failure) + "; ";
        }
    }
}

void Dimming::tear_files(Ground& ground)
{
    for (const auto& [path, node] : ground.plan().nodes) {
        const auto name = path.substr(ground.root().size());
        if (node.kind == Node::Kind::file && !node.text.empty() &&
            is_drawn(name, seed_, ground.plan().nodes.size())) {
            const auto left = drawn_for(name, seed_ + 1) % node.text.size();
            ground.tear(path, left);
            done_ += name + " ends after " + std::to_string(left) + " bytes; ";
        }
    }
}

}   // namespace tmdb
