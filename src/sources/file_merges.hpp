#pragma once

#include "sources/git_scratch.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// Three states of one file: before two sides changed it, and after each of them.
struct FileMerge {
    std::string base;
    std::string ours;
    std::string theirs;
};

/// For each: whether merging `theirs` into `ours`, as git merges, gives `ours` again and no
/// conflict. `scratch` must be new and borrow nothing: it takes copies of the files, lest git touch
/// the repository's own. Four processes, however many files there are.
std::vector<bool> merges_keep_ours(GitScratch& scratch, const std::vector<FileMerge>& files);

}   // namespace tmdb
