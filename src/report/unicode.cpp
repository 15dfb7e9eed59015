#include "report/unicode.hpp"

#include <utf8proc.h>

#include <algorithm>

namespace tmdb {
namespace {

constexpr char32_t replacement = 0xfffd;
constexpr char32_t emoji_presentation = 0xfe0f;   // asks for the wide picture of "❤"
constexpr std::size_t widest = 2;

/// What a reader takes for one character: a letter with its accents, a whole emoji.
struct Cluster {
    std::size_t length = 0;   // in bytes
    std::size_t width = 0;    // in columns
};

utf8proc_int32_t as_utf8proc(char32_t code_point)
{
    return static_cast<utf8proc_int32_t>(code_point);
}

std::size_t width_of(char32_t code_point)
{
    return code_point == emoji_presentation
               ? widest
               : static_cast<std::size_t>(utf8proc_charwidth(as_utf8proc(code_point)));
}

Cluster first_cluster(std::string_view text)
{
    utf8proc_int32_t state = 0;
    CodePoint last = first_code_point(text);
    Cluster cluster{last.length, width_of(last.value)};
    while (cluster.length < text.size()) {
        const CodePoint next = first_code_point(text.substr(cluster.length));
        if (utf8proc_grapheme_break_stateful(as_utf8proc(last.value), as_utf8proc(next.value),
                                             &state)) {
            break;
        }
        cluster.length += next.length;
        cluster.width = std::min(cluster.width + width_of(next.value), widest);
        last = next;
    }
    return cluster;
}

}   // namespace

CodePoint first_code_point(std::string_view text)
{
    utf8proc_int32_t code_point = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (length <= 0) {
        return {replacement, 1};
    }
    return {static_cast<char32_t>(code_point), static_cast<std::size_t>(length)};
}

bool is_control(char32_t code_point)
{
    switch (utf8proc_category(as_utf8proc(code_point))) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return true;
    default: return code_point >= 0xe0000 && code_point <= 0xe0fff;   // tags and selectors
    }
}

std::size_t display_width(std::string_view text)
{
    std::size_t width = 0;
    while (!text.empty()) {
        const Cluster cluster = first_cluster(text);
        width += cluster.width;
        text.remove_prefix(cluster.length);
    }
    return width;
}

std::string cut_to_width(std::string_view text, std::size_t width)
{
    std::size_t taken = 0;   // columns up to `at`
    std::size_t kept = 0;    // bytes that leave a column for the ellipsis
    for (std::size_t at = 0; at < text.size();) {
        const Cluster cluster = first_cluster(text.substr(at));
        taken += cluster.width;
        at += cluster.length;
        if (taken > width) {
            return width == 0 ? std::string() : std::string(text.substr(0, kept)) + "…";
        }
        if (taken < width) {
            kept = at;
        }
    }
    return std::string(text);
}

}   // namespace tmdb
