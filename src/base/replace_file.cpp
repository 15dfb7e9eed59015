#include "base/replace_file.hpp"

#include "base/path.hpp"
#include "base/weakness.hpp"

#include <cerrno>

namespace tmdb {

namespace {

constexpr int grace_ms = 20;    // with leases: for who has found the old file and not opened it
constexpr int watch_ms = 200;   // without
constexpr int most_swaps = 16;

/// What no retry and no free space will make possible is refused.
ReplaceResult trouble(const std::string& what, int error)
{
    const bool is_refusal = error == EBUSY || error == EXDEV || error == EPERM;
    return {is_refusal ? Replaced::refused : Replaced::failed, what + ": " + describe_errno(error)};
}

/// And what it holds, as far as its stamps tell; a rename alone changes the ctime.
bool is_same_content(const FileStat& one, const FileStat& other)
{
    return is_same_file(one, other) && one.size == other.size && one.mtime_ns == other.mtime_ns;
}

ReplaceResult changed()
{
    return {Replaced::changed, "it changed meanwhile"};
}

/// One replacement, and what it holds.
class Replacement {
public:
    Replacement(Machine& machine, const FileReplacement& replacement)
        : machine_(machine),
          wanted_(replacement),
          path_(replacement.path),
          temporary_(join_path(parent_path(replacement.path), replacement.temporary)),
          unfinished_(unfinished(temporary_))
    {}
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;
    ~Replacement()
    {
        if (new_is_unfinished_) {
            machine_.remove(unfinished_);
        }
        if (new_is_at_temporary_) {
            machine_.remove(temporary_);
        }
    }

    ReplaceResult run(const std::function<bool()>& still_wanted)
    {
        if (wanted_.base.stat.links > 1) {
            return {Replaced::refused,
                    "it has more than one hard link, and a new file would split them"};
        }
        if (auto result = prepare()) {
            return *result;
        }
        machine_.reached("replace: before the last look");
        if (!still_wanted()) {   // it may take its time: nobody waits for us yet
            return changed();
        }
        if (weakness() == Weakness::plain_rename) {
            return rename_over_base();
        }
        if (auto result = take_leases()) {
            return *result;
        }
        if (!is_still_base() || !nobody_waits_for_base()) {
            return changed();
        }
        if (weakness() == Weakness::look_and_rename) {
            return rename_over_base();
        }
        machine_.reached("replace: before the exchange");
        if (const int error = machine_.exchange(temporary_, path_)) {
            return without_exchange(error);
        }
        new_is_at_temporary_ = false;
        machine_.reached("replace: after the exchange");
        return is_base_out() ? conclude() : put_back();
    }

private:
    /// Nothing when the new file is whole and durable.
    std::optional<ReplaceResult> prepare()
    {
        const FileStat& old = wanted_.base.stat;
        const auto created = machine_.create(unfinished_, 0600);
        if (!created) {
            return trouble("cannot create a file beside it", created.error);
        }
        new_ = Descriptor(*created);
        new_is_unfinished_ = true;
        if (const int error = machine_.write(new_.number(), wanted_.bytes)) {
            return trouble("cannot write the new file", error);
        }
        if (const int error = machine_.set_owner(new_.number(), old.user, old.group)) {
            return trouble("its owner cannot be kept", error);
        }
        if (const int error = machine_.set_mode(new_.number(), old.mode)) {
            return trouble("its mode cannot be kept", error);
        }
        if (const int error = machine_.copy_attributes(path_, new_.number())) {
            return error == ENOENT ? changed() : trouble("its attributes cannot be kept", error);
        }
        if (const int error = machine_.sync(new_.number())) {
            return trouble("cannot make the new file durable", error);
        }
        const auto back = machine_.read_back(new_.number());
        if (!back || *back != wanted_.bytes) {
            return ReplaceResult{Replaced::failed,
                                 "the new file does not read back as it was written"};
        }
        const auto stat = machine_.stat_open(new_.number());
        if (!stat) {
            return trouble("the new file cannot be looked at", stat.error);
        }
        new_stat_ = *stat;
        return finish();
    }

    /// Nothing when it has its name.
    std::optional<ReplaceResult> finish()
    {
        if (machine_.lstat(temporary_).error != ENOENT) {
            return ReplaceResult{Replaced::failed, "'" + temporary_ + "' is in the way"};
        }
        if (const int error = machine_.rename(unfinished_, temporary_)) {
            return trouble("cannot name the new file", error);
        }
        new_is_unfinished_ = false;
        new_is_at_temporary_ = true;
        return std::nullopt;
    }

