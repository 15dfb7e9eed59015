#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// A piece of a JSON document and the bytes it was written with.
struct JsonToken {
    enum class Kind : std::uint8_t { object, array, end, key, string, number, literal };

    Kind kind = Kind::literal;
    std::uint32_t begin = 0;    // its first byte
    std::uint32_t end = 0;      // the byte after its last
    std::uint32_t inside = 0;   // how many tokens follow that lie in it, its end among them
};

/// What is wrong with a document, and where.
struct JsonTrouble {
    std::size_t offset = 0;
    int line = 0;     // from 1
    int column = 0;   // in characters, from 1
    std::string message;
};

/// A member of an object, or an element of an array: then `first` is its value.
struct JsonChild {
    std::size_t first = 0;   // index of the token it begins with
    std::size_t value = 0;   // index of its value's token
};

/// A document taken apart and not interpreted: every key and value in the order of the bytes,
/// with its spelling. Without `trouble` the first token is the document. A view: `bytes` must stay.
struct JsonScan {
    std::string_view bytes;
    std::vector<JsonToken> tokens;
    std::optional<JsonTrouble> trouble;

    std::string_view spelling(std::size_t token) const;
    /// What a key or a string says, its escapes resolved.
    std::string text(std::size_t token) const;
    /// The token after this one and all that lies in it.
    std::size_t after(std::size_t token) const { return token + 1 + tokens[token].inside; }
    std::vector<JsonChild> children(std::size_t token) const;
};

/// Containers within containers; more would be an attack on somebody's stack.
inline constexpr std::size_t json_depth_limit = 64;

/// Reads exactly one document of RFC 8259: valid UTF-8 (a byte order mark may lead), no NUL, white
/// space around it and nothing else, no object with the same key twice however it is spelled, no
/// half surrogate pair. Of at most 4 GiB.
JsonScan scan_json(std::string_view bytes);

JsonTrouble json_trouble_at(std::string_view bytes, std::size_t offset, std::string message);

/// Tells lines and columns of offsets that never decrease; all of them in one walk.
class PlaceCounter {
public:
    explicit PlaceCounter(std::string_view bytes) : bytes_(bytes) {}

    void walk_to(std::size_t offset);
    int line() const { return line_; }
    int column() const { return column_; }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    int line_ = 1;
    int column_ = 1;
};

}   // namespace tmdb
