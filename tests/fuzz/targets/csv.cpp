#include "report/csv.hpp"
#include "base/text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {
namespace {

using CsvRecords = std::vector<std::vector<std::string>>;

/// Reads RFC 4180, as a spreadsheet does.
CsvRecords read_csv(std::string_view text)
{
    CsvRecords records;
    std::vector<std::string> record(1);
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto rest = text.substr(at);
        if (quoted && rest.starts_with("\"\"")) {
            record.back() += '"';
            ++at;
        } else if (rest.front() == '"') {
            quoted = !quoted;
        } else if (!quoted && rest.front() == ',') {
            record.emplace_back();
        } else if (!quoted && rest.starts_with("\r\n")) {
            records.push_back(std::exchange(record, {""}));
            ++at;
        } else {
            record.back() += rest.front();
        }
    }
    must(!quoted && record == std::vector<std::string>{""}, "the last record does not end");
    return records;
}

/// Where a line end or a tab was there is a blank, so that nothing meets that was apart.
std::string without_layout(std::string text)
{
    const auto is_layout = [](char byte) { return byte == '\t' || byte == '\r' || byte == '\n'; };
    std::ranges::replace_if(text, is_layout, ' ');
    return text;
}

std::string without_apostrophes(std::string text)
{
    std::erase(text, '\'');
    return text;
}

/// What a spreadsheet takes for the beginning of a formula, at whatever it takes for a cell's end.
bool is_executed(std::string_view cell)
{
    if (cell.find_first_of("\t\r\n") == 0) {
        return true;
    }
    for (std::size_t begin = 0; begin != std::string_view::npos;) {
        if (cell.find_first_of("=+-@", begin) == begin) {
            return true;
        }
        const auto end = cell.find_first_of(";\t\r\n", begin);
        begin = end == std::string_view::npos ? end : end + 1;
    }
    return false;
}

void must_show(const std::string& cell, const std::string& text)
{
    must(!is_executed(cell), "a spreadsheet executes it");
    must(escape_controls(without_layout(cell)) == without_layout(cell), "a control is printed");
    const bool is_harmless = escape_controls(without_layout(text)) == without_layout(text);
    must(!is_harmless || (is_executed(text) ? without_apostrophes(cell) == without_apostrophes(text)
                                            : cell == text),
         "a text is another one");
}

}   // namespace

/// A spreadsheet reads as many cells as there are, each with its text, and none that it executes.
void fuzz_csv(std::string_view input)
{
    Table table{{std::string(input), "row"}, {}};
    for (const auto& text : split(input, '|')) {
        table.rows.push_back({text, std::ssize(table.rows)});
    }
    const auto records = read_csv(render_csv(table, {}));
    must(records.size() == 1 + table.rows.size(), "there is a record more or less");
    must_show(records[0].at(0), std::string(input));
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const auto& record = records[row + 1];
        must(record.size() == 2 && record[1] == std::to_string(row), "a cell is in another place");
        must_show(record[0], std::get<std::string>(table.rows[row][0]));
    }
    const auto lines = split(render_csv(table, {.is_terminal = true}), '\n');
    must(lines.size() == records.size() + 1, "a record takes two lines of a terminal");
}

}   // namespace tmdb
