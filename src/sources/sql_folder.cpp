#include "sources/sql_folder.hpp"

#include "base/path.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace tmdb {

namespace {

constexpr std::string_view ending = ".sql";
constexpr std::size_t most_bytes = 100'000;   // what the console takes as one statement

bool is_plain_name(std::string_view name)
{
    return !name.empty() && std::ranges::all_of(name, [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
    });
}

SqlFile nameless(const std::string& path, const std::string& reason)
{
    return {.name = path, .path = path, .text = {}, .trouble = path + ": " + reason};
}

}   // namespace

SqlFile read_sql_file(Machine& machine, const std::string& root, const std::string& path)
{
    SqlFile file{.name = file_stem(path), .path = path, .text = {}, .trouble = {}};
    auto content = machine.read(join_path(root, file.path), most_bytes + 1);
    if (!content) {
        file.trouble = file.path + ": cannot read it: " + describe_errno(content.error);
    } else if (content->bytes.size() > most_bytes) {
        file.trouble = file.path + ": it is longer than 100,000 bytes";
    } else {
        file.text = std::move(content.value->bytes);
    }
    return file;
}

SqlFolder read_sql_folder(Machine& machine, const Workspace& workspace, const std::string& folder,
                          const std::set<std::string>& taken)
{
    const std::string place = join_path(".tasks/task_manager", folder);
    const auto names = machine.list(join_path(workspace.root, place), Look::names);
    if (!names && names.error == ENOENT) {
        return {};
    }
    if (!names) {
        return {{nameless(place, "cannot look into it: " + describe_errno(names.error))}, false};
    }
    SqlFolder found;
    for (const auto& entry : *names) {
        if (!entry.name.ends_with(ending) || entry.name.starts_with('.')) {
            continue;
        }
        const std::string path = join_path(place, entry.name);
        const std::string stem = entry.name.substr(0, entry.name.size() - ending.size());
        if (!is_plain_name(stem)) {
            found.files.push_back(nameless(path, "its name must be made of a-z, 0-9 and _"));
        } else if (taken.contains(stem)) {
            found.files.push_back(nameless(path, "tm-db itself has one of this name"));
        } else {
            found.files.push_back(read_sql_file(machine, workspace.root, path));
        }
    }
    return found;
}

}   // namespace tmdb
