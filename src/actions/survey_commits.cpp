#include "actions/survey_commits.hpp"

#include "actions/arrivals.hpp"
#include "sources/front_matter.hpp"
#include "sources/git_branches.hpp"
#include "sources/task_file.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace tmdb {

namespace {

bool has_head(const Worktree& worktree)
{
    return worktree.in_git && worktree.head_oid.has_value();
}

/// One look at commits: what it was given, and its steps in their order.
class CommitLook {
public:
    CommitLook(const SurveyContext& context, const GitLook& git, std::vector<Worktree>& worktrees,
               CommitsBefore before)
        : context_(context), git_(git), worktrees_(worktrees), before_(std::move(before))
    {}

    CommitSurvey run(const std::vector<CopyPlace>& places,
                     const std::map<std::string, std::set<std::string>>& registered)
    {
        if (git_.has_moved) {
            ask_branches();
        }
        find_bases(places);
        if (git_.has_moved && !git_.mains.empty()) {
            follow_arrivals(registered);
        }
        survey_.answers = std::move(before_.memory.fresh);
        survey_.trouble = objects_ ? objects_->trouble() : "";
        note_trouble();
        return std::move(survey_);
    }

private:
    /// Made when the first question comes.
    GitObjects& objects()
    {
        if (!objects_) {
            const std::string sample = git_.mains.empty() ? any_head() : git_.mains.front();
            objects_ = std::make_unique<GitObjects>(context_.machine, context_.workspace.root,
                                                    *git_.directory, sample,
                                                    context_.workspace.git_environment);
        }
        return *objects_;
    }

    std::string any_head() const
    {
        const auto found = std::find_if(worktrees_.begin(), worktrees_.end(), has_head);
        return found == worktrees_.end() ? "" : *found->head_oid;
    }

    // --- what became of each branch -------------------------------------------------------------

    void ask_branches()
    {
        std::vector<Head> heads;
        std::vector<Worktree*> with_head;
        for (auto& worktree : worktrees_) {
            if (has_head(worktree)) {
                heads.push_back({*worktree.head_oid, worktree.branch});
                with_head.push_back(&worktree);
            } else if (worktree.in_git && !worktree.git_trouble) {
                say_unborn(worktree);
            }
        }
        if (heads.empty()) {
            return;
        }
        const auto facts =
            branch_facts(objects(), tips_of(git_.mains, git_.refs), heads,
                         reflog_reader(context_.machine, *git_.directory), before_.memory);
        for (std::size_t i = 0; i < facts.size(); ++i) {
            with_head[i]->commits = facts[i];
            if (!facts[i].ahead) {
                with_head[i]->git_trouble = facts[i].own_commits.proof;
                survey_.is_whole = git_.mains.empty() || objects().is_shallow();
            }
        }
    }

    static void say_unborn(Worktree& worktree)
    {
        const Layer none{Truth::no, "its branch has no commit yet"};
        worktree.commits = {
            .ahead = 0, .unpushed = 0, .own_commits = none, .landed = none, .reverted = none};
    }

    /// What is known of commits rests on all of it having been asked.
    void note_trouble()
    {
        for (auto& worktree : worktrees_) {
            if (has_head(worktree) && git_.has_moved && !survey_.trouble.empty()) {
                worktree.git_trouble = survey_.trouble;
            }
        }
    }

    // --- task files where worktrees have left main ----------------------------------------------

    void find_bases(const std::vector<CopyPlace>& places)
    {
        std::map<std::string, const Worktree*> by_path;
        for (const auto& worktree : worktrees_) {
            by_path.emplace(worktree.path, &worktree);
        }
        using Key = std::pair<std::string, std::string>;
        std::map<Key, const TaskBase*> known;
        for (const auto& base : before_.bases) {
            known.emplace(Key(base.worktree_path, base.path), &base);
        }
        std::vector<TaskBase> fresh;
        for (const auto& place : places) {
            const Worktree& worktree = *by_path.at(place.worktree_path);
            if (!worktree.commits.merge_base) {
                continue;
            }
            const TaskBase wanted{.worktree_path = place.worktree_path,
                                  .path = place.root_path,
                                  .slug = place.slug,
                                  .base_oid = *worktree.commits.merge_base};
            const auto last = known.find({wanted.worktree_path, wanted.path});
            const bool is_known = last != known.end() && last->second->slug == wanted.slug &&
                                  last->second->base_oid == wanted.base_oid;
            is_known ? survey_.bases.push_back(*last->second) : fresh.push_back(wanted);
        }
        read_bases(std::move(fresh));
    }

    /// A base that cannot be parsed is no base.
    void read_bases(std::vector<TaskBase> bases)
    {
        if (bases.empty()) {
            return;
        }
        std::vector<std::string> names;
        for (const auto& base : bases) {
            names.push_back(base.base_oid + ":" + base.path);
        }
        objects().take_contents(
            names, front_matter_limit,
            [&](std::size_t i, std::string_view file) { take_front_matter(bases[i], file); });
        if (objects().trouble().empty()) {
            std::ranges::move(bases, std::back_inserter(survey_.bases));
        }
    }

    void take_front_matter(TaskBase& base, std::string_view head) const
    {
        const auto parsed = parse_task_file(head, base.path, context_.workspace.config);
        if (parsed.task && parsed.problems.empty()) {
            base.front_matter = parsed.task->front_matter;
            base.content_hash = parsed.task->content_hash;
        }
    }

    // --- what came with commits -----------------------------------------------------------------

    void follow_arrivals(const std::map<std::string, std::set<std::string>>& registered)
    {
        std::map<std::string, std::string> heads;
        for (const auto& worktree : worktrees_) {
            if (has_head(worktree) && worktree.on_disk) {
                heads.emplace(worktree.slug, *worktree.head_oid);
            }
        }
        if (!before_.arrivals.empty()) {
            survey_.settled = settled_arrivals(objects(), before_.arrivals, heads);
        }
        std::map<std::string, std::set<std::string>> since_before = registered;
        std::erase_if(since_before,
                      [&](const auto& one) { return !before_.registered.contains(one.first); });
        const std::string& head = git_.mains.front();
        if (before_.head_oid && *before_.head_oid != head && !since_before.empty()) {
            survey_.arrivals = find_arrivals(objects(), {*before_.head_oid, before_.past_heads()},
                                             head, since_before, heads);
        }
    }

    const SurveyContext& context_;
    const GitLook& git_;
    std::vector<Worktree>& worktrees_;
    CommitsBefore before_;
    std::unique_ptr<GitObjects> objects_;
    CommitSurvey survey_;
};

}   // namespace

CommitSurvey survey_commits(const SurveyContext& context, const GitLook& git,
                            std::vector<Worktree>& worktrees, const std::vector<CopyPlace>& places,
                            const std::map<std::string, std::set<std::string>>& registered,
                            CommitsBefore before)
{
    if (!git.directory || !git.trouble.empty()) {
        return {.bases = std::move(before.bases),
                .arrivals = {},
                .settled = {},
                .answers = {},
                .trouble = "",
                .is_whole = true};
    }
    return CommitLook(context, git, worktrees, std::move(before)).run(places, registered);
}

}   // namespace tmdb
