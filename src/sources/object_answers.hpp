#pragma once

#include "model/task.hpp"
#include "sources/git_objects.hpp"

#include <compare>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tmdb {

/// A question about objects. Its answer never changes, since objects do not.
struct GitQuestion {
    std::string kind;
    std::string left;
    std::string right;

    auto operator<=>(const GitQuestion&) const = default;
};

/// Answers that were found out before, and those that are new.
struct GitMemory {
    std::function<OptionalText(const GitQuestion&)> look_up = [](const GitQuestion&) {
        return OptionalText();
    };
    std::map<GitQuestion, std::string> fresh;

    OptionalText recall(const GitQuestion& question) const;
};

/// What the difference of two trees touches: a hash of its paths, by which two can be told apart,
/// and its first file as it was before.
struct DifferenceShape {
    std::string hash;      // empty: no difference
    std::string old_oid;   // all zeros: it was not there
    std::string path;
};

/// Asks git what is not remembered, and remembers it. Answers are missing once objects.trouble() is
/// set.
class ObjectAnswers {
public:
    ObjectAnswers(GitObjects& objects, GitMemory& memory) : objects_(objects), memory_(memory) {}

    /// Of pairs of trees.
    std::map<OidPair, DifferenceShape> shapes(const std::vector<OidPair>& trees);
    /// Of pairs of trees that differ.
    std::map<OidPair, std::string> patch_ids(const std::vector<OidPair>& trees);
    /// Of pairs of trees: whether `main` has already what leads from one to the other, so that
    /// merging it would change nothing. Renames are not followed.
    std::map<OidPair, bool> absorbed(const std::string& main, const std::vector<OidPair>& trees);

private:
    /// `kind` says what is asked of a pair; `find_out` answers what nobody remembers.
    template <typename FindOut>
    std::map<OidPair, std::string> ask(const std::string& kind, const std::vector<OidPair>& pairs,
                                       FindOut find_out);

    GitObjects& objects_;
    GitMemory& memory_;
};

}   // namespace tmdb
