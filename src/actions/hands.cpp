#include "actions/hands.hpp"

#include "actions/place.hpp"
#include "actions/worker.hpp"
#include "base/path.hpp"
#include "sources/dispatch_record.hpp"

#include <cerrno>

namespace tmdb {

std::string Hands::dispatch_of(const std::string& slug, const std::vector<std::string>& known)
{
    if (!records().unreadable.empty()) {
        return "a folder of dispatch records cannot be read: " + records().unreadable[0].path;
    }
    std::vector<std::string> paths = known;
    for (const auto& file : records().files) {
        if (slug_from_dispatch_path(file.path) == slug) {
            paths.push_back(file.path);
        }
    }
    for (const auto& path : paths) {
        if (std::string hand = dispatch_at_work(path); !hand.empty()) {
            return hand;
        }
    }
    return "";
}

std::string Hands::process_within(const std::string& directory)
{
    const auto& processes = working_directories();
    if (!processes) {
        return "the processes cannot be listed: " + describe_errno(processes.error);
    }
    const auto place = place_of(machine_, directory);
    if (!place) {
        return "the place of its worktree cannot be seen";
    }
    for (const auto& process : *processes) {
        if (process.path == *place || is_below(*place, process.path)) {
            return "process " + std::to_string(process.pid) + " was at work in its worktree";
        }
    }
    return "";
}

std::string Hands::dispatch_at_work(const std::string& path)
{
    if (machine_.lstat(join_path(workspace_.root, path)).error == ENOENT) {
        return "";
    }
    const auto reading = read_dispatch_record(machine_, workspace_, path);
    if (!reading.dispatch || !reading.problems.empty()) {
        return "its dispatch record '" + path + "' cannot be read";
    }
    switch (reading.dispatch->state) {
    case WorkerState::running:
    case WorkerState::stalled: return "its dispatch is still running";
    case WorkerState::unknown: return "what became of its dispatch is unknown";
    case WorkerState::exited:
    case WorkerState::failed:
    case WorkerState::worker_gone: break;
    }
    return "";
}

const Scan& Hands::records()
{
    if (!records_) {
        records_ = scan(machine_, workspace_.root, workspace_.config.layout.dispatch, Look::names);
    }
    return *records_;
}

const Looked<std::vector<WorkingDirectory>>& Hands::working_directories()
{
    if (!working_directories_) {
        working_directories_ = machine_.working_directories();
    }
    return *working_directories_;
}

}   // namespace tmdb
