#include "sources/front_matter_patch.hpp"

#include "sources/front_matter.hpp"
#include "sources/front_matter_json.hpp"
#include "sources/git_quote.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace tmdb {

namespace {

// --- the front matter by lines --------------------------------------------------------------

using Lines = std::vector<std::string>;   // each with its end; only a file's last may have none

/// What a section is named by: a key, or one of the fences.
struct Name {
    enum class Part { opening, key, closing };

    Part part = Part::key;
    std::string key;

    bool operator==(const Name&) const = default;
};

/// A key with its lines, or a fence with the lines that no key owns.
struct Section {
    Name name;
    Name previous;   // the section before it in its file
    Lines blanks;    // above it
    Lines lines;
};

using Sections = std::vector<Section>;   // from the opening fence to the closing one and the body

/// The whole lines of a file's first bytes; one that the limit may have cut is not among them.
Lines lines_of(std::string_view head)
{
    const bool is_cut = head.size() >= front_matter_limit;
    head = head.substr(0, front_matter_limit);
    Lines lines;
    for (auto feed = head.find('\n'); feed != std::string_view::npos; feed = head.find('\n')) {
        lines.emplace_back(head.substr(0, feed + 1));
        head.remove_prefix(feed + 1);
    }
    if (!head.empty() && !is_cut) {
        lines.emplace_back(head);
    }
    return lines;
}

bool is_blank(const std::string& line)
{
    return line.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// Where the section begins whose key is on line `at`.
std::size_t begin_of_comments(const Lines& lines, std::size_t at)
{
    while (at > 0 && lines[at - 1].starts_with('#')) {
        --at;
    }
    return at;
}

Sections sections_of(std::string_view head, const FrontMatter& front)
{
    const Lines lines = lines_of(head);
    const auto at = [&](std::size_t line) { return lines.begin() + static_cast<long>(line); };
    Sections sections(1, {{Name::Part::opening, ""}, {}, {}, {}});
    std::size_t begin = 0;
    const auto begin_next = [&](const Name& name, std::size_t next) {
        std::size_t end = next;
        while (end > begin && is_blank(lines[end - 1])) {
            --end;
        }
        sections.back().lines.assign(at(begin), at(end));
        sections.push_back({name, sections.back().name, {at(end), at(next)}, {}});
        begin = next;
    };
    for (std::size_t i = 0; i < front.root.keys.size(); ++i) {
        const auto line = static_cast<std::size_t>(front.root.lines[i] - 1);
        begin_next({Name::Part::key, front.root.keys[i]}, begin_of_comments(lines, line));
    }
    const auto block = front_matter_block(head).value_or("");
    const auto closing = std::count(block.begin(), block.end(), '\n');
    begin_next({Name::Part::closing, ""}, static_cast<std::size_t>(closing));
    sections.back().lines.assign(at(begin), lines.end());
    return sections;
}

template <typename Range>
auto find_section(Range& sections, const Name& name)
{
    return std::find_if(sections.begin(), sections.end(),
                        [&](const Section& section) { return section.name == name; });
}

// --- what cannot be done by lines -----------------------------------------------------------

/// Line ends to libyaml, which counts by them, and to nobody else.
bool has_foreign_line_end(std::string_view block)
{
    constexpr std::array<std::string_view, 3> ends = {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    return std::any_of(ends.begin(), ends.end(), [block](std::string_view end) {
        return block.find(end) != std::string_view::npos;
    });
}

std::string trouble_in(const std::string& file, std::string_view head, const FrontMatter& front)
{
    if (!front.problems.empty()) {
        const auto& problem = front.problems.front();
        return file + ", line " + std::to_string(problem.line) + ": " + problem.message;
    }
    if (front.root.is_flow) {
        return file + ": the keys are not on lines of their own";
    }
    if (has_foreign_line_end(front_matter_block(head).value_or(""))) {
        return file + ": a line end that only YAML knows (U+0085, U+2028 or U+2029)";
    }
    return "";
}

// --- taking fields --------------------------------------------------------------------------

using Keys = std::set<std::string>;

bool is_taken(const Name& name, const Keys& keys)
{
    return name.part == Name::Part::key && keys.count(name.key) > 0;
}

/// The root's sections that stay, the taken ones with the copy's lines.
Sections kept_sections(const Sections& root, const Sections& copy, const Keys& keys)
{
    Sections kept;
    for (const auto& section : root) {
        if (!is_taken(section.name, keys)) {
            kept.push_back(section);
        } else if (const auto same = find_section(copy, section.name); same != copy.end()) {
            kept.push_back({section.name, section.previous, section.blanks, same->lines});
        }
    }
    return kept;
}

/// Adds the taken sections that only the copy has.
void add_sections(Sections& result, const Sections& copy, const Keys& keys)
{
    auto last_seen = result.begin();
    for (const auto& section : copy) {
        if (const auto same = find_section(result, section.name); same != result.end()) {
            last_seen = same;
        } else if (is_taken(section.name, keys)) {
            last_seen = result.insert(last_seen + 1, section);
        }
    }
}

/// Gives new neighbours the blank lines that are between them in the copy, if they are neighbours
/// there.
void settle_blanks(Sections& result, const Sections& copy)
{
    for (std::size_t i = 1; i < result.size(); ++i) {
        const Name& previous = result[i - 1].name;
        const auto same = find_section(copy, result[i].name);
        if (result[i].previous != previous && same != copy.end() && same->previous == previous) {
            result[i].blanks = same->blanks;
        }
    }
}

Sections take_fields(const Sections& root, const Sections& copy, const Keys& keys)
{
    Sections result = kept_sections(root, copy, keys);
    add_sections(result, copy, keys);
    settle_blanks(result, copy);
    return result;
}

// --- line ends ------------------------------------------------------------------------------

std::string_view end_of(std::string_view line)
{
    if (line.ends_with("\r\n")) {
        return "\r\n";
    }
    return line.ends_with('\n') ? "\n" : "";
}

std::string_view without_end(std::string_view line)
{
    return line.substr(0, line.size() - end_of(line).size());
}

// --- the differences ------------------------------------------------------------------------

struct DiffLine {
    char sign = ' ';   // '-': leaves the root file, '+': comes into it
    std::string text;
};

using Diff = std::vector<DiffLine>;

Lines all_lines(const Section& section)
{
    Lines lines = section.blanks;
    lines.insert(lines.end(), section.lines.begin(), section.lines.end());
    return lines;
}

/// Lines that both begin or end with stay as the root has them, whatever ends them.
void add_change(Diff& diff, const Lines& before, const Lines& after)
{
    const auto is_same = [](const std::string& one, const std::string& other) {
        return without_end(one) == without_end(other);
    };
    const auto [leaving, coming] =
        std::mismatch(before.begin(), before.end(), after.begin(), after.end(), is_same);
    const auto [leaving_end, coming_end] =
        std::mismatch(before.rbegin(), std::make_reverse_iterator(leaving), after.rbegin(),
                      std::make_reverse_iterator(coming), is_same);

    const auto add = [&](char sign, auto first, auto last) {
        std::for_each(first, last, [&](const auto& line) { diff.push_back({sign, line}); });
    };
    add(' ', before.begin(), leaving);
    add('-', leaving, leaving_end.base());
    add('+', coming, coming_end.base());
    add(' ', leaving_end.base(), before.end());
}

/// The sections that stay have the same order in both.
Diff diff_of(const Sections& root, const Sections& result)
{
    Diff diff;
    auto next = root.begin();
    for (const auto& section : result) {
        while (next != root.end() && find_section(result, next->name) == result.end()) {
            add_change(diff, all_lines(*next++), {});
        }
        const bool is_kept = next != root.end() && next->name == section.name;
        add_change(diff, is_kept ? all_lines(*next++) : Lines{}, all_lines(section));
    }
    const auto end = end_of(root.front().lines.front());
    for (auto& line : diff) {
        if (line.sign == '+') {
            line.text = std::string(without_end(line.text)).append(end);
        }
    }
    return diff;
}

// --- proof ----------------------------------------------------------------------------------

using Values = std::map<std::string, std::string>;   // as JSON, by key

Values values_of(const FrontMatter& front)
{
    Values values;
    for (std::size_t i = 0; i < front.root.keys.size(); ++i) {
        values[front.root.keys[i]] = json_of(front.root.items[i]);
    }
    return values;
}

/// Whether the root with its differences says what it should.
bool has_taken(const Diff& diff, const FrontMatter& root, const FrontMatter& copy, const Keys& keys)
{
    Values expected = values_of(root);
    const Values offered = values_of(copy);
    for (const auto& key : keys) {
        expected.erase(key);
        if (const auto value = offered.find(key); value != offered.end()) {
            expected.insert(*value);
        }
    }
    std::string head;
    for (const auto& line : diff) {
        head += line.sign == '-' ? "" : line.text;
    }
    const FrontMatter result = parse_front_matter(head);
    return result.problems.empty() && values_of(result) == expected;
}

// --- as git writes it -----------------------------------------------------------------------

std::string head_of_diff(const std::string& path)
{
    const std::string before = git_quoted("a/" + path);
    const std::string after = git_quoted("b/" + path);
    const std::string end = path.find(' ') == std::string::npos ? "\n" : "\t\n";   // as git does
    return "diff --git " + before + " " + after + "\n--- " + before + end + "+++ " + after + end;
}

struct Hunk {
    std::size_t begin = 0;   // of the lines of the diff
    std::size_t end = 0;
};

std::vector<Hunk> hunks_of(const Diff& diff)
{
    constexpr std::size_t context = 3;
    std::vector<Hunk> hunks;
    for (std::size_t i = 0; i < diff.size(); ++i) {
        if (diff[i].sign == ' ') {
            continue;
        }
        const Hunk hunk{i - std::min(i, context), std::min(i + context + 1, diff.size())};
        if (!hunks.empty() && hunk.begin <= hunks.back().end) {
            hunks.back().end = hunk.end;
        } else {
            hunks.push_back(hunk);
        }
    }
    return hunks;
}

/// A hunk has a fence or more of context, so it is empty on neither side.
std::string written(const Diff& diff, const Hunk& hunk)
{
    const auto begin = diff.begin() + static_cast<long>(hunk.begin);
    const auto end = diff.begin() + static_cast<long>(hunk.end);
    const auto range_without = [&](char sign) {
        const auto is_there = [sign](const DiffLine& line) { return line.sign != sign; };
        return std::to_string(std::count_if(diff.begin(), begin, is_there) + 1) + "," +
               std::to_string(std::count_if(begin, end, is_there));
    };
    std::string text = "@@ -" + range_without('+') + " +" + range_without('-') + " @@\n";
    std::for_each(begin, end, [&](const DiffLine& line) {
        text += line.sign + line.text;
        text += line.text.ends_with('\n') ? "" : "\n\\ No newline at end of file\n";
    });
    return text;
}

std::string written(const Diff& diff, const std::string& path)
{
    std::string text;
    for (const auto& hunk : hunks_of(diff)) {
        text += written(diff, hunk);
    }
    return text.empty() ? "" : head_of_diff(path) + text;
}

}   // namespace

FrontMatterPatch patch_front_matter(std::string_view root_head, std::string_view copy_head,
                                    const std::string& path, const std::vector<std::string>& keys)
{
    const FrontMatter root = parse_front_matter(root_head);
    const FrontMatter copy = parse_front_matter(copy_head);
    for (const auto& trouble :
         {trouble_in("root file", root_head, root), trouble_in("worktree copy", copy_head, copy)}) {
        if (!trouble.empty()) {
            return {"", trouble};
        }
    }
    const Keys taken(keys.begin(), keys.end());
    const Sections before = sections_of(root_head, root);
    const Diff diff = diff_of(before, take_fields(before, sections_of(copy_head, copy), taken));
    if (!has_taken(diff, root, copy, taken)) {
        return {"", "taken line by line, the fields would not say what they say in the copy"};
    }
    return {written(diff, path), ""};
}

}   // namespace tmdb
