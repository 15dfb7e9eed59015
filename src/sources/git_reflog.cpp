#include "sources/git_reflog.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace tmdb {

namespace {

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view beginning) { return text.starts_with(beginning); });
}

bool is_oid(std::string_view text)
{
    return text.size() >= 40 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool makes_a_commit(std::string_view message)
{
    return begins_with_any(message, {"commit", "cherry-pick", "revert", "am:"}) ||
           message.find("Merge made by") != std::string_view::npos;
}

/// "branch: Created from main", "branch: Reset to main", "reset: moving to HEAD~1"
bool moves_by_hand(std::string_view message)
{
    return begins_with_any(message, {"branch:", "reset:", "checkout:"});
}

}   // namespace

std::vector<ReflogEntry> parse_reflog(std::string_view text)
{
    std::vector<ReflogEntry> entries;
    auto lines = split(text, '\n');
    lines.pop_back();   // git ends every line
    for (const std::string_view line : lines) {
        const auto tab = line.find('\t', line.find('>'));   // a name may hold one, too
        const auto head = split(line.substr(0, tab), ' ');
        if (head.size() >= 2 && head[0].size() == head[1].size() && is_oid(head[0]) &&
            is_oid(head[1])) {
            entries.push_back(
                {head[0], head[1],
                 tab == std::string_view::npos ? "" : std::string(line.substr(tab + 1))});
        }
    }
    return entries;
}

std::optional<BranchPast> past_of(const std::vector<ReflogEntry>& reflog)
{
    if (reflog.empty()) {
        return std::nullopt;
    }
    const ReflogEntry& first = reflog.front();
    BranchPast past{.started_at = makes_a_commit(first.message) ? first.old_oid : first.new_oid};
    std::set<std::string> made_here;
    for (const auto& entry : reflog) {
        if (makes_a_commit(entry.message)) {
            past.has_commit = true;
            made_here.insert(entry.new_oid);
        } else if (moves_by_hand(entry.message) && !made_here.contains(entry.new_oid)) {
            past = {.started_at = entry.new_oid};
        }
    }
    return past;
}

}   // namespace tmdb
