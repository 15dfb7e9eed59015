#include "report/json.hpp"

#include "report/cell.hpp"
#include "report/unicode.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tmdb {
namespace {

constexpr std::size_t deepest_indent = 40;   // levels; a nest of brackets must not become a flood

std::string escape_code_point(char32_t code_point)
{
    const auto number = static_cast<std::uint32_t>(code_point);
    if (number <= 0xffff) {
        return fmt::format("\\u{:04x}", number);
    }
    const std::uint32_t rest = number - 0x10000;
    return fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

/// Text with its controls escaped and its broken bytes replaced.
std::string escape_for_json(std::string_view text)
{
    std::string escaped;
    escaped.reserve(text.size());
    while (!text.empty()) {
        const CodePoint next = first_code_point(text);
        if (is_control(next.value)) {
            escaped += escape_code_point(next.value);
        } else if (next.value == 0xfffd) {
            escaped += "\xef\xbf\xbd";
        } else {
            escaped += text.substr(0, next.length);
        }
        text.remove_prefix(next.length);
    }
    return escaped;
}

// nlohmann passes over a byte order mark, and takes a NUL for the end.
bool is_json(std::string_view text)
{
    return !text.starts_with("\xef\xbb\xbf") && text.find('\0') == std::string_view::npos &&
           nlohmann::json::accept(text);
}

std::string json_number(double number)
{
    return std::isfinite(number) ? cell_text(number) : "null";
}

/// Puts a document together in one line.
struct CompactWriter {
    std::string& text;

    void operator()(std::monostate) { text += "null"; }
    void operator()(bool truth) { text += truth ? "true" : "false"; }
    void operator()(std::int64_t number) { text += std::to_string(number); }
    void operator()(double number) { text += json_number(number); }
    void operator()(const std::string& string) { text += json_string(string); }
    void operator()(const Json::Raw& raw)
    {
        text += is_json(raw.text) ? raw.text : json_string(raw.text);
    }
    void operator()(const Json::Array& array)
    {
        std::string_view separator = "[";
        for (const Json& element : array) {
            text += std::exchange(separator, ",");
            std::visit(*this, element.value);
        }
        text += array.empty() ? "[]" : "]";
    }
    void operator()(const Json::Object& object)
    {
        std::string_view separator = "{";
        for (const auto& [name, member] : object) {
            text += std::exchange(separator, ",");
            text += json_string(name) + ':';
            std::visit(*this, member.value);
        }
        text += object.empty() ? "{}" : "}";
    }
};

/// The token that JSON text, which is valid, begins with; a blank is one too.
std::string_view first_token(std::string_view json)
{
    constexpr std::string_view punctuation = "{}[]:, \t\r\n";
    if (json.front() == '"') {
        std::size_t at = 1;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2u : 1u;
        }
        return json.substr(0, at + 1);
    }
    return json.substr(0, std::max<std::size_t>(json.find_first_of(punctuation), 1));
}

/// Valid JSON with a line to each member and element. It works on the text, so that raw JSON
/// keeps its spellings of numbers and its repeated names.
std::string laid_out(std::string_view json)
{
    std::string text;
    std::size_t depth = 0;
    bool behind_bracket = false;   // an opening one
    const auto break_line = [&] {
        text += '\n';
        text.append(2 * std::min(depth, deepest_indent), ' ');
    };

    while (!json.empty()) {
        const std::string_view token = first_token(json);
        json.remove_prefix(token.size());
        switch (token.front()) {
        case ' ':
        case '\t':
        case '\r':
        case '\n': break;
        case ':': text += ": "; break;
        case ',':
            text += ',';
            break_line();
            break;
        case '}':
        case ']':
            --depth;
            if (!std::exchange(behind_bracket, false)) {
                break_line();
            }
            text += token;
            break;
        default: {
            const bool opens = token == "{" || token == "[";
            if (std::exchange(behind_bracket, opens)) {
                break_line();
            }
            depth += opens ? 1 : 0;
            text += escape_for_json(token);
        }
        }
    }
    return text;
}

std::vector<std::string> distinct(const std::vector<std::string>& names)
{
    std::vector<std::string> taken;
    for (const std::string& name : names) {
        std::string candidate = name;
        for (int number = 2; std::ranges::find(taken, candidate) != taken.end(); ++number) {
            candidate = name + '_' + std::to_string(number);
        }
        taken.push_back(std::move(candidate));
    }
    return taken;
}

std::string json_value(const Value& value)
{
    if (std::holds_alternative<std::monostate>(value)) {
        return "null";
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return json_number(*number);
    }
    return is_number(value) ? cell_text(value) : json_string(cell_text(value));
}

/// How the rows of a table are strung together.
struct Layout {
    std::string_view before_row;
    std::string_view between_rows;
    std::string_view between_members;
    std::string_view behind_name;
};

constexpr Layout one_row_a_line{"  ", ",\n", ", ", ": "};
constexpr Layout compact_rows{"", "\n", ",", ":"};

std::string json_rows(const Table& table, const Layout& layout)
{
    std::vector<std::string> names = distinct(table.columns);
    std::ranges::transform(names, names.begin(), json_string);

    std::string text;
    for (const auto& row : table.rows) {
        text += text.empty() ? "" : layout.between_rows;
        text += layout.before_row;
        for (std::size_t column = 0; column < names.size(); ++column) {
            text += column == 0 ? "{" : layout.between_members;
            text += names[column];
            text += layout.behind_name;
            text += json_value(row[column]);
        }
        text += '}';
    }
    return text;
}

}   // namespace

std::string to_text(const Json& json)
{
    std::string compact;
    std::visit(CompactWriter{compact}, json.value);
    return laid_out(compact) + '\n';
}

std::string json_string(std::string_view text)
{
    std::string quoted = "\"";
    quoted.reserve(text.size() + 2);
    for (const char character : text) {
        if (character == '"' || character == '\\') {
            quoted += '\\';
        }
        quoted += character;
    }
    return escape_for_json(quoted += '"');
}

std::string render_json(const Table& table)
{
    if (table.rows.empty()) {
        return "[]\n";
    }
    return "[\n" + json_rows(table, one_row_a_line) + "\n]\n";
}

std::string render_ndjson(const Table& table)
{
    return table.rows.empty() ? "" : json_rows(table, compact_rows) + '\n';
}

}   // namespace tmdb
