#include "worlds/heartbeat.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tmdb {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string text_of(const fs::path& path)
{
    if (!fs::is_regular_file(path)) {
        return "";
    }
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// As PyYAML has it: of a key that is there twice the last; nothing without a whole front matter.
std::optional<std::string> status_in(const std::string& text)
{
    std::istringstream lines(text);
    std::string line;
    std::string status;
    if (!std::getline(lines, line) || line != "---") {
        return std::nullopt;
    }
    while (std::getline(lines, line) && line != "---") {
        if (line.starts_with("status: ")) {
            status = line.substr(line.find(' ') + 1);
        }
    }
    return line == "---" && status != "[" ? std::optional(status) : std::nullopt;
}

bool is_completed(const std::string& status)
{
    return status == "completed" || status == "Done";
}

std::multimap<std::string, std::string> statuses_below(const fs::path& root)
{
    std::multimap<std::string, std::string> statuses;
    for (const auto* workstream : {"core", "other"}) {
        std::error_code missing;
        for (const auto& file :
             fs::directory_iterator(root / "tasks/workstreams" / workstream / "tasks", missing)) {
            if (const auto status = status_in(text_of(file.path()))) {
                statuses.emplace(file.path().stem(), *status);
            }
        }
    }
    return statuses;
}

/// {slug: entry}, as it is or wrapped; or a list. What is no JSON has no entries.
std::vector<std::pair<std::string, Json>> entries_in(const fs::path& path)
{
    Json all = Json::parse(text_of(path), nullptr, false);
    if (all.is_object() && all.contains("entries")) {
        all = Json(all["entries"]);
    }
    std::vector<std::pair<std::string, Json>> entries;
    for (const auto& [key, entry] : all.items()) {
        if (entry.is_object()) {
            entries.emplace_back(all.is_array() ? entry.value("slug", "") : key, entry);
        }
    }
    return entries;
}

bool is_worktree_gone(const fs::path& root, const Json& entry)
{
    const auto path = entry.find("worktree_path");
    if (path == entry.end() || !path->is_string() || path->get<std::string>().empty()) {
        return true;
    }
    std::error_code any;
    return !fs::exists(root / path->get<std::string>(), any);
}

}   // namespace

EntryNames pruned_by_heartbeat(const std::string& root)
{
    const auto statuses = statuses_below(root);
    EntryNames pruned;
    for (const std::string owner : {"dave", "bob"}) {
        const std::string path = ".tasks/task_manager/task-manager-" + owner + ".register.json";
        for (const auto& [slug, entry] : entries_in(fs::path(root) / path)) {
            const auto [first, last] = statuses.equal_range(slug);
            const bool is_finished =
                first == last || std::any_of(first, last, [](const auto& status) {
                    return is_completed(status.second);
                });
            if (is_finished && is_worktree_gone(root, entry)) {
                pruned.emplace(path, slug);
            }
        }
    }
    return pruned;
}

}   // namespace tmdb
