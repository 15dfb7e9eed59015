#include "base/text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "report/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace tmdb {
namespace {

nlohmann::json document_in(const std::string& text)
{
    const auto document = nlohmann::json::parse(text, nullptr, false);
    must(!document.is_discarded(), "what is printed is no JSON");
    return document;
}

void must_be_safe_json(std::string text)
{
    std::erase(text, '\n');
    must(escape_controls(text) == text, "a control is printed");
}

}   // namespace

/// Every text comes through as JSON and every JSON as itself, and neither steers a terminal.
void fuzz_json_report(std::string_view input)
{
    const std::string text(input);
    const bool is_text = !invalid_utf8_at(input);
    must(!is_text || document_in(json_string(input)) == text, "a text is another one");

    const std::string raw = to_text(Json::Object{{text, Json::Raw{text}}});
    must_be_safe_json(raw);
    const auto shown = document_in(raw).begin().value();
    const auto meant = nlohmann::json::parse(text, nullptr, false);
    must(!is_text || shown == text || shown == meant, "a document is another one");

    const Table table{{"a", "a", text}, {{text, Blob{text}, 0.5}}};
    must_be_safe_json(render_json(table));
    must(document_in(render_json(table)).size() == 1, "there is a row more or less");
    must(document_in(render_ndjson(table)).size() == 3, "there is a cell more or less");
}

}   // namespace tmdb
