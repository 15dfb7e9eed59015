#include "report/next_step.hpp"

#include <fmt/format.h>

namespace tmdb {

namespace {

std::string worktree_of(const Dossier& dossier)
{
    return shell_word(dossier.worktree() ? dossier.worktree()->path : "");
}

/// git gives a new worktree a branch of its own name.
std::string branch_of(const Dossier& dossier)
{
    const bool has_branch = dossier.worktree() && dossier.worktree()->branch;
    return shell_word(has_branch ? *dossier.worktree()->branch : dossier.slug);
}

std::string number_of(const Dossier& dossier)
{
    return dossier.pull_request ? std::to_string(dossier.pull_request->number) : "";
}

std::string root_path_of(const Dossier& dossier)
{
    return dossier.root() ? dossier.root()->path : "";
}

/// Where a source of this task cannot be read.
std::string unreadable_path(const Dossier& dossier)
{
    for (const auto& signal : dossier.signals) {
        if (signal.finding.code == "unreadable_source") {
            return signal.finding.subject;
        }
    }
    return root_path_of(dossier);
}

/// Within the front matter only: the body may have such a line too.
std::string set_status(const Dossier& dossier, const char* status)
{
    return fmt::format("sed -i '2,/^---/s/^status:.*/status: {}/' {}", status,
                       shell_word(root_path_of(dossier)));
}

std::string restart_command(const Dossier& dossier)
{
    const bool has_worktree = dossier.worktree() && dossier.worktree()->on_disk;
    return "scripts/dispatch " +
           (has_worktree ? "--path " + worktree_of(dossier) + " " : std::string()) +
           shell_word(dossier.slug);
}

std::string clean_up_command(const Dossier& dossier)
{
    const std::string worktree = worktree_of(dossier);
    return fmt::format("tm-db certify {0} && git worktree remove {0}", worktree);
}

std::string log_of(const Dossier& dossier)
{
    const Dispatch* dispatch = dossier.dispatch();
    return dispatch ? shell_word(dispatch->log_path.value_or(dispatch->record.path)) : "";
}

std::string pid_of(const Dossier& dossier)
{
    const Dispatch* dispatch = dossier.dispatch();
    return dispatch && dispatch->record.pid ? std::to_string(*dispatch->record.pid) : "";
}

}   // namespace

std::string shell_word(const std::string& text)
{
    constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "_@%+=:,./-";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos &&
        !text.starts_with('-')) {
        return text;
    }
    std::string quoted = text.starts_with('-') ? "./" : "";
    quoted += '\'';
    for (const char byte : text) {
        quoted += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
    }
    return quoted + "'";
}

NextStep words_for(Step step, const Dossier& dossier)
{
    const std::string slug = shell_word(dossier.slug);
    const std::string worktree = worktree_of(dossier);
    const std::string branch = branch_of(dossier);
    const std::string number = number_of(dossier);
    switch (step) {
    case Step::correct_sources:
        return {"correct what cannot be read",
                "${EDITOR:-vi} " + shell_word(unreadable_path(dossier))};
    case Step::prune_entry: return {"take the stale entry out of its register", "tm-db reconcile"};
    case Step::take_over_fields:
        return {"let the root file take the worktree's fields",
                fmt::format("tm-db diff {} --patch | git apply", slug)};
    case Step::set_completed:
        return {"say in the root file that it is completed", set_status(dossier, "completed")};
    case Step::reopen:
        return {"say in the root file that it is not completed", set_status(dossier, "ready")};
    case Step::clean_up: return {"remove the worktree", clean_up_command(dossier)};
    case Step::tell_worktree:
        return {"bring main into the worktree",
                fmt::format("git -C {} merge {}", worktree, dossier.head_oid.value_or("main"))};
    case Step::make_worktree:
        return {"make its worktree again",
                fmt::format("git worktree prune && git worktree add {} {}", worktree, branch)};
    case Step::restart:
        return {"restart the worker in the same worktree", restart_command(dossier)};
    case Step::dispatch: return {"dispatch it", restart_command(dossier)};
    case Step::take_over: return {"take it over by hand", "cd " + worktree};
    case Step::read_log: return {"read what the worker said", "tail -n 50 " + log_of(dossier)};
    case Step::stop_worker: return {"stop the worker that says nothing", "kill " + pid_of(dossier)};
    case Step::push:
        return {"push its commits", fmt::format("git push --set-upstream origin {}", branch)};
    case Step::open_pull_request:
        return {"open a pull request", fmt::format("gh pr create --head {}", branch)};
    case Step::resolve_conflict:
        return {"resolve the conflict in the worktree",
                fmt::format("git -C {} merge {}", worktree, dossier.head_oid.value_or("main"))};
    case Step::read_checks: return {"see which checks failed", "gh pr checks " + number};
    case Step::merge_pull_request:
        return {"look at the pull request, and merge it", "gh pr view " + number};
    case Step::wait_for_worker:
        return {"wait: its worker is at work", "tail -f " + log_of(dossier)};
    case Step::wait_for_dependencies:
        return {fmt::format("wait: it depends on {}", fmt::join(dossier.unmet_dependencies, ", ")),
                "tm-db why " + shell_word(dossier.unmet_dependencies.front())};
    case Step::nothing: break;
    }
    return {"nothing: all ledgers agree", ""};
}

}   // namespace tmdb
