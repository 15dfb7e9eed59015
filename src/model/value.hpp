#pragma once

#include <compare>
#include <cstdint>
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

/// An answer to be shown: names of columns, and rows of as many values.
struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
    bool truncated = false;   // rows or cells were left out; `notice` says why
    std::string notice = {};
};

}   // namespace tmdb
