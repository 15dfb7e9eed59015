#include "sources/config.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "sources/names.hpp"

#include <algorithm>
#include <limits>

#include <toml++/toml.h>

namespace tmdb {

namespace {

const std::vector<std::string> mirrored_fields = {
    "slug",   "id",        "title",       "status",       "priority",      "milestone",
    "owner",  "depends_on", "tags",       "pr_url",       "pr_number",     "pr_created_at",
    "started_at", "completed_at", "completed_by"};

std::string listed(const std::vector<std::string>& names)
{
    std::string list;
    for (const auto& name : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

/// Reads one file, and complains about it by name.
class Reader {
public:
    explicit Reader(std::string path) : path_(std::move(path)) {}

    Config read(const toml::table& root)
    {
        require_known(root, "", {"layout", "fields", "status", "owners", "thresholds", "passes"});
        read_layout(table(root, "layout"));
        read_fields(table(root, "fields"));
        read_status(table(root, "status"));
        read_owners(table(root, "owners"));
        read_thresholds(table(root, "thresholds"));
        read_passes(table(root, "passes"));
        return std::move(config_);
    }

private:
    [[noreturn]] void complain(const toml::node& node, const std::string& key,
                               const std::string& what, const std::string& hint = {}) const
    {
        const auto& place = node.source().begin;
        throw Error("cannot use '" + path_ + "': line " + std::to_string(place.line) + ": '" + key +
                        "' " + what,
                    hint, ExitStatus::usage);
    }

    void require_known(const toml::table& table, const std::string& prefix,
                       const std::vector<std::string>& known) const
    {
        for (const auto& [key, node] : table) {
            const std::string name(key.str());
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                complain(node, prefix + name, "is not known", "known here: " + listed(known));
            }
        }
    }

    const toml::table& table(const toml::table& root, const std::string& name) const
    {
        static const toml::table empty;
        const toml::node* node = root.get(name);
        if (node == nullptr) {
            return empty;
        }
        if (!node->is_table()) {
            complain(*node, name, "is not a table", "write it as [" + name + "]");
        }
        return *node->as_table();
    }

    std::string text(const toml::node& node, const std::string& key) const
    {
        const auto value = node.value_exact<std::string>();
        if (!value) {
            complain(node, key, "is not a text");
        }
        return *value;
    }

    std::vector<std::string> texts(const toml::node& node, const std::string& key) const
    {
        if (!node.is_array()) {
            complain(node, key, "is not a list of texts");
        }
        std::vector<std::string> all;
        for (const auto& item : *node.as_array()) {
            all.push_back(text(item, key));
        }
        return all;
    }

    std::vector<std::string> globs(const toml::node& node, const std::string& key) const
    {
        auto all = texts(node, key);
        for (const auto& glob : all) {
            const auto segments = split(glob, '/');
            if (glob.empty() || glob.front() == '/' ||
                std::find(segments.begin(), segments.end(), "..") != segments.end()) {
                complain(node, key, "leads out of the workspace: '" + glob + "'",
                         "globs are relative to the root");
            }
        }
        return all;
    }

    void read_layout(const toml::table& layout)
    {
        require_known(layout, "layout.", {"tasks", "registers", "worktrees", "dispatch"});
        const auto read = [&](const char* name, std::vector<std::string>& target) {
            if (const toml::node* node = layout.get(name)) {
                target = globs(*node, std::string("layout.") + name);
            }
        };
        read("tasks", config_.layout.tasks);
        read("registers", config_.layout.registers);
        read("worktrees", config_.layout.worktrees);
        read("dispatch", config_.layout.dispatch);
    }

    void read_fields(const toml::table& fields)
    {
        require_known(fields, "fields.", mirrored_fields);
        for (const auto& [key, node] : fields) {
            const std::string name(key.str());
            config_.fields[name] = node.is_string()
                                       ? std::vector<std::string>{text(node, "fields." + name)}
                                       : texts(node, "fields." + name);
        }
    }

    void read_status(const toml::table& status)
    {
        for (const auto& [key, node] : status) {
            const std::string name(key.str());
            config_.status[plain_status(name)] = plain_status(text(node, "status." + name));
        }
    }

    void read_owners(const toml::table& owners)
    {
        std::map<std::string, std::string> claimed;   // key of a name -> canonical
        for (const auto& [key, node] : owners) {
            const std::string canonical(key.str());
            auto aliases = texts(node, "owners." + canonical);
            for (const auto& alias : aliases) {
                const auto [place, is_new] = claimed.emplace(owner_key(alias, {}), canonical);
                if (!is_new && place->second != canonical) {
                    complain(node, "owners." + canonical,
                             "claims '" + alias + "', which is " + place->second + " already");
                }
            }
            config_.owners[canonical] = std::move(aliases);
        }
    }

    void read_thresholds(const toml::table& thresholds)
    {
        const std::vector<std::pair<const char*, int*>> known = {
            {"grace", &config_.thresholds.grace},
            {"stalled_after", &config_.thresholds.stalled_after},
            {"pickup_overdue", &config_.thresholds.pickup_overdue},
            {"worker_idle", &config_.thresholds.worker_idle},
            {"stuck_in_progress", &config_.thresholds.stuck_in_progress}};
        std::vector<std::string> names;
        for (const auto& [name, target] : known) {
            names.emplace_back(name);
        }
        require_known(thresholds, "thresholds.", names);
        for (const auto& [name, target] : known) {
            if (const toml::node* node = thresholds.get(name)) {
                *target = minutes(*node, std::string("thresholds.") + name);
            }
        }
    }

    int minutes(const toml::node& node, const std::string& key) const
    {
        constexpr std::int64_t century = 100LL * 366 * 24 * 60;
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < 0 || *value > century) {
            complain(node, key, "is not a number of minutes");
        }
        return static_cast<int>(*value);
    }

    void read_passes(const toml::table& passes)
    {
        require_known(passes, "passes.", {"skip", "drift"});
        if (const toml::node* skip = passes.get("skip")) {
            config_.skipped_passes = texts(*skip, "passes.skip");
        }
        if (const toml::node* drift = passes.get("drift")) {
            const std::string rule = text(*drift, "passes.drift");
            if (rule != "content" && rule != "mtime") {
                complain(*drift, "passes.drift", "is neither \"content\" nor \"mtime\"");
            }
            config_.drift = rule == "mtime" ? DriftRule::mtime : DriftRule::content;
        }
    }

    std::string path_;
    Config config_;
};

} // namespace

Config parse_config(std::string_view text, const std::string& path)
{
    try {
        return Reader(path).read(toml::parse(text, path));
    } catch (const toml::parse_error& error) {
        const auto& place = error.source().begin;
        throw Error("cannot use '" + path + "': line " + std::to_string(place.line) + ", column " +
                        std::to_string(place.column) + ": " + std::string(error.description()),
                    "see https://toml.io for the syntax", ExitStatus::usage);
    }
}

} // namespace tmdb
