#include "report/cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace tmdb {
namespace {

struct CellText {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const
    {
        // The shortest spelling that reads back as the same number, whatever the locale.
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return {digits.data(), end};
    }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const Blob& blob) const
    {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string text;
        text.reserve(2 * blob.bytes.size());
        for (const char byte : blob.bytes) {
            text += digits[static_cast<unsigned char>(byte) >> 4];
            text += digits[static_cast<unsigned char>(byte) & 0xf];
        }
        return text;
    }
};

bool is_null(const Value& value)
{
    return std::holds_alternative<std::monostate>(value);
}

}   // namespace

std::string cell_text(const Value& value)
{
    return std::visit(CellText{}, value);
}

bool is_number(const Value& value)
{
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

bool is_number_column(const Table& table, std::size_t column)
{
    const auto number = [&](const auto& row) { return is_number(row[column]); };
    const auto number_or_null = [&](const auto& row) {
        return is_number(row[column]) || is_null(row[column]);
    };
    return std::ranges::any_of(table.rows, number) &&
           std::ranges::all_of(table.rows, number_or_null);
}

}   // namespace tmdb
