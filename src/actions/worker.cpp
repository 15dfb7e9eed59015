#include "actions/worker.hpp"

#include "base/path.hpp"
#include "sources/dispatch_record.hpp"

#include <algorithm>
#include <cerrno>

namespace tmdb {

namespace {

constexpr std::size_t record_size_limit = 1u << 20;
constexpr std::size_t log_tail = 1u << 20;   // where the exit code is looked for

std::optional<Nanoseconds> instant_of(const OptionalText& written)
{
    return written ? parse_instant(*written) : std::nullopt;
}

/// The newest of all times that the record and its files carry.
Nanoseconds newest_time(const Dispatch& dispatch)
{
    Nanoseconds newest = std::max(dispatch.mtime_ns, dispatch.log_mtime_ns.value_or(0));
    const DispatchRecord& record = dispatch.record;
    for (const auto& written : {record.started_at, record.finished_at, record.updated_at}) {
        newest = std::max(newest, instant_of(written).value_or(0));
    }
    return newest;
}

Problem unreadable(const std::string& path, int error)
{
    return {.path = path,
            .message = "cannot read the dispatch record: " + describe_errno(error),
            .slug = slug_from_dispatch_path(path)};
}

}   // namespace

OptionalText in_utc(const OptionalText& written)
{
    const auto instant = instant_of(written);
    return instant ? OptionalText(format_instant(*instant)) : written;
}

WorkerState worker_state(Machine& machine, const Workspace& workspace, const Dispatch& dispatch)
{
    const DispatchRecord& record = dispatch.record;
    WorkerFacts facts{.exit_code = record.exit_code,
                      .has_pid = record.pid.has_value(),
                      .process = {},
                      .started_at = instant_of(record.started_at),
                      .quiet_since =
                          std::max(dispatch.mtime_ns, dispatch.log_mtime_ns.value_or(0))};
    if (!record.exit_code && record.pid) {
        facts.process = machine.process(*record.pid);
    }
    return derive_state(facts, machine.now(),
                        workspace.config.thresholds.stalled_after * one_minute);
}

DispatchReading read_dispatch_record(Machine& machine, const Workspace& workspace,
                                     const std::string& path)
{
    DispatchReading reading;
    const auto content = machine.read(join_path(workspace.root, path), record_size_limit + 1);
    if (!content) {
        reading.error = content.error;
        reading.problems = {unreadable(path, content.error)};
        return reading;
    }
    reading.record_stat = content->stat;
    ParsedDispatch parsed = content->bytes.size() > record_size_limit
                                ? ParsedDispatch{std::nullopt, {unreadable(path, EFBIG)}}
                                : parse_dispatch_record(content->bytes, path);
    reading.problems = std::move(parsed.problems);

    const std::string log_path = log_path_of(path);
    const auto log = machine.stat(join_path(workspace.root, log_path));
    if (log) {
        reading.log_stat = *log;
    }
    if (!parsed.record) {
        return reading;
    }

    Dispatch dispatch{.record = std::move(*parsed.record), .mtime_ns = content->stat.mtime_ns};
    if (log) {
        dispatch.log_path = log_path;
        dispatch.log_mtime_ns = log->mtime_ns;
        if (!dispatch.record.exit_code) {
            const auto tail = machine.read_tail(join_path(workspace.root, log_path), log_tail);
            dispatch.record.exit_code = tail ? exit_code_in_log(tail->bytes) : std::nullopt;
        }
    }
    dispatch.newest_ns = newest_time(dispatch);
    dispatch.state = worker_state(machine, workspace, dispatch);
    DispatchRecord& record = dispatch.record;
    record.started_at = in_utc(record.started_at);
    record.finished_at = in_utc(record.finished_at);
    record.updated_at = in_utc(record.updated_at);
    reading.dispatch = std::move(dispatch);
    return reading;
}

}   // namespace tmdb
