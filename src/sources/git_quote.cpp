#include "sources/git_quote.hpp"

#include <cstdio>
#include <string_view>

namespace tmdb {

namespace {

std::string escaped(char byte)
{
    constexpr std::string_view special = "\a\b\t\n\v\f\r\"\\";
    constexpr std::string_view letters = "abtnvfr\"\\";
    if (const auto at = special.find(byte); at != std::string_view::npos) {
        return {'\\', letters[at]};
    }
    const auto code = static_cast<unsigned char>(byte);
    if (code >= 0x20 && code < 0x7f) {
        return {byte};
    }
    char octal[8];
    std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned>(code));
    return octal;
}

}   // namespace

std::string git_quoted(const std::string& path)
{
    std::string inside;
    for (const char byte : path) {
        inside += escaped(byte);
    }
    return inside == path ? path : '"' + inside + '"';
}

}   // namespace tmdb
