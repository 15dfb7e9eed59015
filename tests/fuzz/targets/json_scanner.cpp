#include "sources/json_scanner.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "sources/json_second_opinion.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace tmdb {
namespace {

/// Whether a document has what only this scanner refuses; to the other one it ends at a NUL.
bool is_refused_on_purpose(std::string_view input, const JsonTrouble& trouble)
{
    return input.find('\0') != std::string_view::npos ||
           trouble.message.starts_with("duplicate key") ||
           trouble.message.starts_with("nested deeper");
}

void tokens_must_lie_in_each_other(const JsonScan& scan)
{
    for (std::size_t token = 0; token < scan.tokens.size(); ++token) {
        const auto& one = scan.tokens[token];
        must(one.begin < one.end && one.end <= scan.bytes.size(), "a token lies outside");
        must(scan.after(token) <= scan.tokens.size(), "a token holds more than there is");
        must(token == 0 || scan.tokens[token - 1].begin < one.begin, "tokens are out of order");
    }
}

}   // namespace

/// A document is accepted exactly when nlohmann's parser accepts it and it has no NUL, no key twice
/// and no more than 64 levels; and then both read the same.
void fuzz_json_scanner(std::string_view input)
{
    const JsonScan scan = scan_json(input);
    if (!scan.trouble) {
        must(second_parser_agrees(scan), "two parsers read two things");
        tokens_must_lie_in_each_other(scan);
        return;
    }
    must(scan.tokens.empty(), "what is refused has tokens");
    must(scan.trouble->offset <= input.size(), "the trouble lies outside");
    must(is_refused_on_purpose(input, *scan.trouble) || !nlohmann::json::accept(input),
         "only this parser refuses it");
}

}   // namespace tmdb
