#include "sources/file_merges.hpp"

#include "base/text.hpp"

#include <set>

namespace tmdb {

namespace {

constexpr const char* ours_ref = "refs/heads/ours";
constexpr const char* theirs_ref = "refs/heads/theirs";

std::string data(const std::string& bytes)
{
    return "data " + std::to_string(bytes.size()) + "\n" + bytes + "\n";
}

/// A commit of all files in one of their states, in the language of `git fast-import`. Each file is
/// named by its number.
std::string commit(const std::string& ref, const std::string& parent,
                   const std::vector<FileMerge>& files, std::string FileMerge::*state)
{
    std::string text = "commit " + ref + "\ncommitter tm-db <tm-db@localhost> 0 +0000\n" + data("");
    if (!parent.empty()) {
        text += "from " + parent + "\n";
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        text += "M 100644 inline " + std::to_string(i) + "\n" + data(files[i].*state);
    }
    return text;
}

std::string oid_lines(GitScratch& scratch, const std::string& tree, std::size_t count)
{
    std::string names;
    for (std::size_t i = 0; i < count; ++i) {
        names += tree + ":" + std::to_string(i) + "\n";
    }
    return scratch.ask({"cat-file", "--batch-check=%(objectname)"}, names);
}

}   // namespace

std::vector<bool> merges_keep_ours(GitScratch& scratch, const std::vector<FileMerge>& files)
{
    std::vector<bool> kept(files.size());
    if (files.empty()) {
        return kept;
    }
    const std::string base_ref = "refs/heads/base";
    scratch.ask({"fast-import", "--quiet"},
                commit(base_ref, "", files, &FileMerge::base) +
                    commit(ours_ref, base_ref, files, &FileMerge::ours) +
                    commit(theirs_ref, base_ref, files, &FileMerge::theirs));
    const auto merged = split(
        scratch.ask({"merge-tree", "--write-tree", "--stdin", "-z", "--name-only", "--no-messages"},
                    std::string(ours_ref) + " " + theirs_ref + "\n"),
        '\0');
    scratch.require(merged.size() > 2, "merge-tree");
    if (!scratch.trouble().empty()) {
        return kept;
    }
    // In a conflict of bytes that are no text git keeps ours, and says so only here.
    const std::set<std::string> conflicts(merged.begin() + 2, merged.end());
    const auto ours = split(oid_lines(scratch, ours_ref, files.size()), '\n');
    const auto after = split(oid_lines(scratch, merged[1], files.size()), '\n');
    scratch.require(ours.size() == files.size() + 1 && after.size() == ours.size(), "cat-file");
    for (std::size_t i = 0; i < files.size() && scratch.trouble().empty(); ++i) {
        scratch.require((ours[i] + after[i]).find(' ') == std::string::npos, "cat-file");
        kept[i] = ours[i] == after[i] && !conflicts.contains(std::to_string(i));
    }
    return scratch.trouble().empty() ? kept : std::vector<bool>(files.size());
}

}   // namespace tmdb
