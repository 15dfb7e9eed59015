#include "worlds/disk.hpp"

#include "support/git_repository.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

namespace tmdb {

namespace {

namespace fs = std::filesystem;

void put(const std::string& path, const Node& node)
{
    switch (node.kind) {
    case Node::Kind::file: write_file(path, node.text); break;
    case Node::Kind::folder: fs::create_directories(path); break;
    case Node::Kind::link:
        fs::create_directories(fs::path(path).parent_path());
        fs::create_symlink(node.text, path);
        break;
    }
}

bool is_there(const std::string& path, const Node& node)
{
    const auto type = fs::symlink_status(path).type();
    switch (node.kind) {
    case Node::Kind::file: return type == fs::file_type::regular;
    case Node::Kind::folder: return type == fs::file_type::directory;
    case Node::Kind::link: break;
    }
    return type == fs::file_type::symlink;
}

void remove_what_differs(const Plan& from, const Plan& to)
{
    for (const auto& [path, node] : from.nodes) {
        const auto wanted = to.nodes.find(path);
        if (wanted == to.nodes.end() || wanted->second != node) {
            fs::remove_all(path);
        }
    }
}

}   // namespace

void change_disk(const Plan& from, const Plan& to, Order order)
{
    remove_what_differs(from, to);
    std::vector<std::string> missing;
    for (const auto& [path, node] : to.nodes) {
        if (!is_there(path, node)) {
            missing.push_back(path);
        }
    }
    if (order == Order::backwards) {
        std::ranges::reverse(missing);
    }
    for (const auto& path : missing) {
        const Node& node = to.nodes.at(path);
        if (!is_there(path, node)) {
            fs::remove_all(path);   // a folder that files have left
            put(path, node);
        }
    }
    for (const auto& path : missing) {   // what was put into a folder has made it younger
        set_age(path, to.nodes.at(path).minutes);
    }
}

void set_age(const std::string& path, int minutes)
{
    const Nanoseconds at = parse_instant(world_time).value() - minutes * one_minute;
    const timespec time{.tv_sec = at / one_second, .tv_nsec = 0};
    const timespec times[2] = {time, time};
    ::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

}   // namespace tmdb
