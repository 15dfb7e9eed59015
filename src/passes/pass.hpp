#pragma once

#include "model/signal.hpp"
#include "model/sql_file.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// One question that reconcile asks. Its file is its documentation: name, head and SQL.
struct Pass {
    std::string code;      // the file's name, and the signal's
    std::string summary;   // the head's first sentence
    Severity severity = Severity::warning;
    std::string remedy;
    std::vector<std::string> needs;   // facts without which it cannot judge: unknown_fact.need
    std::string explanation;          // the head's last paragraphs
    std::string sql;                  // the whole file
    std::string path;                 // of a pass of the user's own; empty for ours
    std::string trouble;              // why it cannot be asked, with file and line; of ours never

    bool is_ours() const { return path.empty(); }
};

/// The one whose findings reconcile prunes.
inline constexpr const char* pruning_code = "register_orphan";

/// A pass of the user's own. It may not prune, and a head that is wrong is its trouble.
Pass read_pass(const SqlFile& file);

/// Those that ship with tm-db, by code.
const std::vector<Pass>& all_passes();

}   // namespace tmdb
