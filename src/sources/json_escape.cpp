#include "sources/json_escape.hpp"

#include "base/text.hpp"

#include <cstdint>

namespace tmdb {

namespace {

bool is_high_surrogate(char32_t code)
{
    return code >= 0xd800 && code <= 0xdbff;
}

bool is_low_surrogate(char32_t code)
{
    return code >= 0xdc00 && code <= 0xdfff;
}

/// The code unit of a "\uXXXX" that `text` begins with.
std::optional<char32_t> code_unit_at(std::string_view text)
{
    if (!text.starts_with("\\u") || text.size() < 6) {
        return std::nullopt;
    }
    return number_in<std::uint32_t>(text.substr(2, 4), 16);
}

std::optional<JsonEscape> unicode_escape_at(std::string_view text)
{
    const auto unit = code_unit_at(text);
    if (!unit) {
        return std::nullopt;
    }
    const auto next = is_high_surrogate(*unit) ? code_unit_at(text.substr(6)) : std::nullopt;
    if (next && is_low_surrogate(*next)) {
        return JsonEscape{0x10000 + ((*unit - 0xd800) << 10) + (*next - 0xdc00), 12};
    }
    return JsonEscape{*unit, 6};
}

void append_utf8(std::string& text, char32_t code)
{
    const auto append = [&text](char32_t byte) { text += static_cast<char>(byte); };
    const auto append_tail = [&](int shift) { append(0x80 | ((code >> shift) & 0x3f)); };
    if (code < 0x80) {
        append(code);
    } else if (code < 0x800) {
        append(0xc0 | (code >> 6));
        append_tail(0);
    } else if (code < 0x10000) {
        append(0xe0 | (code >> 12));
        append_tail(6);
        append_tail(0);
    } else {
        append(0xf0 | (code >> 18));
        append_tail(12);
        append_tail(6);
        append_tail(0);
    }
}

}   // namespace

std::optional<JsonEscape> json_escape_at(std::string_view text)
{
    switch (text.size() < 2 ? '\0' : text[1]) {
    case '"': return JsonEscape{U'"', 2};
    case '\\': return JsonEscape{U'\\', 2};
    case '/': return JsonEscape{U'/', 2};
    case 'b': return JsonEscape{U'\b', 2};
    case 'f': return JsonEscape{U'\f', 2};
    case 'n': return JsonEscape{U'\n', 2};
    case 'r': return JsonEscape{U'\r', 2};
    case 't': return JsonEscape{U'\t', 2};
    case 'u': return unicode_escape_at(text);
    default: return std::nullopt;
    }
}

bool is_surrogate(char32_t code)
{
    return is_high_surrogate(code) || is_low_surrogate(code);
}

std::string without_escapes(std::string_view written)
{
    std::string text;
    text.reserve(written.size());
    for (auto at = written.find('\\'); at != std::string_view::npos; at = written.find('\\')) {
        const JsonEscape escape = *json_escape_at(written.substr(at));
        text += written.substr(0, at);
        append_utf8(text, escape.code);
        written.remove_prefix(at + escape.length);
    }
    return text.append(written);
}

}   // namespace tmdb
