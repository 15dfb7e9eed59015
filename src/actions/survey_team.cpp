#include "actions/survey.hpp"
#include "base/path.hpp"
#include "sources/front_matter.hpp"
#include "sources/team_file.hpp"

#include <cerrno>

namespace tmdb {

namespace {

/// Looks at one file after the other; each that is there has a row, for its name is known.
class TeamReader {
public:
    TeamReader(const SurveyContext& context, SourceKind kind, const KnownSources& known,
               const std::vector<TeamFile>& before)
        : context_(context), kind_(kind), known_(known)
    {
        for (const auto& file : before) {
            before_.emplace(file.path, file);
        }
    }

    void look(const SeenFile& seen)
    {
        if (!seen.stat) {
            cannot_be_read(seen.path, describe_errno(seen.stat.error));
        } else if (seen.stat->kind != FileKind::regular) {
            cannot_be_read(seen.path, "it is not a regular file");
        } else if (known_.unchanged(seen.path, *seen.stat) && before_.contains(seen.path)) {
            survey_.files.push_back(before_.at(seen.path));
        } else {
            read(seen.path);
        }
    }

    void missing(const std::string& path, bool out_of_sight)
    {
        survey_.forgotten.emplace_back(kind_, path);
        if (!out_of_sight) {
            survey_.problems[path] = {};
        } else if (before_.contains(path)) {
            keep_stale(path);
        }
    }

    TeamSurvey& survey() { return survey_; }

private:
    void read(const std::string& path)
    {
        const auto head =
            context_.machine.read(join_path(context_.workspace.root, path), front_matter_limit);
        if (!head) {
            cannot_be_read(path, describe_errno(head.error));
            return;
        }
        ParsedTeamFile parsed = parse_team_file(head->bytes, path, context_.workspace.config);
        survey_.sources.push_back(source_of(kind_, path, head->stat, context_.began));
        survey_.problems[path] = std::move(parsed.problems);
        if (parsed.file.stale && before_.contains(path)) {
            keep_stale(path);
        } else {
            survey_.files.push_back(std::move(parsed.file));
        }
    }

    /// Whatever comes back to that path is read again, even with the stamps of old.
    void cannot_be_read(const std::string& path, const std::string& why)
    {
        survey_.forgotten.emplace_back(kind_, path);
        survey_.problems[path] = {{.path = path, .message = "it cannot be read: " + why}};
        keep_stale(path);
    }

    void keep_stale(const std::string& path)
    {
        const auto before = before_.find(path);
        TeamFile file = before != before_.end() ? before->second
                                                : team_file_at(path, context_.workspace.config);
        file.stale = true;
        survey_.files.push_back(std::move(file));
    }

    const SurveyContext& context_;
    SourceKind kind_;
    const KnownSources& known_;
    std::map<std::string, TeamFile> before_;
    TeamSurvey survey_;
};

}   // namespace

TeamSurvey survey_team(const SurveyContext& context, SourceKind kind, const KnownSources& known,
                       const std::vector<TeamFile>& before,
                       const std::set<std::string>& with_problems)
{
    const Layout& layout = context.workspace.config.layout;
    const Scan scan = tmdb::scan(context.machine, context.workspace.root,
                                 kind == SourceKind::role ? layout.roles : layout.people);
    TeamReader reader(context, kind, known, before);
    std::set<std::string> seen;
    for (const auto& file : scan.files) {
        if (!is_about_the_folder(file.path)) {
            seen.insert(file.path);
            reader.look(file);
        }
    }
    std::set<std::string> expected = with_problems;
    for (const auto& file : before) {
        expected.insert(file.path);
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
