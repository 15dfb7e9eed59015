#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// What a person could apply in the root checkout, in the form that `git apply` takes.
struct FrontMatterPatch {
    std::string diff;      // empty: nothing to do
    std::string trouble;   // why there is none
};

/// The unified diff by which the root's task file takes the fields `keys` from a worktree's copy.
/// Both are given by their first front_matter_limit bytes; `path` is the root file's, below the
/// root. A key that neither has is ignored.
///
/// Fields are taken by whole lines, as they are written in the copy. The lines of a key go from its
/// own to the last before the next key or the closing fence, without blank ones at their end;
/// comment lines directly above a key, that begin with `#` in the first column, are its own, too.
/// A key in both files keeps its place; one that only the copy has comes after the nearest key
/// before it there that the root has, too, else first; one that only the root has goes. Blank lines
/// stay above what they are above; where new neighbours meet that are neighbours in the copy, there
/// are as many as there. Every other byte of the root file stays, and lines that come take its line
/// ends.
///
/// The result is read again before it is shown: what would not say exactly the copy's values for
/// `keys`, and the root's for all others, is a trouble.
FrontMatterPatch patch_front_matter(std::string_view root_head, std::string_view copy_head,
                                    const std::string& path, const std::vector<std::string>& keys);

}   // namespace tmdb
