#include "sources/git_program.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace tmdb {

namespace {

constexpr std::string_view branch_prefix = "refs/heads/";

std::string_view without_prefix(std::string_view text, std::string_view prefix)
{
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

OptionalText unless_empty(std::string_view text)
{
    return text.empty() ? std::nullopt : OptionalText(text);
}

bool is_no_object(std::string_view oid)
{
    return oid.find_first_not_of('0') == std::string_view::npos;
}

void take_attribute(ListedWorktree& worktree, std::string_view name, std::string_view value)
{
    if (name == "HEAD") {
        worktree.head_oid = is_no_object(value) ? std::nullopt : OptionalText(value);
    } else if (name == "branch") {
        worktree.branch = without_prefix(value, branch_prefix);
    } else if (name == "locked") {
        worktree.locked = true;
        worktree.lock_reason = unless_empty(value);
    }
    worktree.bare = worktree.bare || name == "bare";
    worktree.detached = worktree.detached || name == "detached";
    worktree.prunable = worktree.prunable || name == "prunable";
}

WorktreeList no_answer(std::string trouble)
{
    return {false, {}, std::move(trouble)};
}

RefList parse_refs(std::string_view output)
{
    auto lines = split(output, '\n');
    if (!lines.back().empty()) {
        return {false, {}, "git's list of refs is cut off"};
    }
    lines.pop_back();
    RefList list;
    for (const auto& line : lines) {
        const auto fields = split(line, '\0');
        if (fields.size() != 3 || fields[0].empty() || fields[1].empty()) {
            return {false, {}, "git's list of refs makes no sense"};
        }
        list.refs.push_back({fields[0], fields[1], unless_empty(fields[2])});
    }
    std::sort(list.refs.begin(), list.refs.end(),
              [](const GitRef& one, const GitRef& other) { return one.name < other.name; });
    list.complete = true;
    return list;
}

}   // namespace

Command git_command(const std::string& root, const std::vector<std::string>& arguments,
                    const std::vector<std::string>& environment)
{
    Command command;
    command.arguments = {"git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.directory = root;
    for (const auto& variable : environment) {
        if (!variable.starts_with("GIT_") && !variable.starts_with("LC_ALL=")) {
            command.environment.push_back(variable);
        }
    }
    command.environment.insert(command.environment.end(),
                               {"LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0",
                                "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
                                "GIT_CEILING_DIRECTORIES=" + parent_path(root), "GIT_TRACE2=0",
                                "GIT_TRACE2_EVENT=0", "GIT_TRACE2_PERF=0"});
    return command;
}

GitAnswer ask_git(Machine& machine, const Command& command)
{
    auto result = machine.run(command);
    if (!result.complete) {
        return {"", "git: " + result.trouble};
    }
    if (result.exit_status != 0) {
        const auto status = "git ended with status " + std::to_string(result.exit_status);
        return {"", result.trouble.empty() ? status : status + ": " + result.trouble};
    }
    return {std::move(result.output), ""};
}

WorktreeList list_worktrees(Machine& machine, const std::string& root,
                            const std::vector<std::string>& environment)
{
    const auto answer =
        ask_git(machine, git_command(root, {"worktree", "list", "--porcelain", "-z"}, environment));
    return answer ? parse_worktree_list(answer.output) : no_answer(answer.trouble);
}

WorktreeList parse_worktree_list(std::string_view porcelain)
{
    constexpr std::string_view end("\0\0", 2);   // of the last attribute and of its worktree
    if (!porcelain.ends_with(end)) {
        return no_answer("git's list of worktrees is cut off");
    }
    porcelain.remove_suffix(end.size());

    WorktreeList list;
    for (const std::string_view attribute : split(porcelain, '\0')) {
        const auto name = attribute.substr(0, attribute.find(' '));
        const auto value = attribute.substr(std::min(name.size() + 1, attribute.size()));
        if (name == "worktree") {
            list.worktrees.emplace_back().path = value;
        } else if (list.worktrees.empty()) {
            return no_answer("git's list of worktrees does not begin with one");
        } else {
            take_attribute(list.worktrees.back(), name, value);
        }
    }
    for (auto& worktree : list.worktrees) {
        if (!worktree.branch && !worktree.detached) {
            worktree.head_oid = std::nullopt;   // what git makes of a ref that is cut short
        }
    }
    list.complete = true;
    return list;
}

RefList list_refs(Machine& machine, const std::string& root,
                  const std::vector<std::string>& environment)
{
    // Nothing that git would have to open objects for: one may be missing.
    const auto answer = ask_git(
        machine,
        git_command(root, {"for-each-ref", "--format=%(refname)%00%(objectname)%00%(upstream)"},
                    environment));
    return answer ? parse_refs(answer.output) : RefList{false, {}, answer.trouble};
}

const GitRef* RefList::find(std::string_view name) const
{
    const auto place = std::lower_bound(
        refs.begin(), refs.end(), name,
        [](const GitRef& ref, std::string_view wanted) { return ref.name < wanted; });
    return place != refs.end() && place->name == name ? &*place : nullptr;
}

}   // namespace tmdb
