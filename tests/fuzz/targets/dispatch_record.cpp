#include "sources/dispatch_record.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "sources/json_scanner.hpp"

#include <nlohmann/json.hpp>

namespace tmdb {
namespace {

bool is_object(const JsonScan& scan)
{
    return !scan.trouble && scan.tokens[0].kind == JsonToken::Kind::object;
}

}   // namespace

/// There is a record exactly when two other parsers read an object.
void fuzz_dispatch_record(std::string_view input)
{
    const auto parsed = parse_dispatch_record(input, "tasks/logs/dispatch-T-1.status.json");
    const bool holds_a_record = is_object(scan_json(input)) && nlohmann::json::accept(input);
    must(parsed.record.has_value() == holds_a_record, "the parsers do not agree");
    must(parsed.record || parsed.problems.size() == 1, "there is neither a record nor a reason");
    must(!parsed.record || !parsed.record->slug.empty(), "a record is of no task");

    const bool is_labelled = input.find("dispatch_exit_code=") != std::string_view::npos;
    must(is_labelled || !exit_code_in_log(input), "the log does not say so");
}

}   // namespace tmdb
