#include "actions/survey.hpp"
#include "base/path.hpp"
#include "sources/pull_requests.hpp"

#include <cerrno>

namespace tmdb {

namespace {

constexpr const char* file_path = ".tasks/task_manager/pull-requests.json";
constexpr const char* program_path = "gh";   // what a problem of gh's is filed under

/// The one command of gh's that is ever run. Without a limit it would tell of thirty only.
Command fetch_command(const Workspace& workspace)
{
    Command command;
    command.arguments = {
        "gh",
        "pr",
        "list",
        "--state",
        "all",
        "--json",
        "number,url,state,title,headRefName,headRefOid,mergedAt,closedAt,mergeable,"
        "statusCheckRollup,isDraft,updatedAt",
        "--limit",
        "1000"};
    command.directory = workspace.root;
    command.environment = workspace.fetch_environment;
    command.time_limit = std::chrono::seconds(60);
    return command;
}

class PullRequestReader {
public:
    PullRequestReader(const SurveyContext& context, const KnownSources& known,
                      std::vector<PullRequest> before, PullRequestOrigin origin)
        : context_(context), known_(known)
    {
        survey_.pull_requests = std::move(before);
        survey_.origin = std::move(origin);
    }

    void fetch()
    {
        const auto result = context_.machine.run(fetch_command(context_.workspace));
        if (!result.complete || result.exit_status != 0) {
            trouble("gh: " + (result.trouble.empty()
                                  ? "it ended with status " + std::to_string(result.exit_status)
                                  : result.trouble));
            return;
        }
        ParsedPullRequests parsed = parse_pull_requests(result.output, program_path);
        if (!parsed.readable || !parsed.problems.empty()) {
            trouble("gh: " + parsed.problems.front().message);
            return;
        }
        survey_.pull_requests = std::move(parsed.pull_requests);
        survey_.origin = {PullRequestOrigin::From::program, format_instant(context_.machine.now())};
    }

    /// The file counts where it is younger than what gh said last.
    void look_at_file()
    {
        const std::string path = join_path(context_.workspace.root, file_path);
        const auto stat = context_.machine.stat(path);
        if (!stat) {
            missing(stat.error);
        } else if (!known_.unchanged(file_path, *stat) && is_newer(*stat)) {
            read(path);
        }
    }

    PullRequestSurvey& survey() { return survey_; }

private:
    bool is_newer(const FileStat& stat) const
    {
        const auto as_of = parse_instant(survey_.origin.as_of.value_or(""));
        return survey_.origin.from != PullRequestOrigin::From::program || !as_of ||
               stat.mtime_ns > *as_of;
    }

    void missing(int error)
    {
        survey_.forgotten.emplace_back(SourceKind::pull_request, file_path);
        survey_.problems[file_path] = {};
        survey_.origin.stale = false;
        if (error != ENOENT) {
            problem("it cannot be looked at: " + describe_errno(error));
        } else if (survey_.origin.from == PullRequestOrigin::From::file) {
            survey_.pull_requests.clear();
            survey_.origin = {};
        }
    }

    void read(const std::string& path)
    {
        const auto content = context_.machine.read(path, pull_requests_size_limit + 1);
        if (!content) {
            survey_.forgotten.emplace_back(SourceKind::pull_request, file_path);
            problem("it cannot be read: " + describe_errno(content.error));
            return;
        }
        survey_.sources.push_back(
            source_of(SourceKind::pull_request, file_path, content->stat, context_.began));
        ParsedPullRequests parsed = parse_pull_requests(content->bytes, file_path);
        survey_.problems[file_path] = parsed.problems;
        survey_.origin.stale = !parsed.readable;
        if (parsed.readable) {
            keep_unreadable(parsed);
            survey_.pull_requests = std::move(parsed.pull_requests);
            survey_.origin = {PullRequestOrigin::From::file,
                              format_instant(content->stat.mtime_ns)};
        }
    }

    /// A pull request that cannot be read keeps its last row.
    void keep_unreadable(ParsedPullRequests& parsed) const
    {
        if (parsed.problems.empty()) {
            return;
        }
        std::set<std::int64_t> numbers;
        for (const auto& one : parsed.pull_requests) {
            numbers.insert(one.number);
        }
        for (const auto& one : survey_.pull_requests) {
            if (!numbers.contains(one.number)) {
                parsed.pull_requests.push_back(one);
            }
        }
    }

    void problem(const std::string& message)
    {
        survey_.origin.stale = true;
        survey_.problems[file_path] = {{.path = file_path, .message = message}};
    }

    void trouble(const std::string& message)
    {
        const std::string age = survey_.origin.as_of
                                    ? "; the pull requests are those of " + *survey_.origin.as_of
                                    : "; no pull requests are known";
        survey_.troubles.push_back({.path = program_path, .message = message + age});
    }

    const SurveyContext& context_;
    const KnownSources& known_;
    PullRequestSurvey survey_;
};

}   // namespace

PullRequestSurvey survey_pull_requests(const SurveyContext& context, const KnownSources& known,
                                       std::vector<PullRequest> before,
                                       const PullRequestOrigin& origin_before, bool fetch)
{
    PullRequestReader reader(context, known, std::move(before), origin_before);
    if (fetch) {
        reader.fetch();
    }
    reader.look_at_file();
    return std::move(reader.survey());
}

}   // namespace tmdb
