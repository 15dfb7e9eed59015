#include "actions/write_register.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/path.hpp"
#include "base/weakness.hpp"
#include "sources/register_file.hpp"
#include "store/mirror.hpp"
#include "store/recorder.hpp"

#include <algorithm>
#include <cerrno>

namespace tmdb {

namespace {

std::string archive_path(const Store& store)
{
    return store.path() + ".prunes.jsonl";
}

/// An append that failed half way has left half a line.
std::string on_a_line_of_their_own(Machine& machine, const std::string& archive, std::string lines)
{
    const auto end = machine.read_tail(archive, 1);
    const bool is_open = end && !end->bytes.empty() && end->bytes != "\n";
    return (is_open ? "\n" : "") + std::move(lines);
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
    const std::string lines =
        on_a_line_of_their_own(machine, archive, history.archive_lines(write.id));
    if (const int error = machine.append(archive, lines, 0600)) {
        Transaction undo(store);
        history.settle_aborted(write.id);
        undo.commit();
        throw Error("cannot write '" + archive + "': " + describe_errno(error),
                    "no register has been touched; make room, then run it again",
                    ExitStatus::write_failed);
    }
    return write.id;
}

/// It is not begun again over a temporary file that cannot be removed.
ReplaceResult left_behind(const ReplaceResult& result, const std::string& temporary)
{
    return result.replaced == Replaced::changed
               ? ReplaceResult{Replaced::failed, "cannot remove '" + temporary + "'"}
               : result;
}

enum class Fate { done, aborted, unknown };

bool is_registered(const RegisterMember& member, const ParsedRegister& parsed)
{
    return std::ranges::any_of(
        parsed.entries, [&](const RegisterEntry& entry) { return entry.slug == member.slug; });
}

/// Whether a register that somebody has written since shows what a write of ours was for. Some of
/// what we have taken out may have been registered anew.
bool shows(const RegisterWrite& write, const ParsedRegister& parsed)
{
    const bool has_all = std::ranges::all_of(
        write.members, [&](const RegisterMember& member) { return is_registered(member, parsed); });
    return has_all == (write.kind == RegisterWriteKind::restore);
}

/// What lies at the temporary name of a write that nobody settled.
enum class Left {
    nothing,
    ours,     // the new bytes: it was not published, or was taken back
    base,     // it was published
    theirs,   // what another program has written came out of the exchange, and went nowhere since
    unknown,
};

Left left_at(Machine& machine, const RegisterWrite& write, const std::string& temporary)
{
    const auto content = machine.read(temporary, register_size_limit + 1);
    if (!content) {
        return content.error == ENOENT ? Left::nothing : Left::unknown;
    }
    const std::string hash = content_hash(content->bytes);
    return hash == write.new_hash    ? Left::ours
           : hash == write.base_hash ? Left::base
                                     : Left::theirs;
}

/// Puts back what came out of an exchange and is newer than ours; false when somebody is quicker.
bool put_back(Machine& machine, const RegisterWrite& write, const OpenRegister& target,
              const std::string& temporary)
{
    if (machine.exchange(temporary, target.file) != 0) {
        return false;
    }
    const auto out = machine.read(temporary, register_size_limit + 1);
    if (out && content_hash(out->bytes) == write.new_hash) {
        return true;
    }
    machine.exchange(temporary, target.file);
    return false;
}

/// Whether there was one. Nothing is to be written over a file that cannot be removed: it would
/// never be looked for again.
bool remove_left(Machine& machine, const std::string& temporary)
{
    const int error = machine.remove(temporary);
    if (error != 0 && error != ENOENT) {
        throw Error("cannot remove '" + temporary +
                        "', which a run that was cut short has left: " + describe_errno(error),
                    "check the disk and the permissions of its folder", ExitStatus::write_failed);
    }
    return error == 0;
}

/// What became of a write that nobody settled.
Fate fate_of(const RegisterWrite& write, const OpenRegister& target, Left left)
{
    const std::string hash = content_hash(target.content.bytes);
    if (hash == write.new_hash || hash == write.base_hash) {
        return hash == write.new_hash ? Fate::done : Fate::aborted;
    }
    const ParsedRegister parsed = parse_register(target.content.bytes, target.path);
    if (!parsed.readable) {
        return Fate::unknown;   // somebody may be in the middle of writing it
    }
    if (left == Left::base && write.kind == RegisterWriteKind::prune) {
        return Fate::done;   // whoever is registered since
    }
    return left != Left::ours && shows(write, parsed) ? Fate::done : Fate::aborted;
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
        return {std::nullopt, "it cannot be read: " + describe_errno(content.error),
                content.error == EAGAIN};
    }
    return {OpenRegister{path, *file, std::move(*content.value)}, ""};
}

RegisterWriteResult write_register(Store& store, Machine& machine, const OpenRegister& target,
                                   RegisterWrite write, const std::string& bytes,
                                   PlainRename plain_rename,
                                   const std::function<bool()>& still_wanted)
{
    write.register_path = target.path;
    write.base_hash = content_hash(target.content.bytes);
    write.new_hash = content_hash(bytes);
    const auto replace = [&] {
        return replace_file(machine,
                            {.path = target.file,
                             .base = target.content,
                             .bytes = bytes,
                             .temporary = write.temporary,
                             .plain_rename = plain_rename},
                            still_wanted);
    };
#ifdef TM_DB_WEAKENED
    if (weakness() == Weakness::archive_after) {
        write.temporary = ".tmdb-" + write.new_hash + ".tmp";
        const ReplaceResult early = replace();
        return {early.replaced == Replaced::yes ? intend(store, machine, write) : 0, early};
    }
#endif
    const std::int64_t id = intend(store, machine, write);
    machine.reached("register: intended");

    const ReplaceResult result = replace();
    const std::string temporary = join_path(parent_path(target.file), write.temporary);
    for (const auto& file : {temporary, unfinished(temporary)}) {
        if (machine.lstat(file).error != ENOENT) {
            return {0, left_behind(result, file)};
        }
    }
    // What became of one in which another write was displaced the next run finds out.
    if (result.replaced != Replaced::yes && result.replaced != Replaced::displaced) {
        Transaction transaction(store);
        History(store).settle_aborted(id);
        transaction.commit();
    }
    return {id, result};
}

Recovery recover_register_writes(Store& store, Machine& machine, const Workspace& workspace)
{
    History history(store);
    const auto writes = history.unsettled_writes();
    if (writes.empty()) {
        return {};
    }
    Recovery recovery;
    const std::string now = format_instant(machine.now());
    Transaction transaction(store);
    Recorder recorder(store);
    MirrorWriter mirror(store);
    for (const auto& write : writes) {
        const auto look = open_register(machine, workspace, write.register_path);
        if (!look.opened) {
            continue;
        }
        const std::string temporary = join_path(parent_path(look.opened->file), write.temporary);
        const Left left = remove_left(machine, unfinished(temporary))
                              ? Left::ours
                              : left_at(machine, write, temporary);
        Fate fate = left == Left::unknown ? Fate::unknown : fate_of(write, *look.opened, left);
        if (fate == Fate::unknown) {
            continue;
        }
        bool is_kept = left == Left::theirs;
        if (is_kept && content_hash(look.opened->content.bytes) == write.new_hash &&
            put_back(machine, write, *look.opened, temporary)) {
            is_kept = false;
            fate = Fate::aborted;
        }
        if (is_kept) {
            recovery.displaced.push_back({write.register_path, write.temporary});
        } else {
            remove_left(machine, temporary);
        }
        if (fate == Fate::aborted) {
            history.settle_aborted(write.id);
        } else {
            history.settle_done(write.id, now);
        }
        if (fate == Fate::done && write.kind == RegisterWriteKind::prune) {
            const auto parsed = parse_register(look.opened->content.bytes, write.register_path);
            for (const auto& member : write.members) {
                if (!is_registered(member, parsed)) {
                    mirror.remove_entry(write.register_path, member.slug);
                }
            }
        }
        ++recovery.settled;
    }
    if (recovery.settled > 0) {
        const auto run = history.begin_run(RunKind::restore, now);
        recorder.write(run, now);
        history.end_run(run, Outcome::ok, now);
    }
    transaction.commit();
    return recovery;
}

}   // namespace tmdb
