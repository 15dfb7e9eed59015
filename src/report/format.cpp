#include "report/format.hpp"

#include "report/csv.hpp"
#include "report/json.hpp"
#include "report/markdown.hpp"
#include "report/text_table.hpp"

namespace tmdb {
namespace {

std::string_view name_of(Format format)
{
    switch (format) {
    case Format::table: return "table";
    case Format::json: return "json";
    case Format::ndjson: return "ndjson";
    case Format::csv: return "csv";
    case Format::markdown: break;
    }
    return "markdown";
}

}   // namespace

std::optional<Format> format_named(std::string_view name)
{
    for (const auto format :
         {Format::table, Format::json, Format::ndjson, Format::csv, Format::markdown}) {
        if (name == name_of(format)) {
            return format;
        }
    }
    return std::nullopt;
}

std::string render(const Table& table, Format format, const Terminal& terminal)
{
    switch (format) {
    case Format::table: return render_text(table, terminal);
    case Format::json: return render_json(table);
    case Format::ndjson: return render_ndjson(table);
    case Format::csv: return render_csv(table, terminal);
    case Format::markdown: break;
    }
    return render_markdown(table);
}

}   // namespace tmdb
