#pragma once

#include "model/branch.hpp"
#include "sources/git_objects.hpp"
#include "sources/git_program.hpp"
#include "sources/git_reflog.hpp"
#include "sources/object_answers.hpp"

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// Where the refs of a repository stand: object ids.
struct GitTips {
    std::vector<std::string> mains;   // the root checkout's HEAD first, then what it follows
    std::vector<std::string> remotes;
    std::vector<std::string> all_refs;
};

/// What a checkout stands on.
struct Head {
    std::string oid;
    OptionalText branch;   // none: detached

    auto operator<=>(const Head&) const = default;
};

/// The reflog of a branch; nothing where there is none, or it cannot be read.
using ReadReflog = std::function<std::optional<std::vector<ReflogEntry>>(const std::string&)>;

GitTips tips_of(const std::vector<std::string>& mains, const RefList& refs);

/// Reads reflogs from git's files.
ReadReflog reflog_reader(Machine& machine, const GitDirectory& git);

/// Finds out what became of the commits of each head, in a number of git processes that does not
/// depend on how many there are. What could not be found out is unknown: objects.trouble() says
/// why.
///
/// A branch has landed when its head is in main and it has commits of its own; when merging it into
/// main changes nothing; or when its whole change is, as a patch, that of one commit of main (git
/// patch-id). Commits that change nothing in sum have not landed. It is reverted when undoing the
/// commit that brought it would change nothing in main any more.
std::vector<BranchFacts> branch_facts(GitObjects& objects, const GitTips& tips,
                                      const std::vector<Head>& heads, const ReadReflog& read_reflog,
                                      GitMemory& memory);

}   // namespace tmdb
