#pragma once

#include <string>
#include <string_view>

namespace tmdb {

/// What standard output is.
struct Terminal {
    bool is_terminal = false;
    bool colours = false;
    int width = 80;   // in columns
};

/// Text in a style, left plain where colours are not wanted.
std::string bold(std::string_view text, const Terminal& terminal);
std::string dim(std::string_view text, const Terminal& terminal);
std::string red(std::string_view text, const Terminal& terminal);
std::string yellow(std::string_view text, const Terminal& terminal);
std::string green(std::string_view text, const Terminal& terminal);

}   // namespace tmdb
