#include "sources/register_splice.hpp"

#include "sources/json_second_opinion.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

namespace tmdb {

namespace {

using Kind = JsonToken::Kind;

/// Which of a register's entries leave it, by position.
using Leaving = std::vector<bool>;

Leaving positions_of(const std::vector<std::string>& slugs, const std::vector<EntryPlace>& entries)
{
    std::unordered_map<std::string_view, int> found;
    for (const auto& slug : slugs) {
        found.emplace(slug, 0);
    }
    Leaving leaving(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto wanted = found.find(entries[i].slug);
        if (wanted != found.end()) {
            leaving[i] = true;
            ++wanted->second;
        }
    }
    for (const auto& [slug, times] : found) {
        if (times != 1) {
            throw std::logic_error("cannot cut out '" + std::string(slug) +
                                   "': it is in the register " + std::to_string(times) + " times");
        }
    }
    return leaving;
}

std::vector<Cut> cuts_of(const RegisterLayout& layout, const Leaving& leaving)
{
    const auto& entries = layout.entries;
    const auto last_kept = std::find(leaving.rbegin(), leaving.rend(), false);
    const auto kept_end = static_cast<std::size_t>(leaving.rend() - last_kept);

    std::vector<Cut> cuts;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!leaving[i]) {
            continue;
        }
        const bool in_tail = kept_end > 0 && i >= kept_end;
        const bool is_last = i + 1 == entries.size();
        const std::size_t begin = in_tail ? entries[i - 1].end : entries[i].begin;
        const std::size_t end = in_tail || is_last ? entries[i].end : entries[i + 1].begin;
        cuts.push_back({.slug = entries[i].slug,
                        .offset = begin,
                        .text = std::string(layout.json.bytes.substr(begin, end - begin)),
                        .previous = i == 0 ? "" : entries[i - 1].slug,
                        .next = is_last ? "" : entries[i + 1].slug});
    }
    return cuts;
}

std::string without_cuts(std::string_view base, const std::vector<Cut>& cuts)
{
    std::string left;
    left.reserve(base.size());
    std::size_t copied = 0;
    for (const Cut& cut : cuts) {
        left += base.substr(copied, cut.offset - copied);
        copied = cut.offset + cut.text.size();
    }
    return left.append(base.substr(copied));
}

bool is_same_token(const JsonScan& one, std::size_t i, const JsonScan& other, std::size_t j)
{
    const Kind kind = one.tokens[i].kind;
    return kind == other.tokens[j].kind &&
           (kind == Kind::object || kind == Kind::array || one.spelling(i) == other.spelling(j));
}

/// Whether `left` has the keys and values of `base`, in order and spelling, but for the entries
/// that leave.
bool is_base_without(const JsonScan& left, const RegisterLayout& base, const Leaving& leaving)
{
    std::size_t at = 0;   // in the base
    std::size_t next = 0;
    const auto same_until = [&](std::size_t end) {
        for (; at < end; ++at, ++next) {
            if (next == left.tokens.size()) {   // cannot be, as both are whole
                return false;
            }
            if (!is_same_token(base.json, at, left, next)) {
                return false;
            }
        }
        return true;
    };
    for (std::size_t i = 0; i < leaving.size(); ++i) {
        if (leaving[i]) {
            if (!same_until(base.entries[i].first)) {
                return false;
            }
            at = base.json.after(base.entries[i].value);
        }
    }
    return same_until(base.json.tokens.size());   // nothing follows the end of an outermost value
}

/// The place of a slug, or as many as there are entries; no slug has no place.
std::size_t position_of(const std::string& slug, const std::vector<EntryPlace>& entries)
{
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const EntryPlace& entry) {
        return entry.slug == slug && !slug.empty();
    });
    return static_cast<std::size_t>(found - entries.begin());
}

bool has_line_end(std::string_view text)
{
    return text.find('\n') != std::string_view::npos;
}

/// A cut without the comma and the blanks that went with it.
std::string_view member_of(const Cut& cut)
{
    constexpr std::string_view around = " \t\r\n,";
    const std::string_view text = cut.text;
    const auto first = std::min(text.find_first_not_of(around), text.size());
    return text.substr(first, text.find_last_not_of(around) + 1 - first);
}

/// The line end before the last line of a text and that line's indentation; empty when there is
/// but one line.
std::string_view last_line_start(std::string_view text)
{
    const auto line_feed = text.rfind('\n');
    if (line_feed == std::string_view::npos) {
        return {};
    }
    const auto begin = line_feed - (line_feed > 0 && text[line_feed - 1] == '\r' ? 1 : 0);
    const auto end = std::min(text.find_first_not_of(" \t\r\n", begin), text.size());
    return text.substr(begin, end - begin);
}

/// What stood before the members of the register that a cut was taken from.
std::string_view blanks_of(const Cut& cut)
{
    const std::string_view text = cut.text;
    const std::string_view member = member_of(cut);
    const auto begin = static_cast<std::size_t>(member.data() - text.data());
    const std::string_view around = begin > 0 ? text.substr(0, begin) : text.substr(member.size());
    return around.empty() ? last_line_start(member) : around.substr(around.find(',') + 1);
}

