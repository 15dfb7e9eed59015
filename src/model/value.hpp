#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tmdb {

/// Bytes that are not text.
struct Blob {
    std::string bytes;
    auto operator<=>(const Blob&) const = default;
};

/// What a cell of a table can hold.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

inline Value cell(std::same_as<bool> auto truth)
{
    return std::int64_t{truth};
}

/// NULL where there is nothing.
template <typename T>
Value cell(const std::optional<T>& one)
{
    return one ? Value(*one) : Value();
}

/// An answer to be shown: names of columns, and rows of as many values.
struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
    bool truncated = false;   // rows or cells were left out; `notice` says why
    std::string notice = {};
};

}   // namespace tmdb
