#pragma once

#include "worlds/plan.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tmdb {

/// A task's place in a plan while it is made.
struct Spot {
    Plan& plan;
    std::string slug;
    std::string task_path;                        // of the root file, below the root
    std::vector<std::string> owners = {"dave"};   // whose registers have it
    nlohmann::ordered_json entry = {};
    std::string member = {};   // the entry as it is written
};

/// Something that may be so or otherwise, the plainest choice first, and what makes it so.
template <typename Place>
struct Fact {
    struct Choice {
        const char* name;
        std::function<void(Place&)> make;
    };

    const char* name;
    std::vector<Choice> choices;
};

/// In the order in which they are made; those of a world come after those of its tasks, but for
/// git's, without which no worktree can be linked.
const std::vector<Fact<Plan>>& facts_of_git();
const std::vector<Fact<Spot>>& facts_of_tasks();
const std::vector<Fact<Plan>>& facts_of_worlds();

}   // namespace tmdb
