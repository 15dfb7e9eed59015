#pragma once

#include "support/end_to_end.hpp"

namespace tmdb {

/// A workspace in which one task moves on, seen by a sync and a reconcile each time:
///   run 1, 2 at 09:00   ready, without a register
///   run 3, 4 at 10:00   in progress, registered, its worktree gone
///   run 5, 6 at 11:00   completed, so its entry is pruned
class PastTest : public EndToEnd {
protected:
    PastTest()
    {
        may_change(dave);
        at("09:00");
        task("other", {{"status", "ready"}});
        move_on("ready");
        at("10:00");
        registers("dave", {{"fix-login", old_entry("fix-login")}, {"other", old_entry("other")}});
        move_on("in_progress");
        at("11:00");
        move_on("completed");
    }

    void at(const std::string& time) { now = "2026-03-24T" + time + ":00Z"; }
    void move_on(const std::string& status)
    {
        task("fix-login", {{"title", "Fix the login"}, {"status", status}});
        reconcile();
    }
    nlohmann::ordered_json old_entry(const std::string& slug) const
    {
        return {{"slug", slug},
                {"worktree_path", ".worktrees/" + slug},
                {"registered_at", "2026-03-24T08:00:00Z"}};
    }
};

}   // namespace tmdb
