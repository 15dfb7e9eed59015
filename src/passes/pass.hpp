#pragma once

#include "model/signal.hpp"
#include "store/embedded_sql.hpp"

#include <string>
#include <string_view>
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
    std::string_view sql;             // the whole file

    bool prunes() const { return remedy == "prune"; }
};

/// Reads a pass from its file. A head that does not parse is a std::logic_error: the build's tests
/// see to it.
Pass parse_pass(const EmbeddedSql& file);

/// All passes, by code.
const std::vector<Pass>& all_passes();

/// Throws Error (usage) when there is none.
const Pass& pass_named(const std::string& code);

}   // namespace tmdb
