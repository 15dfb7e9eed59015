#include "actions/survey.hpp"
#include "actions/worker.hpp"
#include "base/path.hpp"
#include "sources/names.hpp"
#include "sources/register_file.hpp"

#include <algorithm>
#include <cerrno>

namespace tmdb {

namespace {

/// What the wildcards of a glob's last segment stand for in a file name: the owner.
std::string owner_in(const std::string& path, const std::vector<std::string>& globs)
{
    const std::string name = file_name(path);
    for (const auto& glob : globs) {
        const std::string pattern = file_name(glob);
        const auto first = pattern.find_first_of("*?[");
        const auto last = pattern.find_last_of("*?]");
        if (first == std::string::npos) {
            continue;
        }
        const std::string prefix = pattern.substr(0, first);
        const std::string suffix = pattern.substr(last + 1);
        if (name.size() > prefix.size() + suffix.size() && name.starts_with(prefix) &&
            name.ends_with(suffix)) {
            return name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
        }
    }
    return file_stem(path);
}

/// A path below the root relative to it; what is no path of this machine stays as it is.
OptionalText below_root(const std::string& root, const OptionalText& written)
{
    if (!written || written->empty() || is_foreign_path(*written)) {
        return written;
    }
    const std::string path = absolute_path(root, *written);
    return is_below(root, path) ? relative_to(root, path) : *written;
}

class RegisterReader {
public:
    RegisterReader(const SurveyContext& context, const KnownSources& known,
                   const std::vector<RegisterFile>& files_before,
                   const std::vector<MirroredEntry>& entries_before)
        : context_(context), known_(known)
    {
        for (const auto& file : files_before) {
            files_before_.emplace(file.path, file);
        }
        for (const auto& entry : entries_before) {
            entries_before_[entry.register_path].push_back(entry);
        }
    }

    void look(const SeenFile& file)
    {
        if (file.stat && known_.unchanged(file.path, *file.stat) &&
            files_before_.contains(file.path)) {
            keep_as_it_was(file.path);
            return;
        }
        const auto content = context_.machine.read(join_path(context_.workspace.root, file.path),
                                                   register_size_limit + 1);
        if (!file.stat || !content) {
            const int error = file.stat ? content.error : file.stat.error;
            unreadable(file.path,
                       {{.path = file.path,
                         .message = "the register cannot be read: " + describe_errno(error)}});
            forget_source(file.path);
            return;
        }
        survey_.sources.push_back(
            source_of(SourceKind::register_entry, file.path, content->stat, context_.began));
        ParsedRegister parsed = parse_register(content->bytes, file.path);
        if (parsed.readable) {
            readable(file.path, std::move(parsed));
        } else {
            unreadable(file.path, std::move(parsed.problems));
        }
    }

    /// A register that was there and is not seen now.
    void missing(const std::string& path, bool out_of_sight)
    {
        forget_source(path);
        if (out_of_sight) {
            keep_stale(path);
        } else {
            survey_.problems[path] = {};
        }
    }

    RegisterSurvey& survey() { return survey_; }

private:
    RegisterFile named(const std::string& path) const
    {
        const std::string owner = owner_in(path, context_.workspace.config.layout.registers);
        return {.path = path,
                .owner = owner,
                .owner_key = owner_key(owner, context_.workspace.config.owners)};
    }

    void readable(const std::string& path, ParsedRegister parsed)
    {
        RegisterFile file = named(path);
        file.ever_read = true;
        survey_.problems[path] = std::move(parsed.problems);
        std::map<std::string, int> occurrences;
        for (auto& entry : parsed.entries) {
            const std::string& root = context_.workspace.root;
            entry.task_path = below_root(root, entry.task_path);
            entry.worktree_path = below_root(root, entry.worktree_path);
            entry.registered_at = in_utc(entry.registered_at);
            entry.launched_at = in_utc(entry.launched_at);
            entry.started_at = in_utc(entry.started_at);
            const int occurrence = occurrences[entry.slug]++;
            survey_.entries.push_back({.entry = std::move(entry),
                                       .register_path = path,
                                       .owner = file.owner,
                                       .owner_key = file.owner_key,
                                       .occurrence = occurrence});
        }
        survey_.files.push_back(std::move(file));
    }

    void unreadable(const std::string& path, std::vector<Problem> problems)
    {
        survey_.problems[path] = std::move(problems);
        keep_stale(path);
    }

    void keep_stale(const std::string& path)
    {
        RegisterFile file = named(path);
        const auto before = files_before_.find(path);
        file.ever_read = before != files_before_.end() && before->second.ever_read;
        file.stale = true;
        survey_.files.push_back(file);
        for (auto entry : entries_before_[path]) {
            entry.stale = true;
            survey_.entries.push_back(std::move(entry));
        }
    }

    /// Whatever comes back to that path is read again, even with the stamps of old.
    void forget_source(const std::string& path)
    {
        survey_.forgotten.emplace_back(SourceKind::register_entry, path);
    }

    void keep_as_it_was(const std::string& path)
    {
        survey_.files.push_back(files_before_.at(path));
        const auto& entries = entries_before_[path];
        survey_.entries.insert(survey_.entries.end(), entries.begin(), entries.end());
    }

    const SurveyContext& context_;
    const KnownSources& known_;
    std::map<std::string, RegisterFile> files_before_;
    std::map<std::string, std::vector<MirroredEntry>> entries_before_;
    RegisterSurvey survey_;
};

}   // namespace

RegisterSurvey survey_registers(const SurveyContext& context, const KnownSources& known,
                                const std::vector<RegisterFile>& files_before,
                                const std::vector<MirroredEntry>& entries_before)
{
    const Scan scan = tmdb::scan(context.machine, context.workspace.root,
                                 context.workspace.config.layout.registers);
    RegisterReader reader(context, known, files_before, entries_before);
    std::set<std::string> seen;
    for (const auto& file : scan.files) {
        seen.insert(file.path);
        reader.look(file);
    }
    for (const auto& file : files_before) {
        if (!seen.contains(file.path)) {
            reader.missing(file.path, is_out_of_sight(scan, file.path));
        }
    }
    reader.survey().folder_problems = folder_problems(scan.unreadable);
    return std::move(reader.survey());
}

}   // namespace tmdb
