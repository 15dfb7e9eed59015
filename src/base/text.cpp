#include "base/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdio>

namespace tmdb {

namespace {

struct Character {
    utf8proc_int32_t code = 0;
    std::size_t length = 0;   // bytes; 0 where the text is not UTF-8
};

Character first_character(std::string_view text)
{
    Character first;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &first.code);
    first.length = length > 0 ? static_cast<std::size_t>(length) : 0;
    return first;
}

/// What moves the cursor, turns the line around, ends it or is not seen at all.
bool is_unsafe(utf8proc_int32_t code)
{
    struct Range {
        utf8proc_int32_t first;
        utf8proc_int32_t last;
    };
    static constexpr Range unsafe[] = {
        {0x0000, 0x001f},     // C0
        {0x007f, 0x009f},     // DEL, C1
        {0x00ad, 0x00ad},     // soft hyphen
        {0x061c, 0x061c},     // Arabic letter mark
        {0x180e, 0x180e},     // Mongolian vowel separator
        {0x200b, 0x200f},     // zero width, direction marks
        {0x2028, 0x202e},     // line and paragraph separator, embeddings, overrides
        {0x2060, 0x2064},     // word joiner, invisible operators
        {0x2066, 0x206f},     // isolates, and marks that are not to be used any more
        {0xfeff, 0xfeff},     // byte order mark
        {0xfff9, 0xfffb},     // annotations
        {0xe0000, 0xe0fff},   // tags, and selectors in which words can hide
    };
    return std::any_of(std::begin(unsafe), std::end(unsafe), [code](const Range& range) {
        return range.first <= code && code <= range.last;
    });
}

std::string escaped(utf8proc_int32_t code)
{
    char text[16];
    std::snprintf(text, sizeof text, code <= 0xffff ? "\\u%04x" : "\\u{%x}",
                  static_cast<unsigned>(code));
    return text;
}

std::string escaped_byte(char byte)
{
    char text[8];
    std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned>(byte) & 0xffu);
    return text;
}

}   // namespace

std::optional<std::size_t> invalid_utf8_at(std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const auto length = first_character(bytes.substr(at)).length;
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return std::nullopt;
}

std::string escape_controls(std::string_view text)
{
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        const auto [code, length] = first_character(text);
        if (length == 0) {
            safe += escaped_byte(text.front());
        } else if (is_unsafe(code)) {
            safe += escaped(code);
        } else {
            safe += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return safe;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& letter : result) {
        if (letter >= 'A' && letter <= 'Z') {
            letter = static_cast<char>(letter - 'A' + 'a');
        }
    }
    return result;
}

std::string_view trim(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> pieces;
    for (auto end = text.find(separator); end != std::string_view::npos;
         end = text.find(separator)) {
        pieces.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    pieces.emplace_back(text);
    return pieces;
}

}   // namespace tmdb
