#pragma once

#include "base/machine.hpp"
#include "sources/scanner.hpp"
#include "sources/workspace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// Whose hands are or may be at work on a task: dispatches by their records, and processes by their
/// working directories. What is expensive (the names of all records, the list of processes) is
/// looked at once, when first needed.
class Hands {
public:
    Hands(Machine& machine, const Workspace& workspace) : machine_(machine), workspace_(workspace)
    {}

    /// The record of this slug that speaks of a hand at work, or that cannot be read; empty when
    /// none does. `known` are records that named the slug once, whatever they are called.
    std::string dispatch_of(const std::string& slug, const std::vector<std::string>& known);

    /// The process that works in a folder, which need not be there any more; empty when none does.
    std::string process_within(const std::string& directory);

private:
    std::string dispatch_at_work(const std::string& path);
    const Scan& records();
    const Looked<std::vector<WorkingDirectory>>& working_directories();

    Machine& machine_;
    const Workspace& workspace_;
    std::optional<Scan> records_;
    std::optional<Looked<std::vector<WorkingDirectory>>> working_directories_;
};

}   // namespace tmdb