    /// Nothing when both are held, or cannot be had here.
    std::optional<ReplaceResult> take_leases()
    {
        auto base = machine_.open(path_);
        if (!base) {
            return changed();
        }
        base_ = std::move(*base.value);
        const auto stat = machine_.stat_open(base_.number());
        if (!stat || *stat != wanted_.base.stat) {
            return changed();
        }
        if (weakness() == Weakness::look_and_rename || weakness() == Weakness::exchange_and_look) {
            return std::nullopt;
        }
        const int error = machine_.set_lease(base_.number(), Lease::read);
        if (error == EAGAIN) {
            return ReplaceResult{Replaced::changed, "somebody has it open for writing"};
        }
        has_leases_ = error == 0 && machine_.set_lease(new_.number(), Lease::write) == 0;
        if (error == 0 && !has_leases_) {
            machine_.set_lease(base_.number(), Lease::none);
        }
        return std::nullopt;
    }

    bool is_still_base()
    {
        const auto now = machine_.read(path_, wanted_.base.bytes.size() + 1);
        return now && now->stat == wanted_.base.stat && now->bytes == wanted_.base.bytes;
    }

    /// Whether nobody waits to write the old file; where there are no leases nobody can say.
    bool nobody_waits_for_base()
    {
        return !has_leases_ || machine_.lease(base_.number()).value == Lease::read;
    }

    ReplaceResult without_exchange(int error)
    {
        switch (error) {
        case ENOENT:
        case ENOTDIR:
        case EISDIR: return changed();
        case EINVAL:
        case ENOSYS:
        case EOPNOTSUPP: break;
        default: return trouble("cannot put the new file in its place", error);
        }
        if (wanted_.plain_rename == PlainRename::refused) {
            return {Replaced::refused,
                    "its file system cannot exchange two files in one step, and without that a "
                    "write at this moment could be lost; --allow-plain-rename takes that risk"};
        }
        return is_still_base() && nobody_waits_for_base() ? rename_over_base() : changed();
    }

    /// Nothing comes out that could go back.
    ReplaceResult rename_over_base()
    {
        if (const int error = machine_.rename(temporary_, path_)) {
            return trouble("cannot put the new file in its place", error);
        }
        new_is_at_temporary_ = false;
        publish();
        return {.replaced = Replaced::yes, .reason = "", .by_plain_rename = true};
    }

    /// Whether what has left the path is what was read, and nobody wants to write it.
    bool is_base_out()
    {
        const auto out = machine_.lstat(temporary_);
        return out && is_same_content(*out, wanted_.base.stat) && nobody_waits_for_base() &&
               (has_leases_ || holds_base(temporary_));
    }

    bool holds_base(const std::string& path)
    {
        const auto content = machine_.read(path, wanted_.base.bytes.size() + 1);
        return content && content->bytes == wanted_.base.bytes;
    }

    /// Whoever waits to open the new file may; and it stays there.
    void publish()
    {
        if (has_leases_) {
            machine_.set_lease(new_.number(), Lease::none);
        }
        machine_.reached("replace: published");
        if (weakness() != Weakness::no_directory_sync) {
            // Should this fail, a power loss may bring the old file back, which is whole as well.
            machine_.sync_directory(parent_path(path_));
        }
    }

    ReplaceResult conclude()
    {
        publish();
        int waits = has_leases_ ? grace_ms : watch_ms;
        if (weakness() == Weakness::no_grace || weakness() == Weakness::exchange_and_look) {
            waits = 0;
        }
        while (is_base_out()) {
            if (waits-- == 0) {   // nothing comes between the last look and this
                machine_.remove(temporary_);
                return {Replaced::yes, ""};
            }
            machine_.sleep(std::chrono::milliseconds(1));
        }
        return has_leases_ ? make_way()
                           : kept("somebody wrote the old file after it had been replaced");
    }

    /// What came out is newer than the base: it goes back. Meanwhile yet another one may have come.
    ReplaceResult put_back()
    {
        FileStat at_path = new_stat_;   // what we have put there last
        for (int swaps = 0; swaps < most_swaps; ++swaps) {
            const auto newer = machine_.lstat(temporary_);
            if (!newer) {
                return {Replaced::displaced, "a file that had just been written has vanished"};
            }
            const int error = machine_.exchange(temporary_, path_);
            if (error == ENOENT && machine_.lstat(path_).error == ENOENT) {
                // Somebody has removed our file from the path: theirs takes the place.
                return machine_.rename(temporary_, path_) == 0
                           ? changed()
                           : kept("a newer file could not be put back");
            }
            if (error != 0) {
                return kept("a newer file could not be put back: " + describe_errno(error));
            }
            const auto out = machine_.lstat(temporary_);
            if (out && is_same_file(*out, at_path)) {
                return is_same_file(at_path, new_stat_)
                           ? let_waiting_in()
                           : kept("two others have written it at once");
            }
            at_path = *newer;
        }
        return kept("others keep replacing it");
    }

