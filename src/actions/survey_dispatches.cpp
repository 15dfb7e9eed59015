#include "actions/survey.hpp"
#include "actions/worker.hpp"
#include "base/path.hpp"
#include "sources/dispatch_record.hpp"

#include <cerrno>

namespace tmdb {

namespace {

class DispatchReader {
public:
    DispatchReader(const SurveyContext& context, const KnownSources& known_records,
                   const KnownSources& known_logs, const std::vector<Dispatch>& before)
        : context_(context), known_records_(known_records), known_logs_(known_logs)
    {
        for (const auto& dispatch : before) {
            before_.emplace(dispatch.record.path, dispatch);
        }
    }

    void look(const SeenFile& file)
    {
        if (is_unchanged(file)) {
            ask_again(file.path);
        } else {
            read(file.path);
        }
    }

    void missing(const std::string& path, bool out_of_sight)
    {
        forget_sources(path);
        if (out_of_sight) {
            keep_stale(path);
        } else {
            survey_.problems[path] = {};
        }
    }

    DispatchSurvey& survey() { return survey_; }

private:
    bool is_unchanged(const SeenFile& file)
    {
        if (!file.stat || !known_records_.unchanged(file.path, *file.stat)) {
            return false;
        }
        const std::string log = log_path_of(file.path);
        const auto stat = context_.machine.stat(join_path(context_.workspace.root, log));
        return stat ? known_logs_.unchanged(log, *stat) : !known_logs_.contains(log);
    }

    /// The record says what it said; its worker may have ended meanwhile.
    void ask_again(const std::string& path)
    {
        const auto before = before_.find(path);
        if (before == before_.end()) {
            return;   // it was no record, and still is none
        }
        Dispatch dispatch = before->second;
        if (!dispatch.stale) {
            dispatch.state = worker_state(context_.machine, context_.workspace, dispatch);
        }
        survey_.dispatches.push_back(std::move(dispatch));
    }

    void read(const std::string& path)
    {
        DispatchReading reading = read_dispatch_record(context_.machine, context_.workspace, path);
        forget_sources(path);
        if (reading.error == 0) {
            note_source(SourceKind::dispatch, path, reading.record_stat);
            note_source(SourceKind::dispatch_log, log_path_of(path), reading.log_stat);
        }
        survey_.problems[path] = std::move(reading.problems);
        if (reading.dispatch) {
            survey_.dispatches.push_back(std::move(*reading.dispatch));
        } else {
            keep_stale(path);
        }
    }

    void keep_stale(const std::string& path)
    {
        const auto before = before_.find(path);
        if (before != before_.end()) {
            Dispatch dispatch = before->second;
            dispatch.stale = true;
            survey_.dispatches.push_back(std::move(dispatch));
        }
    }

    /// Whatever comes back to that path is read again, even with the stamps of old.
    void forget_sources(const std::string& path)
    {
        survey_.forgotten.emplace_back(SourceKind::dispatch, path);
        survey_.forgotten.emplace_back(SourceKind::dispatch_log, log_path_of(path));
    }

    void note_source(SourceKind kind, const std::string& path, const std::optional<FileStat>& stat)
    {
        if (stat) {
            survey_.sources.push_back(source_of(kind, path, *stat, context_.began));
        }
    }

    const SurveyContext& context_;
    const KnownSources& known_records_;
    const KnownSources& known_logs_;
    std::map<std::string, Dispatch> before_;
    DispatchSurvey survey_;
};

}   // namespace

DispatchSurvey survey_dispatches(const SurveyContext& context, const KnownSources& known_records,
                                 const KnownSources& known_logs,
                                 const std::vector<Dispatch>& before,
                                 const std::set<std::string>& with_problems)
{
    const Scan scan = tmdb::scan(context.machine, context.workspace.root,
                                 context.workspace.config.layout.dispatch);
    DispatchReader reader(context, known_records, known_logs, before);
    std::set<std::string> seen;
    for (const auto& file : scan.files) {
        seen.insert(file.path);
        reader.look(file);
    }
    std::set<std::string> expected = with_problems;
    for (const auto& dispatch : before) {
        expected.insert(dispatch.record.path);
    }
    for (const auto& path : expected) {
        if (!seen.contains(path)) {
            reader.missing(path, is_out_of_sight(scan, path));
        }
    }
    reader.survey().folder_problems = folder_problems(scan.unreadable);
    return std::move(reader.survey());
}

}   // namespace tmdb
