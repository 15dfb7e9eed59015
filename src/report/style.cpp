#include "report/style.hpp"

namespace tmdb {
namespace {

std::string styled(std::string_view code, std::string_view text, const Terminal& terminal)
{
    if (!terminal.colours) {
        return std::string(text);
    }
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}   // namespace

std::string bold(std::string_view text, const Terminal& terminal)
{
    return styled("1", text, terminal);
}

std::string dim(std::string_view text, const Terminal& terminal)
{
    return styled("2", text, terminal);
}

std::string red(std::string_view text, const Terminal& terminal)
{
    return styled("31", text, terminal);
}

std::string yellow(std::string_view text, const Terminal& terminal)
{
    return styled("33", text, terminal);
}

std::string green(std::string_view text, const Terminal& terminal)
{
    return styled("32", text, terminal);
}

}   // namespace tmdb
