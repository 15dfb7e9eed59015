#pragma once

#include "base/forwarding_machine.hpp"
#include "model/dispatch.hpp"
#include "sources/workspace.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// A dispatch record with its log and its process, as they are now.
struct DispatchReading {
    std::optional<Dispatch> dispatch;
    std::vector<Problem> problems;
    int error = 0;   // of reading the record
    std::optional<FileStat> record_stat;
    std::optional<FileStat> log_stat;
};

/// Reads the record at `path` (below the root), the log beside it where the record has no exit
/// code, and asks for its process where neither has one.
DispatchReading read_dispatch_record(Machine& machine, const Workspace& workspace,
                                     const std::string& path);

/// Asks again what became of the worker of a record that has not changed.
WorkerState worker_state(Machine& machine, const Workspace& workspace, const Dispatch& dispatch);

/// Asks for each process once.
class ProcessMemory : public ForwardingMachine {
public:
    using ForwardingMachine::ForwardingMachine;

    Looked<Process> process(std::int64_t pid) override
    {
        const auto known = processes_.find(pid);
        return known != processes_.end()
                   ? known->second
                   : processes_.emplace(pid, ForwardingMachine::process(pid)).first->second;
    }

private:
    std::map<std::int64_t, Looked<Process>> processes_;
};

/// `written` in UTC where it can be read, else as it is.
OptionalText in_utc(const OptionalText& written);

}   // namespace tmdb