    /// Our file is out again, and whoever had found it at the path waits to open it: a reader gets
    /// what is at the path now; a writer gets our file, at the path and with these bytes.
    ReplaceResult let_waiting_in()
    {
        new_is_at_temporary_ = true;
        if (!has_leases_ || machine_.lease(new_.number()).value == Lease::write) {
            return changed();   // nobody waits
        }
        const auto now = machine_.read(path_, std::string::npos);
        const bool is_copy = now && machine_.rewrite(new_.number(), now->bytes) == 0;
        if (machine_.lease(new_.number()).value == Lease::read) {
            return changed();
        }
        new_is_at_temporary_ = false;   // it is about to be written
        if (!is_copy || machine_.exchange(temporary_, path_) != 0) {
            return kept("somebody writes a file that has no place any more");
        }
        const auto out = machine_.lstat(temporary_);
        if (!out || !is_same_content(*out, now->stat)) {
            return kept("two others have written it at once");
        }
        machine_.remove(temporary_);
        return changed();
    }

    /// Somebody who had found the old file before the exchange waits to write it: it goes back to
    /// the path. Not over a newer one, and not while somebody uses ours.
    ReplaceResult make_way()
    {
        int error = EAGAIN;
        for (int waited = 0; error == EAGAIN && waited < grace_ms; ++waited) {
            error = machine_.set_lease(new_.number(), Lease::write);
            if (error == EAGAIN) {
                machine_.sleep(std::chrono::milliseconds(1));
            }
        }
        const auto ours = machine_.lstat(path_);
        if (error != 0 || !ours || !is_same_content(*ours, new_stat_) ||
            machine_.exchange(temporary_, path_) != 0) {
            return kept("two others have written it at once");
        }
        const auto out = machine_.lstat(temporary_);
        if (!out || !is_same_content(*out, new_stat_)) {
            machine_.exchange(temporary_, path_);
            return kept("two others have written it at once");
        }
        machine_.rewrite(new_.number(), wanted_.base.bytes);   // for a reader that waits
        if (machine_.lease(new_.number()).value == Lease::none) {
            return kept("two others write it at once");
        }
        new_is_at_temporary_ = true;
        return changed();
    }

    ReplaceResult kept(const std::string& what)
    {
        return {Replaced::displaced, what + ": the other version is in " + temporary_};
    }

    Machine& machine_;
    const FileReplacement& wanted_;
    const std::string path_;
    const std::string temporary_;
    const std::string unfinished_;
    Descriptor base_;
    Descriptor new_;   // gives its lease back after the old file's
    FileStat new_stat_;
    bool has_leases_ = false;
    bool new_is_unfinished_ = false;
    bool new_is_at_temporary_ = false;
};

}   // namespace

std::string unfinished(const std::string& temporary)
{
    return temporary + ".part";
}

ReplaceResult replace_file(Machine& machine, const FileReplacement& replacement,
                           const std::function<bool()>& still_wanted)
{
    return Replacement(machine, replacement).run(still_wanted);
}

ReplaceWay way_to_replace(Machine& machine, const std::string& folder)
{
    const std::string name = join_path(folder, ".tmdb-try-" + std::to_string(machine.monotonic()));
    const std::string one = name + "-1.tmp", other = name + "-2.tmp";
    const auto first = machine.create(one, 0600);
    const auto second = machine.create(other, 0600);
    const Descriptor close_first(first.value.value_or(-1));
    const Descriptor close_second(second.value.value_or(-1));
    ReplaceWay way = ReplaceWay::unknown;
    if (first && second) {
        const int error = machine.exchange(one, other);
        way = error != 0                                     ? ReplaceWay::nothing
              : machine.set_lease(*first, Lease::write) == 0 ? ReplaceWay::exchange_with_leases
                                                             : ReplaceWay::exchange;
    }
    if (first) {
        machine.remove(one);
    }
    if (second) {
        machine.remove(other);
    }
    return way;
}

}   // namespace tmdb
