#include "actions/write_register.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/path.hpp"
#include "sources/register_file.hpp"
#include "store/mirror.hpp"

#include <cerrno>

namespace tmdb {

namespace {

std::string archive_path(const Store& store)
{
    return store.path() + ".prunes.jsonl";
}

/// Makes the write durable as intended, twice: in the database and beside it.
std::int64_t intend(Store& store, Machine& machine, RegisterWrite& write)
{
    History history(store);
    Transaction transaction(store);
    write.id = history.intend(write, format_instant(machine.now()));
    write.temporary =
        ".tmdb-" + std::to_string(write.id) + "-" + write.new_hash.substr(0, 8) + ".tmp";
    history.name_temporary(write.id, write.temporary);
    transaction.commit();

    const std::string archive = archive_path(store);
    if (const int error = machine.append(archive, history.archive_lines(write.id), 0600)) {
        Transaction undo(store);
        history.settle_aborted(write.id);
        undo.commit();
        throw Error("cannot write '" + archive + "': " + describe_errno(error),
                    "no register has been touched; make room, then run it again",
                    ExitStatus::write_failed);
    }
    return write.id;
}

}   // namespace

RegisterLook open_register(Machine& machine, const Workspace& workspace, const std::string& path)
{
    const auto file = machine.real_path(join_path(workspace.root, path));
    if (!file) {
        return {std::nullopt, "it cannot be read: " + describe_errno(file.error)};
    }
    if (!is_below(workspace.root, *file)) {
        return {std::nullopt, "it is a link that leads out of the workspace"};
    }
    auto content = machine.read(*file, register_size_limit + 1);
    if (!content) {
        return {std::nullopt, "it cannot be read: " + describe_errno(content.error)};
    }
    return {OpenRegister{path, *file, std::move(*content.value)}, ""};
}

RegisterWriteResult write_register(Store& store, Machine& machine, const OpenRegister& target,
                                   RegisterWrite write, const std::string& bytes,
                                   const std::function<bool()>& still_wanted)
{
    write.register_path = target.path;
    write.base_hash = content_hash(target.content.bytes);
    write.new_hash = content_hash(bytes);
    const std::int64_t id = intend(store, machine, write);
    machine.reached("register: intended");

    const ReplaceResult result = replace_file(
        machine,
        {.path = target.file, .base = target.content, .bytes = bytes, .temporary = write.temporary},
        still_wanted);
    if (result.replaced != Replaced::yes) {
        Transaction transaction(store);
        History(store).settle_aborted(id);
        transaction.commit();
    }
    return {id, result};
}

int recover_register_writes(Store& store, Machine& machine, const Workspace& workspace)
{
    History history(store);
    const auto writes = history.unsettled_writes();
    if (writes.empty()) {
        return 0;
    }
    Transaction transaction(store);
    for (const auto& write : writes) {
        const auto look = open_register(machine, workspace, write.register_path);
        if (look.opened && content_hash(look.opened->content.bytes) == write.new_hash) {
            history.settle_done(write.id, format_instant(machine.now()));
        } else {
            history.settle_aborted(write.id);
        }
        if (look.opened) {
            machine.remove(join_path(parent_path(look.opened->file), write.temporary));
        }
    }
    transaction.commit();
    return static_cast<int>(writes.size());
}

}   // namespace tmdb
