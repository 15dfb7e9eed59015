#include "sources/pull_requests.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "sources/json_scanner.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tmdb {
namespace {

/// An item that has a key twice is left out; the list is not.
bool is_readable_list(std::string_view input)
{
    const JsonScan scan = scan_json(input);
    const bool has_twins = scan.trouble && scan.trouble->message.starts_with("duplicate key");
    if (scan.trouble && !has_twins) {
        return false;
    }
    const auto document = nlohmann::json::parse(input, nullptr, false);
    return document.is_array();
}

}   // namespace

/// A list is read exactly when two other parsers read an array; its numbers ascend.
void fuzz_pull_requests(std::string_view input)
{
    const auto parsed = parse_pull_requests(input, "pull-requests.json");
    must(!parsed.readable || is_readable_list(input), "only this parser accepts it");
    must(parsed.readable || parsed.problems.size() == 1, "there is neither a list nor a reason");
    must(parsed.readable || parsed.pull_requests.empty(), "what cannot be read has rows");

    const auto& rows = parsed.pull_requests;
    must(rows.empty() || rows.front().number > 0, "a number is none");
    must(std::ranges::adjacent_find(rows, std::ranges::greater_equal(), &PullRequest::number) ==
             rows.end(),
         "two rows are out of order");
}

}   // namespace tmdb
