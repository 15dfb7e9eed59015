#pragma once

#include "model/value.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tmdb {

/// A JSON document in the making. Objects keep the order of their members.
///
///     Json::Object{{"slug", slug}, {"pid", 42}, {"evidence", Json::Raw{signal.evidence}}}
struct Json {
    /// Text that is JSON already; shown as a string where it is not.
    struct Raw {
        std::string text;
    };
    using Array = std::vector<Json>;
    using Member = std::pair<std::string, Json>;   // its name and its value
    using Object = std::vector<Member>;

    Json() = default;
    Json(bool truth) : value(truth) {}
    Json(std::integral auto number) : value(static_cast<std::int64_t>(number)) {}
    Json(double number) : value(number) {}
    Json(const char* text) : value(std::string(text)) {}
    Json(std::string_view text) : value(std::string(text)) {}
    Json(std::string text) : value(std::move(text)) {}
    Json(Raw raw) : value(std::move(raw)) {}
    Json(Array array) : value(std::move(array)) {}
    Json(Object object) : value(std::move(object)) {}
    /// Null where there is nothing.
    template <typename T>
    Json(const std::optional<T>& optional) : Json(optional ? Json(*optional) : Json())
    {}

    std::variant<std::monostate, bool, std::int64_t, double, std::string, Raw, Array, Object> value;
};

/// The document, two blanks to a level, with a final line feed.
std::string to_text(const Json& json);

/// Text as a JSON string. Controls of every kind, zero widths and line separators are written as
/// \u…, so the document is safe on a terminal; bytes that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// An array with one object a row, each on a line of its own. Of columns with the same name, the
/// second is called name_2.
std::string render_json(const Table& table);

/// One object a line.
std::string render_ndjson(const Table& table);

}   // namespace tmdb
