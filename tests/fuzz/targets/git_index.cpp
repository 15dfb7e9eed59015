#include "sources/git_index.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <tuple>

namespace tmdb {
namespace {

bool is_below_the_checkout(const std::string& path)
{
    return !path.starts_with('/') && !path.starts_with("../") &&
           path.find("/../") == std::string::npos && !path.ends_with("/..") && path != "..";
}

void must_be_sound(const GitIndex& index, std::size_t size)
{
    const auto place = [](const IndexEntry& entry) { return std::tuple(entry.path, entry.stage); };
    must(std::ranges::is_sorted(index.entries, {}, place), "entries are out of order");
    must(std::ranges::adjacent_find(index.entries, {}, place) == index.entries.end(),
         "an entry is there twice");
    must(std::ranges::adjacent_find(index.trees, std::ranges::greater_equal(), &CachedTree::path) ==
             index.trees.end(),
         "trees are out of order");
    std::size_t path_bytes = 0;
    for (const auto& entry : index.entries) {
        must(is_below_the_checkout(entry.path), "a path leads out of the checkout");
        path_bytes += entry.path.size();
    }
    must(path_bytes <= 16 * size, "the paths are out of proportion");
}

}   // namespace

/// An index is sorted, stays below its checkout and takes memory in proportion to its file; else
/// there is a reason and no index.
void fuzz_git_index(std::string_view input)
{
    for (const std::size_t oid_bytes : {20u, 32u}) {
        const auto parsed = parse_index(input, oid_bytes);
        must(parsed.index.has_value() == parsed.trouble.empty(),
             "there is neither an index nor a reason");
        if (parsed.index) {
            must_be_sound(*parsed.index, input.size());
        }
    }
}

}   // namespace tmdb
