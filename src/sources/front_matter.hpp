#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// A problem at a place of the file, not yet tied to its path.
struct FrontMatterProblem {
    int line = 0;     // of the file, from 1
    int column = 0;   // from 1; 0: unknown
    std::string message;

    bool operator==(const FrontMatterProblem&) const = default;
};

/// A value of the front matter. Scalars are the text that was written; null, `~` and nothing at
/// all are the empty value.
struct FrontMatterValue {
    enum class Kind { empty, scalar, sequence, mapping };

    Kind kind = Kind::empty;
    std::string scalar;
    std::vector<FrontMatterValue> items;   // of a sequence, or a mapping's values
    std::vector<std::string> keys;         // of a mapping, one for each item, as written
    std::vector<int> lines;                // of the file, from 1: where each key begins
    bool is_flow = false;                  // of a mapping: written as `{key: value}`
};

/// The YAML block at the head of a Markdown file.
struct FrontMatter {
    FrontMatterValue root{FrontMatterValue::Kind::mapping, {}, {}, {}};
    std::string json = "{}";   // the same as JSON, keys in the order of the file
    std::vector<FrontMatterProblem> problems;

    const FrontMatterValue* find(std::string_view key) const;   // the last of equal keys, as PyYAML
};

/// All texts of a value, those of lists in lists too ([[slug]] is one); null and blanks are none.
std::vector<std::string> texts_in(const FrontMatterValue& value);

/// How much of a file can be its front matter.
inline constexpr std::size_t front_matter_limit = 64 * 1024;

/// The bytes from the first fence to the end of the closing one; nothing when `head` (the first
/// bytes of a file) does not begin with a fence or holds no closing one.
std::optional<std::string_view> front_matter_block(std::string_view head);

/// Whether a file means to have a front matter: whether it begins with a fence.
bool has_front_matter(std::string_view head);

/// Reads the front matter of a file from its first `front_matter_limit` bytes (or all, if fewer).
FrontMatter parse_front_matter(std::string_view head);

}   // namespace tmdb
