#include "report/log_words.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string_view>
#include <tuple>

namespace tmdb {

namespace {

/// These follow from other fields, and are only worth a line when nothing else tells of the change.
bool is_derived(const LogEntry& entry)
{
    constexpr std::string_view fields[] = {"status_raw", "pull_request", "frontmatter", "raw"};
    return entry.kind == "change" && std::ranges::find(fields, entry.event) != std::end(fields);
}

/// The row that changed, in the run in which it did.
auto place_of(const LogEntry& entry)
{
    return std::tuple(entry.run_id, entry.subject, entry.detail);
}

std::string shown(const std::optional<std::string>& value)
{
    return value ? *value : "nothing";
}

std::string what(const LogEntry& entry)
{
    if (entry.kind == "change") {
        return entry.event == "row" ? entry.subject : entry.subject + " " + entry.event;
    }
    return entry.kind == "signal" ? "signal " + entry.subject : "register_entry";
}

std::string detail(const LogEntry& entry)
{
    if (entry.kind == "signal") {
        return fmt::format("{}: {}", entry.event, entry.detail.value_or(""));
    }
    if (entry.kind == "prune") {
        return fmt::format("pruned from {}: {}", entry.subject, entry.detail.value_or(""));
    }
    if (entry.kind == "restore") {
        return fmt::format("restored to {}", entry.subject);
    }
    if (entry.event == "row") {
        return entry.new_value ? "appeared" : "vanished";
    }
    if (entry.event == "frontmatter" || entry.event == "raw") {
        return "other fields";
    }
    return fmt::format("{} → {}", shown(entry.old_value), shown(entry.new_value));
}

}   // namespace

Table log_table(const std::vector<LogEntry>& entries, OfWhom whom)
{
    std::set<std::tuple<std::int64_t, std::string, std::optional<std::string>>> told;
    for (const auto& entry : entries) {
        if (entry.kind == "change" && !is_derived(entry)) {
            told.insert(place_of(entry));
        }
    }
    const bool all = whom == OfWhom::all_tasks;
    Table table;
    table.columns = all ? std::vector<std::string>{"at", "run", "task", "what", "detail"}
                        : std::vector<std::string>{"at", "run", "what", "detail"};
    for (const auto& entry : entries) {
        if (is_derived(entry) && told.contains(place_of(entry))) {
            continue;
        }
        std::vector<Value> row = {entry.at, entry.run_id};
        if (all) {
            row.push_back(cell(entry.slug));
        }
        row.insert(row.end(), {what(entry), detail(entry)});
        table.rows.push_back(std::move(row));
    }
    return table;
}

Json log_json(const std::vector<LogEntry>& entries)
{
    Json::Array list;
    for (const auto& entry : entries) {
        list.push_back(Json::Object{{"run_id", entry.run_id},
                                    {"at", entry.at},
                                    {"slug", entry.slug},
                                    {"kind", entry.kind},
                                    {"subject", entry.subject},
                                    {"event", entry.event},
                                    {"old_value", entry.old_value},
                                    {"new_value", entry.new_value},
                                    {"detail", entry.detail}});
    }
    return list;
}

}   // namespace tmdb
