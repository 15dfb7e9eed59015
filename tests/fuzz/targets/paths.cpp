#include "base/path.hpp"
#include "base/text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <string>

namespace tmdb {
namespace {

constexpr std::string_view root = "/root/checkout";

/// Absolute, and each part the name of something.
void must_be_normal(const std::string& path)
{
    must(path.starts_with('/'), "a path is not absolute");
    auto parts = split(path.substr(1), '/');
    must(path == "/" || std::ranges::none_of(parts,
                                             [](const std::string& part) {
                                                 return part.empty() || part == "." || part == "..";
                                             }),
         "a path goes ways");
}

void must_come_apart(const std::string& path)
{
    must(path == "/" || join_path(parent_path(path), file_name(path)) == path,
         "a path is more than its parent and its name");
    must(file_name(path).starts_with(file_stem(path)), "a name does not begin with its stem");
}

}   // namespace

/// A path that counts as below the root is below it, however it is spelled: worked out by hand it
/// begins with the root, and what is left of it leads from there to the same place.
void fuzz_paths(std::string_view input)
{
    const std::string path = absolute_path(root, input);
    must_be_normal(path);
    must_come_apart(path);
    must(absolute_path("/elsewhere", path) == path, "a path is another one elsewhere");

    const bool begins_with_root = path.starts_with(std::string(root) + '/');
    must(is_below(root, path) == begins_with_root, "below is not below");
    if (input.starts_with('/')) {
        must(is_below(root, input) == begins_with_root, "spelling decides what is below");
    }
    const std::string relative = relative_to(root, path);
    must(relative.starts_with('/') != begins_with_root, "a path below is not relative");
    must(absolute_path(root, relative) == path, "a relative path leads elsewhere");
    must(!is_foreign_path(path), "a path of this machine is foreign");
}

}   // namespace tmdb
