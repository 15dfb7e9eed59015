#include "sources/front_matter_patch.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "sources/front_matter.hpp"
#include "sources/front_matter_json.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <vector>

namespace tmdb {
namespace {

using PatchedLines = std::vector<std::string>;   // each with its end, but perhaps the last

PatchedLines lines_with_ends(std::string_view text)
{
    PatchedLines lines = split(text, '\n');
    for (auto& line : lines) {
        line += '\n';
    }
    lines.back().pop_back();
    if (lines.back().empty()) {
        lines.pop_back();
    }
    return lines;
}

/// Of "@@ -3,7 +3,8 @@" the first number.
std::size_t first_line_of(std::string_view hunk_head)
{
    std::size_t line = 0;
    std::from_chars(hunk_head.data() + 4, hunk_head.data() + hunk_head.size(), line);
    must(line > 0, "a hunk begins nowhere");
    return line;
}

/// Applies a diff of one file, line by line, as `git apply` would if every place is exact.
class Application {
public:
    explicit Application(std::string_view file) : old_(lines_with_ends(file)) {}

    std::string of(std::string_view diff)
    {
        auto lines = lines_with_ends(diff);
        for (std::size_t at = 3; at < lines.size(); ++at) {   // behind its head
            const bool ends_the_file = at + 1 < lines.size() && lines[at + 1].starts_with('\\');
            if (ends_the_file) {
                lines[at].pop_back();
            }
            take(lines[at]);
        }
        copy_until(old_.size());
        return new_;
    }

private:
    void take(const std::string& line)
    {
        switch (line.front()) {
        case '@': copy_until(first_line_of(line) - 1); break;
        case '+': new_ += line.substr(1); break;
        case '-': must_be_next(line.substr(1)); break;
        case ' ': new_ += must_be_next(line.substr(1)); break;
        case '\\': break;
        default: must(false, "a line of the diff has no sign");
        }
    }

    void copy_until(std::size_t line)
    {
        must(at_ <= line && line <= old_.size(), "hunks are out of order");
        while (at_ < line) {
            new_ += old_[at_++];
        }
    }

    const std::string& must_be_next(const std::string& line)
    {
        must(at_ < old_.size() && old_[at_] == line, "the diff is of another file");
        return old_[at_++];
    }

    PatchedLines old_;
    std::size_t at_ = 0;
    std::string new_;
};

using FieldValues = std::map<std::string, std::string>;   // as JSON

FieldValues field_values(std::string_view file)
{
    const auto front = parse_front_matter(file);
    FieldValues values;
    for (std::size_t i = 0; i < front.root.keys.size(); ++i) {
        values[front.root.keys[i]] = json_of(front.root.items[i]);
    }
    return values;
}

/// Some of the keys of both; which ones hangs on every byte.
std::vector<std::string> some_keys(std::string_view input, FieldValues values, FieldValues others)
{
    values.merge(others);
    const std::string chance = content_hash(input);
    std::vector<std::string> keys;
    for (const auto& [key, value] : values) {
        if (chance[keys.size() % chance.size()] % 4 != 0) {
            keys.push_back(key);
        }
    }
    return keys;
}

FieldValues with_taken(FieldValues values, const FieldValues& offered,
                       const std::vector<std::string>& keys)
{
    for (const auto& key : keys) {
        values.erase(key);
        if (const auto value = offered.find(key); value != offered.end()) {
            values.insert(*value);
        }
    }
    return values;
}

}   // namespace

/// Of two files, divided by a line "=====", the first takes some fields of the second: what the
/// patch makes of it reads so, or there is a reason and no patch.
void fuzz_front_matter_patch(std::string_view input)
{
    constexpr std::string_view border = "=====\n";
    const auto root = input.substr(0, input.find(border));
    const auto copy = input.substr(std::min(root.size() + border.size(), input.size()));
    const auto keys = some_keys(input, field_values(root), field_values(copy));
    const auto patch = patch_front_matter(root, copy, "tasks/T-1.md", keys);
    must(patch.diff.empty() || patch.trouble.empty(), "there is a patch, and a reason for none");
    if (patch.trouble.empty()) {
        const auto result =
            patch.diff.empty() ? std::string(root) : Application(root).of(patch.diff);
        must(parse_front_matter(result).problems.empty(), "a patched file is doubtful");
        must(field_values(result) == with_taken(field_values(root), field_values(copy), keys),
             "the patch takes something else");
    }
}

}   // namespace tmdb
