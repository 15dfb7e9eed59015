#include "sources/config.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "sources/names.hpp"
#include "sources/toml.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace tmdb {

namespace {

/// A value of the file, and what is needed to complain about it.
struct Setting {
    const std::string& file;
    std::string name;   // with the names of its tables: "layout.tasks"
    const toml::node& node;
    std::string hint;
};

/// The keys that may stand in a table, each with what takes its value.
using Keys = std::map<std::string, std::function<void(const Setting&)>>;

[[noreturn]] void refuse(const std::string& file, const toml::source_position& place,
                         const std::string& reason, const std::string& hint)
{
    throw Error("cannot use '" + file + "': line " + std::to_string(place.line) + ", column " +
                    std::to_string(place.column) + ": " + reason,
                hint, ExitStatus::usage);
}

[[noreturn]] void refuse(const Setting& setting, const std::string& reason)
{
    refuse(setting.file, setting.node.source().begin, reason, setting.hint);
}

// --- values ---------------------------------------------------------------------------------

const toml::table& table_of(const Setting& setting)
{
    if (!setting.node.is_table()) {
        refuse(setting, "'" + setting.name + "' must be a table");
    }
    return *setting.node.as_table();
}

std::string text_of(const Setting& setting)
{
    if (!setting.node.is_string()) {
        refuse(setting, "'" + setting.name + "' must be a string");
    }
    return setting.node.as_string()->get();
}

std::vector<std::string> texts_of(const Setting& setting)
{
    const toml::array* array = setting.node.as_array();
    const auto is_text = [](const toml::node& item) { return item.is_string(); };
    if (array == nullptr || !std::all_of(array->begin(), array->end(), is_text)) {
        refuse(setting, "'" + setting.name + "' must be an array of strings");
    }
    std::vector<std::string> texts;
    for (const auto& item : *array) {
        texts.push_back(item.as_string()->get());
    }
    return texts;
}

std::vector<std::string> one_or_more_texts_of(const Setting& setting)
{
    if (setting.node.is_string()) {
        return {text_of(setting)};
    }
    if (!setting.node.is_array()) {
        refuse(setting, "'" + setting.name + "' must be a string or an array of strings");
    }
    return texts_of(setting);
}

bool leads_out_of_the_root(const std::string& glob)
{
    const auto parts = split(glob, '/');
    return glob.starts_with('/') || std::find(parts.begin(), parts.end(), "..") != parts.end();
}

std::vector<std::string> globs_of(const Setting& setting)
{
    auto globs = texts_of(setting);
    for (const auto& glob : globs) {
        if (glob.empty() || leads_out_of_the_root(glob)) {
            refuse(setting,
                   "'" + setting.name + "' must name paths below the root, not '" + glob + "'");
        }
    }
    return globs;
}

int minutes_of(const Setting& setting)
{
    constexpr std::int64_t hundred_years = 100LL * 366 * 24 * 60;   // fits Nanoseconds thrice
    const auto* number = setting.node.as_integer();
    if (number == nullptr || number->get() < 0 || number->get() > hundred_years) {
        refuse(setting, "'" + setting.name +
                            "' must be a number of minutes, not negative and at "
                            "most a hundred years");
    }
    return static_cast<int>(number->get());
}

std::int64_t number_of(const Setting& setting, std::int64_t limit)
{
    const auto* number = setting.node.as_integer();
    if (number == nullptr || number->get() < 0 || number->get() > limit) {
        refuse(setting, "'" + setting.name + "' must be a number, not negative and at most " +
                            std::to_string(limit));
    }
    return number->get();
}

std::chrono::milliseconds seconds_of(const Setting& setting)
{
    const auto seconds = setting.node.value<double>();
    if (!setting.node.is_number() || !(*seconds >= 0.001 && *seconds <= 3600)) {
        refuse(setting, "'" + setting.name + "' must be a number of seconds, from 0.001 to 3600");
    }
    return std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
}

DriftRule drift_rule_of(const Setting& setting)
{
    const auto name = text_of(setting);
    if (name != "content" && name != "mtime") {
        refuse(setting,
               "'" + setting.name + "' must be \"content\" or \"mtime\", not '" + name + "'");
    }
    return name == "mtime" ? DriftRule::mtime : DriftRule::content;
}

// --- tables ---------------------------------------------------------------------------------

std::string names_in(const Keys& keys)
{
    std::string names;
    for (const auto& [name, take] : keys) {
        names += (names.empty() ? "" : ", ") + name;
    }
    return names;
}

/// Hands each value of a table to what takes its key.
void read_known(const Setting& setting, const Keys& keys)
{
    const bool is_root = setting.name.empty();
    const std::string place = is_root ? "" : "in [" + setting.name + "] ";
    const std::string hint = "the keys known " + place + "are " + names_in(keys);
    for (const auto& [key, node] : table_of(setting)) {
        const std::string name(key.str());
        const Setting member{setting.file, is_root ? name : setting.name + "." + name, node, hint};
        const auto known = keys.find(name);
        if (known == keys.end()) {
            refuse(setting.file, key.source().begin, "unknown key '" + member.name + "'", hint);
        }
        known->second(member);
    }
}

/// Hands each key and value of a table whose keys are the user's own to `take`.
void read_free(const Setting& setting, const std::string& hint,
               const std::function<void(const std::string&, const Setting&)>& take)
{
    for (const auto& [key, node] : table_of(setting)) {
        const std::string name(key.str());
        take(name, {setting.file, setting.name + "." + name, node, hint});
    }
}

void read_layout(const Setting& setting, Layout& layout)
{
    const Keys keys = {
        {"tasks", [&](const Setting& value) { layout.tasks = globs_of(value); }},
        {"registers", [&](const Setting& value) { layout.registers = globs_of(value); }},
        {"worktrees", [&](const Setting& value) { layout.worktrees = globs_of(value); }},
        {"dispatch", [&](const Setting& value) { layout.dispatch = globs_of(value); }},
        {"roles", [&](const Setting& value) { layout.roles = globs_of(value); }},
        {"people", [&](const Setting& value) { layout.people = globs_of(value); }},
    };
    read_known(setting, keys);
}

void read_fields(const Setting& setting, Config& config)
{
    Keys keys;
    for (const std::string field :
         {"slug", "id", "title", "status", "priority", "milestone", "owner", "depends_on", "tags",
          "pr_url", "pr_number", "pr_created_at", "started_at", "completed_at", "completed_by"}) {
        keys[field] = [&config, field](const Setting& value) {
            config.fields[field] = one_or_more_texts_of(value);
        };
    }
    read_known(setting, keys);
}

void read_status(const Setting& setting, Config& config)
{
    const auto take = [&](const std::string& written, const Setting& value) {
        const auto normal = normal_status(text_of(value), {});
        const auto [known, is_new] = config.status.emplace(plain_status(written), normal);
        if (!is_new && known->second != normal) {
            refuse(value, "'" + value.name + "' is one with another key of [status] that says '" +
                              known->second + "'");
        }
    };
    read_free(setting, "a line of [status] is: \"as written\" = \"normal form\"", take);
}

void read_owners(const Setting& setting, Config& config)
{
    std::map<std::string, std::string> owner_of;   // key of a name or alias -> canonical
    const auto take = [&](const std::string& canonical, const Setting& value) {
        auto names = config.owners[canonical] = texts_of(value);
        names.push_back(canonical);
        for (const auto& name : names) {
            const auto [known, is_new] = owner_of.emplace(owner_key(name, {}), canonical);
            if (!is_new && known->second != canonical) {
                refuse(value,
                       "'" + value.name + "': '" + name + "' is '" + known->second + "' already");
            }
        }
    };
    read_free(setting, "a line of [owners] is: canonical = [\"alias\", ...]", take);
}

void read_thresholds(const Setting& setting, Thresholds& thresholds)
{
    const auto into = [](int& minutes) {
        return [&minutes](const Setting& value) { minutes = minutes_of(value); };
    };
    const Keys keys = {
        {"grace", into(thresholds.grace)},
        {"stalled_after", into(thresholds.stalled_after)},
        {"pickup_overdue", into(thresholds.pickup_overdue)},
        {"worker_idle", into(thresholds.worker_idle)},
        {"stuck_in_progress", into(thresholds.stuck_in_progress)},
    };
    read_known(setting, keys);
}

void read_grace(const Setting& setting, Config& config)
{
    const auto take = [&](const std::string& code, const Setting& value) {
        config.grace[code] = minutes_of(value);
    };
    read_free(setting, "a line of [grace] is: code = minutes", take);
}

void read_passes(const Setting& setting, Config& config)
{
    const Keys keys = {
        {"skip", [&](const Setting& value) { config.skipped_passes = texts_of(value); }},
        {"drift", [&](const Setting& value) { config.drift = drift_rule_of(value); }},
        {"time_limit", [&](const Setting& value) { config.pass_time_limit = seconds_of(value); }},
    };
    read_known(setting, keys);
}

void read_history(const Setting& setting, Retention& history)
{
    constexpr std::int64_t hundred_years = 100LL * 366;
    constexpr std::int64_t a_billion = 1'000'000'000;
    const Keys keys = {
        {"days",
         [&](const Setting& value) {
             history.days = static_cast<int>(number_of(value, hundred_years));
         }},
        {"changes", [&](const Setting& value) { history.changes = number_of(value, a_billion); }},
    };
    read_known(setting, keys);
}

/// What may stand in the file, and where it goes.
Keys tables(Config& config)
{
    return {
        {"layout", [&](const Setting& table) { read_layout(table, config.layout); }},
        {"fields", [&](const Setting& table) { read_fields(table, config); }},
        {"status", [&](const Setting& table) { read_status(table, config); }},
        {"owners", [&](const Setting& table) { read_owners(table, config); }},
        {"thresholds", [&](const Setting& table) { read_thresholds(table, config.thresholds); }},
        {"grace", [&](const Setting& table) { read_grace(table, config); }},
        {"passes", [&](const Setting& table) { read_passes(table, config); }},
        {"history", [&](const Setting& table) { read_history(table, config.history); }},
    };
}

toml::table parse(std::string_view text, const std::string& path, const std::string& hint)
{
    try {
        return toml::parse(text, path);
    } catch (const toml::parse_error& error) {
        const auto reason = error.description();   // begins with a capital
        refuse(path, error.source().begin, lower(reason.substr(0, 1)).append(reason.substr(1)),
               hint);
    }
}

}   // namespace

Config parse_config(std::string_view text, const std::string& path)
{
    Config config;
    const auto keys = tables(config);
    const auto document = parse(text, path, "the known tables are " + names_in(keys));
    read_known({path, "", document, ""}, keys);
    return config;
}

}   // namespace tmdb
