#pragma once

#include "model/register.hpp"
#include "sources/json_scanner.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tmdb {

/// The fields of an entry that are mirrored, beside `slug`.
inline constexpr std::array<std::pair<std::string_view, OptionalText RegisterEntry::*>, 5>
    entry_fields = {{
        {"task_path", &RegisterEntry::task_path},
        {"worktree_path", &RegisterEntry::worktree_path},
        {"registered_at", &RegisterEntry::registered_at},
        {"launched_at", &RegisterEntry::launched_at},
        {"started_at", &RegisterEntry::started_at},
    }};

/// Where an entry lies in a register.
struct EntryPlace {
    std::string slug;        // the key; in an array what the field `slug` says, empty without one
    std::size_t first = 0;   // index of the token of its key; in an array, of its value
    std::size_t value = 0;   // index of its value's token
    std::size_t begin = 0;   // the bytes of the whole member
    std::size_t end = 0;
};

/// A register taken apart: the container of its entries, whatever its shape, and their places.
/// A view: the bytes must stay.
struct RegisterLayout {
    JsonScan json;
    std::optional<JsonTrouble> trouble;   // then it is no register, and the rest means nothing
    std::size_t container = 0;            // index of a token
    std::vector<EntryPlace> entries;

    bool is_array() const { return json.tokens[container].kind == JsonToken::Kind::array; }
};

RegisterLayout layout_of_register(std::string_view bytes);
/// Of a document that one parser has taken apart; another one must agree with it.
RegisterLayout layout_of_register(JsonScan scan);

}   // namespace tmdb
