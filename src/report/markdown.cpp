#include "report/markdown.hpp"

#include "base/text.hpp"
#include "report/cell.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tmdb {
namespace {

std::string escape_syntax(std::string_view text)
{
    std::string escaped;
    for (const char character : text) {
        if (character == '\\' || character == '|' || character == '<') {
            escaped += '\\';
        }
        escaped += character;
    }
    return escaped;
}

/// Cell text in one line: each line end, also CR LF, becomes a <br>.
std::string markdown_cell(std::string_view text)
{
    std::string cell;
    for (;;) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        cell += escape_syntax(escape_controls(text.substr(0, end)));
        text.remove_prefix(end);
        if (text.empty()) {
            return cell;
        }
        cell += "<br>";
        text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
    }
}

}   // namespace

std::string render_markdown(const Table& table)
{
    std::string text;
    for (const std::string& name : table.columns) {
        text += "| " + markdown_cell(name) + ' ';
    }
    text += "|\n";

    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        text += is_number_column(table, column) ? "| --: " : "| --- ";
    }
    text += "|\n";

    for (const auto& row : table.rows) {
        for (const Value& value : row) {
            text += "| " + markdown_cell(cell_text(value)) + ' ';
        }
        text += "|\n";
    }
    return text;
}

}   // namespace tmdb