/// Comma and blanks as between the members where a new one is to be number `slot`.
std::string separator_at(const RegisterLayout& layout, std::size_t slot, const Cut& cut)
{
    const auto& entries = layout.entries;
    const std::string_view bytes = layout.json.bytes;
    if (entries.size() > 1) {
        const std::size_t before = std::min(slot == 0 ? 0 : slot - 1, entries.size() - 2);
        const std::size_t begin = entries[before].end;
        return std::string(bytes.substr(begin, entries[before + 1].begin - begin));
    }
    const std::size_t open = layout.json.tokens[layout.container].begin + 1;
    const std::string_view opening = bytes.substr(open, entries.front().begin - open);
    const std::string_view own = blanks_of(cut);
    const bool on_one_line = opening.empty() && !has_line_end(own);
    return "," + std::string(on_one_line ? own : opening);
}

std::string insert_among(const RegisterLayout& layout, const Cut& cut)
{
    const auto& entries = layout.entries;
    const std::size_t previous = position_of(cut.previous, entries);
    const std::size_t slot =
        previous < entries.size() ? previous + 1 : position_of(cut.next, entries);

    const std::string separator = separator_at(layout, slot, cut);
    std::string bytes(layout.json.bytes);
    if (slot == 0) {
        return bytes.insert(entries.front().begin, std::string(member_of(cut)) + separator);
    }
    return bytes.insert(entries[slot - 1].end, separator + std::string(member_of(cut)));
}

/// The line end and the indentation before the closing bracket of a container that has just got
/// its first member, if that member has a line of its own.
std::string closing_of(std::string_view bytes, std::size_t container, std::string_view opening)
{
    const auto line_end = opening.substr(0, opening.find('\n') + 1);
    if (line_end.empty()) {
        return "";
    }
    const std::size_t line = bytes.substr(0, container).rfind('\n') + 1;
    const std::size_t indented = bytes.find_first_not_of(" \t", line);
    return std::string(line_end) + std::string(bytes.substr(line, indented - line));
}

/// Into a register without entries. An empty line between its brackets is where the last member
/// was; otherwise the cut brings its own layout along.
std::string insert_alone(const RegisterLayout& layout, const Cut& cut)
{
    const JsonToken& container = layout.json.tokens[layout.container];
    const std::size_t open = container.begin + 1;
    const std::string_view inside = layout.json.bytes.substr(open, container.end - 1 - open);
    const std::string_view last_line = last_line_start(inside);
    const std::string_view own = blanks_of(cut);

    std::string bytes(layout.json.bytes);
    const std::string member(member_of(cut));
    if (has_line_end(inside.substr(0, inside.size() - last_line.size()))) {
        return bytes.insert(container.end - 1 - last_line.size(), member);
    }
    const std::string opening(has_line_end(own) ? own : "");
    const std::string closing =
        has_line_end(inside) ? "" : closing_of(layout.json.bytes, container.begin, opening);
    return bytes.insert(open, opening + member + closing);
}

/// Whether `bytes` is the register of `before` and one entry more.
bool has_gained(std::string_view bytes, const RegisterLayout& before, const std::string& slug)
{
    const RegisterLayout after = layout_of_register(bytes);
    if (after.trouble) {
        return false;
    }
    Leaving gained(after.entries.size());
    const std::size_t position = position_of(slug, after.entries);
    if (position == gained.size()) {
        return false;
    }
    gained[position] = true;
    return is_base_without(before.json, after, gained);
}

}   // namespace

Splice splice_out(std::string_view base, const std::vector<std::string>& slugs)
{
    return splice_out(layout_of_register(base), slugs);
}

Splice splice_out(const RegisterLayout& layout, const std::vector<std::string>& slugs)
{
    if (layout.trouble) {
        throw std::logic_error("cannot cut entries out of what is no register: " +
                               layout.trouble->message);
    }
    const Leaving leaving = positions_of(slugs, layout.entries);
    Splice splice;
    splice.cuts = cuts_of(layout, leaving);
    splice.bytes = without_cuts(layout.json.bytes, splice.cuts);
    if (!is_register_without(scan_json(splice.bytes), layout, slugs)) {   // cannot be
        throw std::logic_error("a register without some entries is not what it should be");
    }
    return splice;
}

bool is_register_without(const JsonScan& left, const RegisterLayout& base,
                         const std::vector<std::string>& slugs)
{
    return !left.trouble && second_parser_agrees(left) &&
           is_base_without(left, base, positions_of(slugs, base.entries));
}

std::string unsplice(std::string_view left, const std::vector<Cut>& cuts)
{
    std::string base;
    for (const Cut& cut : cuts) {
        const std::size_t between = cut.offset - std::min(cut.offset, base.size());
        base += left.substr(0, between);
        left.remove_prefix(std::min(between, left.size()));
        base += cut.text;
    }
    return base.append(left);
}

std::optional<std::string> insert_beside_neighbour(std::string_view bytes, const Cut& cut)
{
    const RegisterLayout layout = layout_of_register(bytes);
    if (layout.trouble || position_of(cut.slug, layout.entries) < layout.entries.size()) {
        return std::nullopt;
    }
    std::string result =
        layout.entries.empty() ? insert_alone(layout, cut) : insert_among(layout, cut);
    if (!has_gained(result, layout, cut.slug)) {
        return std::nullopt;
    }
    return result;
}

}   // namespace tmdb
