#include "worlds/ground.hpp"

#include "store/connection.hpp"
#include "support/git_repository.hpp"

#include <cerrno>

#include <fstream>
#include <iterator>

namespace tmdb {

namespace {

namespace fs = std::filesystem;

/// An empty database, as a file to copy.
const std::string& blank_database()
{
    static const TemporaryDirectory directory(memory_if_any());
    static const std::string path = [] {
        auto name = directory.path() / "blank.db";
        Store::open_for_writing(*make_machine(), name);
        return name.string();
    }();
    return path;
}

Looked<std::vector<WorkingDirectory>>
looked_at(const std::optional<std::vector<std::string>>& folders)
{
    if (!folders) {
        return Looked<std::vector<WorkingDirectory>>::failed(EACCES);
    }
    std::vector<WorkingDirectory> at_work;
    for (const auto& folder : *folders) {
        at_work.push_back({4711, folder});
    }
    return {std::move(at_work)};
}

}   // namespace

fs::path memory_if_any()
{
    const fs::path memory = "/dev/shm";
    return fs::is_directory(memory) ? memory : fs::temp_directory_path();
}

WorldMachine::WorldMachine()
{
    fixed_now = parse_instant(world_time);
    processes = {{live_worker, {Process{true, std::nullopt}}},
                 {gone_worker, {Process{false, std::nullopt}}}};
    on_run = [](const Command&) {
        return CommandResult{.complete = false, .trouble = "there is no git in this world"};
    };
}

Ground::Ground(const World& world, Order order) : order_(order)
{
    workspace.root = parent_ / "workspace";
    fs::create_directories(at(".tasks/task_manager"));
    become(world);
}

void Ground::become(const World& world)
{
    Plan plan = plan_of(world, workspace.root);
    change_disk(plan_, plan, order_);
    machine.cwds = looked_at(plan.working_directories);
    plan_ = std::move(plan);
}

void Ground::tear(const std::string& path, std::size_t bytes)
{
    Node& node = plan_.nodes.at(path);   // so that it is made anew when it is to be whole
    node.text.resize(bytes);
    write_file(path, node.text);
}

void Ground::touch()
{
    for (const auto& [path, node] : plan_.nodes) {
        if (node.kind == Node::Kind::file &&
            (path.starts_with(at("tasks/workstreams/")) || path.ends_with(".register.json"))) {
            set_age(path, 0);
        }
    }
}

std::string Ground::read(const std::string& path) const
{
    std::ifstream stream(at(path), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

Store Ground::new_store()
{
    const std::string path = parent_ / ("tm-" + std::to_string(++stores_) + ".db");
    fs::copy_file(blank_database(), path);
    Store store = Store::open_for_writing(machine, path);
    store.connection().pragma("PRAGMA synchronous = OFF");
    store.connection().pragma("PRAGMA journal_mode = MEMORY");
    return store;
}

}   // namespace tmdb
