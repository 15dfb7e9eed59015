#pragma once

#include "support/end_to_end.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// Two registered tasks, each with a linked worktree. In that of fix-login a commit has begun the
/// task; what was done in that of add-index has landed by a squash. The times of the task files
/// tell the contrary of what has happened.
class UsualWorktrees : public EndToEnd {
protected:
    static std::string task_path(const std::string& slug)
    {
        return "tasks/workstreams/core/tasks/" + slug + ".md";
    }
    static std::string copy_path(const std::string& slug)
    {
        return ".worktrees/" + slug + "/" + task_path(slug);
    }

    void given_usual_worktrees()
    {
        task("add-index", {{"status", "ready"}});
        task("fix-login", {{"status", "ready"}});
        register_tasks({"add-index", "fix-login"});
        linked_worktree("add-index");
        linked_worktree("fix-login");
        file(copy_path("fix-login"), markdown({{"status", "in_progress"}}));
        work("fix-login");
        work("add-index");
        squash("add-index");
        age(copy_path("fix-login"), 500);
        age(task_path("fix-login"), 1);
    }
    /// Dave's register, with an entry for each.
    void register_tasks(const std::vector<std::string>& slugs)
    {
        nlohmann::ordered_json entries = nlohmann::ordered_json::object();
        for (const auto& slug : slugs) {
            entries[slug] = entry(slug, ".worktrees/" + slug);
        }
        registers("dave", entries);
    }

    /// What is known of the commits in each of git's worktrees.
    Rows facts(const std::string& slug = "%") const
    {
        return rows("SELECT slug, head_oid, ahead, unpushed, own_commits, landed, git_trouble"
                    "  FROM worktree WHERE in_git = 1 AND slug LIKE '" +
                    slug + "' ORDER BY slug");
    }
    Rows usual_facts()
    {
        return {{"add-index", oid("add-index"), "1", "1", "yes", "yes", "NULL"},
                {"fix-login", oid("fix-login"), "1", "1", "yes", "no", "NULL"}};
    }
    /// What is known where nobody can tell.
    static std::vector<std::string> no_facts(const std::string& slug, const std::string& head,
                                             const std::string& why)
    {
        return {slug, head, "NULL", "NULL", "unknown", "unknown", why};
    }

    /// Whose status metadata_drift speaks of, since which commit, and who has changed it.
    Rows drift() const
    {
        return rows("SELECT subject, evidence ->> '$.base', evidence ->> '$.fields.status.label'"
                    "  FROM open_signal WHERE code = 'metadata_drift' ORDER BY subject");
    }
    Rows usual_drift() { return {{"fix-login", oid("main~1"), "worktree_ahead"}}; }

    /// What the passes could not judge in a reconcile with --json: code, subject ("all" for the
    /// whole pass) and reason of each.
    static Rows not_evaluated(const Answer& answer, const std::string& code)
    {
        const auto report = answer.json();
        Rows found;
        for (const auto& one : report.at("not_evaluated")) {
            if (one.at("code") == code) {
                found.push_back(
                    {one.at("subject").is_null() ? "all" : one.at("subject"), one.at("reason")});
            }
        }
        return found;
    }
};

}   // namespace tmdb
