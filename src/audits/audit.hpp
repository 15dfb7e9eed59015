#pragma once

#include "base/time.hpp"
#include "model/sql_file.hpp"
#include "model/value.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// What an audit can be asked with. An instant is UTC text to the SQL; people may also say how long
/// ago it is.
struct AuditParameter {
    enum class Kind { text, number, instant };

    std::string name;
    Kind kind = Kind::text;
    std::string default_value;   // as people write it; empty: NULL
};

std::string_view name_of(AuditParameter::Kind kind);

/// A question with a name. Its file is its documentation: name, head and SQL.
struct Audit {
    std::string name;      // the file's
    std::string summary;   // the head's first sentence
    std::vector<AuditParameter> parameters;
    std::vector<std::string> columns;   // of the answer, where the head tells
    std::string explanation;            // the head's paragraphs
    std::string sql;                    // the whole file
    std::string path;                   // of an audit of the user's own; empty for ours
    std::string trouble;                // why it cannot be asked, with file and line; of ours never

    bool is_ours() const { return path.empty(); }
};

/// An audit of the user's own. A head that is wrong is its trouble.
Audit read_audit(const SqlFile& file);

/// Those that ship with tm-db, by name.
const std::vector<Audit>& all_audits();

/// The value of every parameter, by its name with a ':': as assigned ("name=value"), else its
/// default; and `:now`. Throws Error (usage) for an assignment that the audit does not understand.
std::vector<std::pair<std::string, Value>>
audit_values(const Audit& audit, const std::vector<std::string>& assignments, Nanoseconds now);

}   // namespace tmdb
