#pragma once

#include "worlds/world.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// Something on the disk.
struct Node {
    enum class Kind { file, folder, link };

    Kind kind = Kind::file;
    std::string text;   // or where the link leads
    int minutes = 60;   // its age, by the world's clock

    bool operator==(const Node&) const = default;
};

/// All that is to be on the disk, and of processes, for a world to be.
struct Plan {
    using Members = std::vector<std::pair<std::string, std::string>>;   // slug and value, in JSON

    std::string root;                           // of the workspace; beside it there is room
    std::map<std::string, Node> nodes;          // by absolute path
    std::map<std::string, Members> registers;   // by owner
    std::vector<nlohmann::json> pull_requests;
    /// Of processes; nothing where nobody can tell.
    std::optional<std::vector<std::string>> working_directories = std::vector<std::string>();
    bool has_git = false;

    void file(const std::string& path, const std::string& text, int minutes = 60)
    {
        nodes[root + "/" + path] = {Node::Kind::file, text, minutes};
    }
    void folder(const std::string& path) { nodes[root + "/" + path] = {Node::Kind::folder, ""}; }
    void link(const std::string& path, const std::string& target)
    {
        nodes[root + "/" + path] = {Node::Kind::link, target};
    }
};

/// The clock of every world.
inline const std::string world_time = "2026-03-24T18:00:00Z";
inline constexpr int live_worker = 42;
inline constexpr int gone_worker = 43;

Plan plan_of(const World& world, const std::string& root);

}   // namespace tmdb
