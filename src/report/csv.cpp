#include "report/csv.hpp"

#include "base/text.hpp"
#include "report/cell.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace tmdb {
namespace {

constexpr std::string_view layout_controls = "\t\r\n";   // harmless in a quoted field of a file

std::string escape_between_layout(std::string_view text)
{
    std::string escaped;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(layout_controls), text.size());
        escaped += escape_controls(text.substr(0, end));
        escaped += text.substr(end, 1);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return escaped;
}

/// With a ' before whatever a spreadsheet could take for a formula: at the start, and where one
/// that divides at semicolons or tabs, as in half of Europe, sees a cell begin.
std::string disarmed(std::string_view text)
{
    constexpr std::string_view formula_signs = "=+-@";
    constexpr std::string_view cell_ends = ";\t\r\n";
    std::string safe = text.find_first_of("\t\r\n") == 0 ? "'" : "";
    char before = ';';
    for (const char character : text) {
        const bool begins_cell = cell_ends.find(before) != std::string_view::npos;
        if (begins_cell && formula_signs.find(character) != std::string_view::npos) {
            safe += '\'';
        }
        safe += character;
        before = character;
    }
    return safe;
}

std::string quoted(std::string_view text)
{
    std::string field = "\"";
    for (const char character : text) {
        field.append(character == '"' ? 2 : 1, character);
    }
    return field + '"';
}

std::string text_field(std::string_view text, const Terminal& terminal)
{
    const std::string safe = disarmed(text);
    const std::string shown =
        terminal.is_terminal ? escape_controls(safe) : escape_between_layout(safe);
    const bool plain = !shown.empty() && shown.find_first_of(",;\"\t\r\n") == std::string::npos;
    return plain ? shown : quoted(shown);
}

std::string field(const Value& value, const Terminal& terminal)
{
    const auto* text = std::get_if<std::string>(&value);
    return text ? text_field(*text, terminal) : cell_text(value);
}

std::string record(const std::vector<std::string>& fields)
{
    std::string line;
    for (const std::string& text : fields) {
        line += text + ',';
    }
    line.resize(line.size() - 1);
    return line + "\r\n";
}

}   // namespace

std::string render_csv(const Table& table, const Terminal& terminal)
{
    std::vector<std::string> fields;
    for (const std::string& name : table.columns) {
        fields.push_back(text_field(name, terminal));
    }
    std::string text = record(fields);

    for (const auto& row : table.rows) {
        fields.clear();
        for (const Value& value : row) {
            fields.push_back(field(value, terminal));
        }
        text += record(fields);
    }
    return text;
}

}   // namespace tmdb
