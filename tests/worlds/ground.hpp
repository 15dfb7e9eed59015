#pragma once

#include "sources/workspace.hpp"
#include "store/store.hpp"
#include "support/dim_machine.hpp"
#include "support/temporary_directory.hpp"
#include "worlds/disk.hpp"

#include <filesystem>
#include <string>

namespace tmdb {

/// The folder of files that lie in memory, where the system has one: thousands of worlds are made,
/// looked at a few times, and removed.
std::filesystem::path memory_if_any();

/// The machine of a world: its clock stands, its workers are known, no git answers, and nothing is
/// made to survive a power cut.
class WorldMachine : public DimMachine {
public:
    WorldMachine();

    int sync(int) override { return 0; }
    int sync_directory(const std::string&) override { return 0; }
};

/// A world on the disk, and a database beside it.
class Ground {
public:
    explicit Ground(const World& world, Order order = Order::by_name);

    /// Makes another world of it by changing what is different, and nothing else.
    void become(const World& world);

    /// What a writer that is in its middle has written of a file.
    void tear(const std::string& path, std::size_t bytes);

    /// Makes root task files and registers as young as the world.
    void touch();

    const std::string& root() const { return workspace.root; }
    std::string at(const std::string& path) const { return workspace.root + "/" + path; }
    std::string read(const std::string& path) const;
    const Plan& plan() const { return plan_; }
    /// An empty database of its own.
    Store new_store();

    Workspace workspace;
    WorldMachine machine;

private:
    TemporaryDirectory directory_{memory_if_any()};
    std::filesystem::path parent_ = std::filesystem::canonical(directory_.path());
    Order order_;
    Plan plan_;
    int stores_ = 0;
};

}   // namespace tmdb
