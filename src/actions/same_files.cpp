#include "actions/same_files.hpp"

#include "base/path.hpp"

#include <algorithm>

namespace tmdb {

namespace {

constexpr std::size_t file_limit = 64u << 20;
constexpr const char* nowhere = "";   // where nothing is found

class Comparison {
public:
    explicit Comparison(Machine& machine) : machine_(machine) {}

    bool is_nothing_new(const std::string& path, const std::string& other)
    {
        const auto mine = machine_.lstat(path);
        const auto theirs = machine_.lstat(other);
        if (--budget_ < 0 || !mine) {
            return false;
        }
        if (mine->kind == FileKind::directory) {
            const bool is_folder = theirs && theirs->kind == FileKind::directory;
            const auto entries = machine_.list(path, Look::names);
            return entries && std::all_of(entries->begin(), entries->end(), [&](const auto& entry) {
                       return is_nothing_new(join_path(path, entry.name),
                                             is_folder ? join_path(other, entry.name) : nowhere);
                   });
        }
        if (mine->kind == FileKind::other) {
            return true;
        }
        const bool is_link = mine->kind == FileKind::symlink;
        if (!theirs || theirs->kind != mine->kind || theirs->size != mine->size) {
            return false;
        }
        const auto bytes = bytes_of(machine_, path, is_link);
        return bytes && bytes == bytes_of(machine_, other, is_link);
    }

private:
    Machine& machine_;
    int budget_ = 10'000;   // files
};

}   // namespace

OptionalText bytes_of(Machine& machine, const std::string& path, bool is_link)
{
    if (is_link) {
        return machine.read_link(path).value;
    }
    auto file = machine.read(path, file_limit + 1);
    const bool is_whole = file && file->bytes.size() <= file_limit;
    return is_whole ? OptionalText(std::move(file.value->bytes)) : std::nullopt;
}

bool is_nothing_new(Machine& machine, const std::string& path, const std::string& other)
{
    const auto there = absolute_path("/", other);   // a final slash would follow a link
    const auto parent = parent_path(there);
    const bool is_reached = machine.real_path(parent).value == parent;
    return Comparison(machine).is_nothing_new(path, is_reached ? there : nowhere);
}

}   // namespace tmdb
