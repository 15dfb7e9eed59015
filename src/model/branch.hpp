#pragma once

#include "model/task.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tmdb {

/// The three answers of a question.
enum class Truth { yes, no, unknown };

std::string_view name_of(Truth truth);
/// Whatever is neither "yes" nor "no" is unknown.
Truth truth_named(std::string_view name);

/// One layer of completion: an answer and what shows it; of an unknown one, why nobody can tell.
struct Layer {
    Truth answer = Truth::unknown;
    std::string proof;

    bool operator==(const Layer&) const = default;
};

/// What git knows of the commits of one checkout. "Main" is the root checkout's HEAD, and what its
/// branch follows.
struct BranchFacts {
    OptionalText merge_base;                // with the root checkout's HEAD
    std::optional<std::int64_t> ahead;      // commits that main lacks
    std::optional<std::int64_t> unpushed;   // of those, the ones that no remote has
    std::optional<std::int64_t> unnamed;    // of a detached HEAD: commits that no ref leads to
    Layer own_commits;                      // made on the branch
    Layer landed;                           // what they changed is in main
    Layer reverted;                         // and main has undone it since

    bool operator==(const BranchFacts&) const = default;
};

}   // namespace tmdb
