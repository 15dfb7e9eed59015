#include "store/console_policy.hpp"

#include "base/text.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <span>
#include <string_view>

namespace tmdb {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view looking_pragmas[] = {
    "compile_options", "foreign_key_list", "function_list",   "index_info",
    "index_list",      "index_xinfo",      "integrity_check", "quick_check",
    "table_info",      "table_list",       "table_xinfo",
};
/// These write as soon as they are given a value.
constexpr std::string_view valueless_pragmas[] = {
    "application_id", "freelist_count", "page_count", "schema_version", "user_version",
};
constexpr std::string_view closed_functions[] = {
    "edit", "fts3_tokenizer", "load_extension", "readfile", "writefile",
};

bool holds(Names names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

std::string named(const char* name)
{
    return name ? lower(name) : std::string();
}

bool may_use_pragma(const std::string& name, bool with_value)
{
    return holds(looking_pragmas, name) || (!with_value && holds(valueless_pragmas, name));
}

}   // namespace

std::optional<std::string> refusal_of(int action, const char* first, const char* second)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE: return std::nullopt;
    case SQLITE_FUNCTION:
        if (holds(closed_functions, named(second))) {
            return "the function '" + named(second) + "' is closed";
        }
        return std::nullopt;
    case SQLITE_PRAGMA:
        if (!may_use_pragma(named(first), second)) {
            return "this use of the pragma '" + named(first) + "' is closed";
        }
        return std::nullopt;
    default: return "the statement does more";
    }
}

std::vector<std::string> open_table_functions()
{
    std::vector<std::string> names = {"json_each", "json_tree"};
    for (const Names pragmas : {Names(looking_pragmas), Names(valueless_pragmas)}) {
        for (const auto pragma : pragmas) {
            names.push_back("pragma_" + std::string(pragma));
        }
    }
    return names;
}

}   // namespace tmdb
