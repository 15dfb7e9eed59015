#pragma once

#include "model/task_pair.hpp"
#include "model/value.hpp"
#include "report/style.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// For each copy what is compared, and the fields that differ.
std::string diff_text(const std::string& slug, const std::vector<TaskPair>& pairs,
                      const Terminal& terminal);

/// The fields of all copies, one row each.
Table diff_table(const std::vector<TaskPair>& pairs);

/// What whoever applies the patch for the first of these has to know.
std::vector<std::string> notes_on_patch(const std::vector<TaskPair>& pairs);

}   // namespace tmdb
