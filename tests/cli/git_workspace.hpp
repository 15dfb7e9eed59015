#pragma once

#include "support/end_to_end.hpp"

namespace tmdb {

/// A workspace in which every question is put to git: main has taken the branch "landed" in one
/// commit and has then changed a file of it again, "merged" came by a merge and was reverted, and
/// "open" has a commit of its own, and in its worktree there is more.
class GitWorkspace : public EndToEnd {
protected:
    GitWorkspace()
    {
        for (const std::string slug : {"landed", "merged", "open"}) {
            task(slug, {{"status", "completed"}});
        }
        file(".gitignore", "*.log\n");
        // While no configuration says what these are it is as if they were not there.
        file(".gitattributes", "story filter=lines diff=converted merge=canary\n"
                               "landed-work diff=commanded\n"
                               "open-work filter=process\n");
        file("story", "once\nupon\na\ntime\nthere\nwas\na\nking\n");
        registers("dave", {{"landed", entry("landed", ".worktrees/landed")},
                           {"open", entry("open", ".worktrees/open")}});
        for (const std::string slug : {"landed", "merged", "open"}) {
            linked_worktree(slug);
        }
        work("merged", "merged-work");
        git().git({"merge", "--quiet", "--no-ff", "--no-edit", "merged"});
        git().git({"revert", "--no-edit", "--mainline", "1", "HEAD"});
        file(".worktrees/landed/story", "twice\nupon\na\ntime\nthere\nwas\na\nking\n");
        work("landed", "landed-work");
        squash("landed");
        file("story", "twice\nupon\na\ntime\nthere\nwas\na\nqueen\n");
        commit("Let there be a queen");
        work("open", "open-work");
        file(".worktrees/open/story", "never\nupon\na\ntime\nthere\nwas\na\nking\n");
        file(".worktrees/open/only-here.log", "text\n");
    }

    /// Every command that looks at the workspace; how each ended.
    std::vector<int> ask_everything()
    {
        using Commands = std::vector<std::vector<std::string>>;
        std::vector<int> statuses;
        for (const auto& command : Commands{{"sync"},
                                            {"reconcile"},
                                            {"status"},
                                            {"why", "landed"},
                                            {"why", "open"},
                                            {"doctor"},
                                            {"certify", ".worktrees/landed"},
                                            {"certify", ".worktrees/open"}}) {
            statuses.push_back(tm_db(command).status);
        }
        return statuses;
    }
    const std::vector<int> all_well = {0, 0, 0, 0, 0, 0, 0, 2};

    /// What the last sync found out of git.
    Rows facts() const
    {
        return rows("SELECT slug, own_commits, landed, reverted FROM worktree ORDER BY slug");
    }
    const Rows true_facts = {{"landed", "yes", "yes", "no"},
                             {"merged", "yes", "yes", "yes"},
                             {"open", "yes", "no", "no"}};
};

}   // namespace tmdb
