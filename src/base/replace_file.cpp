#include "base/replace_file.hpp"

#include "base/path.hpp"

#include <cerrno>

namespace tmdb {

namespace {

/// A new file that is removed again unless it has taken its place.
class TemporaryFile {
public:
    TemporaryFile(Machine& machine, std::string path) : machine_(machine), path_(std::move(path)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile()
    {
        if (descriptor_) {
            machine_.remove(path_);
        }
    }

    int create()
    {
        const auto created = machine_.create(path_, 0600);
        if (created) {
            descriptor_ = Descriptor(*created);
        }
        return created.error;
    }

    int number() const { return descriptor_.number(); }
    const std::string& path() const { return path_; }
    void keep() { descriptor_ = Descriptor(); }

private:
    Machine& machine_;
    std::string path_;
    Descriptor descriptor_;
};

/// What no retry and no free space will make possible is refused.
ReplaceResult trouble(const std::string& what, int error)
{
    const bool is_refusal = error == EBUSY || error == EXDEV || error == EPERM;
    return {is_refusal ? Replaced::refused : Replaced::failed, what + ": " + describe_errno(error)};
}

/// Nothing when the new file is whole and durable.
std::optional<ReplaceResult> prepare(Machine& machine, const FileReplacement& replacement,
                                     TemporaryFile& file)
{
    const FileStat& old = replacement.base.stat;
    if (const int error = file.create()) {
        return trouble("cannot create a file beside it", error);
    }
    if (const int error = machine.write(file.number(), replacement.bytes)) {
        return trouble("cannot write the new file", error);
    }
    if (const int error = machine.set_owner(file.number(), old.user, old.group)) {
        return trouble("its owner cannot be kept", error);
    }
    if (const int error = machine.set_mode(file.number(), old.mode)) {
        return trouble("its mode cannot be kept", error);
    }
    if (const int error = machine.copy_attributes(replacement.path, file.number())) {
        return trouble("its attributes cannot be kept", error);
    }
    if (const int error = machine.sync(file.number())) {
        return trouble("cannot make the new file durable", error);
    }
    const auto back = machine.read_back(file.number());
    if (!back || *back != replacement.bytes) {
        return ReplaceResult{Replaced::failed, "the new file does not read back as it was written"};
    }
    return std::nullopt;
}

bool is_still(Machine& machine, const FileReplacement& replacement)
{
    const auto now = machine.read(replacement.path, replacement.base.bytes.size() + 1);
    return now && now->stat == replacement.base.stat && now->bytes == replacement.base.bytes;
}

}   // namespace

ReplaceResult replace_file(Machine& machine, const FileReplacement& replacement,
                           const std::function<bool()>& still_wanted)
{
    const FileStat& old = replacement.base.stat;
    if (old.links > 1) {
        return {Replaced::refused,
                "it has more than one hard link, and a new file would split them"};
    }
    TemporaryFile file(machine, join_path(parent_path(replacement.path), replacement.temporary));
    if (auto trouble = prepare(machine, replacement, file)) {
        return *trouble;
    }

    machine.reached("replace: before the last look");
    if (!still_wanted() || !is_still(machine, replacement)) {
        return {Replaced::changed, "it changed meanwhile"};
    }
    machine.reached("replace: before the rename");
    if (const int error = machine.rename(file.path(), replacement.path)) {
        return trouble("cannot put the new file in its place", error);
    }
    file.keep();
    machine.reached("replace: after the rename");
    // Should this fail, a power loss may bring the old file back, which is whole as well.
    machine.sync_directory(parent_path(replacement.path));
    return {Replaced::yes, ""};
}

}   // namespace tmdb
