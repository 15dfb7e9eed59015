#include "actions/losses.hpp"

#include "actions/same_files.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "sources/git.hpp"
#include "sources/git_program.hpp"
#include "sources/git_reflog.hpp"

#include <algorithm>
#include <cerrno>
#include <set>

namespace tmdb {

namespace {

constexpr std::size_t index_limit = 256u << 20;
constexpr std::size_t reflog_limit = 16u << 20;

/// One worktree while it is looked at.
struct Inspection {
    const WorktreeInQuestion* worktree = nullptr;
    std::string top;   // absolute
    GitIndex index;
    WorktreeFiles files;
    std::set<std::string> uncommitted;
    std::vector<std::string> untracked;   // that the root checkout has not got
    LossReport report;
};

class LossSurvey {
public:
    LossSurvey(Machine& machine, const Workspace& workspace, const MakeObjects& make_objects)
        : machine_(machine), workspace_(workspace), make_objects_(make_objects)
    {}

    std::vector<LossReport> run(const std::vector<WorktreeInQuestion>& worktrees)
    {
        for (const auto& worktree : worktrees) {
            inspections_.push_back(begin(worktree));
        }
        compare_with_index();
        compare_with_head();
        std::vector<LossReport> reports;
        const auto ignored = ignored_paths();
        for (auto& inspection : inspections_) {
            conclude(inspection, ignored);
            reports.push_back(std::move(inspection.report));
        }
        return reports;
    }

private:
    using Losses = std::vector<Loss>;

    Inspection begin(const WorktreeInQuestion& worktree)
    {
        Inspection inspection{.worktree = &worktree,
                              .top = absolute_path(workspace_.root, worktree.path),
                              .report = {.worktree_path = worktree.path}};
        add_what_git_marks(inspection);
        add_commits(inspection);
        add_stashes(inspection);
        look_at_its_git(inspection);
        look_at_disk(inspection);
        return inspection;
    }

    // --- what git keeps beside the files --------------------------------------------------------

    void add_what_git_marks(Inspection& inspection)
    {
        const WorktreeInQuestion& worktree = *inspection.worktree;
        LossReport& report = inspection.report;
        if (worktree.locked) {
            report.losses.push_back({"locked", worktree.lock_reason.value_or("no reason given")});
        }
        if (worktree.operation) {
            report.losses.push_back({"operation", *worktree.operation});
        }
        if (!worktree.admin_dir) {
            return;
        }
        if (machine_.lstat(join_path(*worktree.admin_dir, "index.lock")).error != ENOENT) {
            report.unknown.emplace_back("git is at work in it (index.lock)");
        }
        add_refs(report, *worktree.admin_dir, "refs");
    }

    void add_refs(LossReport& report, const std::string& admin_dir, const std::string& folder)
    {
        const auto entries = machine_.list(join_path(admin_dir, folder), Look::names);
        if (!entries && entries.error != ENOENT) {
            report.unknown.push_back("its refs: " + describe_errno(entries.error));
        }
        for (const auto& entry : entries.value.value_or(std::vector<DirectoryEntry>())) {
            const auto name = join_path(folder, entry.name);
            if (entry.kind == FileKind::directory) {
                add_refs(report, admin_dir, name);
            } else {
                report.losses.push_back({"refs", name});
            }
        }
    }

    static void add_commits(Inspection& inspection)
    {
        const WorktreeInQuestion& worktree = *inspection.worktree;
        const BranchFacts& commits = worktree.commits;
        LossReport& report = inspection.report;
        if (!worktree.admin_dir || (!worktree.head_oid && !worktree.git_trouble)) {
            return;
        }
        if (worktree.git_trouble || !commits.unpushed) {
            report.unknown.push_back("its commits: " +
                                     worktree.git_trouble.value_or(commits.own_commits.proof));
            return;
        }
        const bool is_safe = commits.landed.answer == Truth::yes || worktree.merged;
        if (commits.unnamed.value_or(0) > 0 && !is_safe) {
            report.losses.push_back(
                {"detached_commits", std::to_string(*commits.unnamed) + " that no ref leads to"});
        } else if (worktree.branch && *commits.unpushed > 0 && !is_safe) {
            report.losses.push_back(
                {"unpushed_commits",
                 std::to_string(*commits.unpushed) + " that neither main nor a remote has"});
        }
    }

    /// Stashes hang on the whole repository; each says on which branch it was made.
    void add_stashes(Inspection& inspection)
    {
        const WorktreeInQuestion& worktree = *inspection.worktree;
        if (!worktree.admin_dir || !worktree.head_oid) {
            return;
        }
        for (const auto& entry : stashes()) {
            const auto& message = entry.message;
            const std::string place = worktree.branch.value_or("(no branch)");
            const bool is_its = message.starts_with("WIP on " + place + ": ") ||
                                message.starts_with("On " + place + ": ");
            if (is_its && (worktree.branch ||
                           message.find(worktree.head_oid->substr(0, 7)) != std::string::npos)) {
                inspection.report.losses.push_back({"stash", message});
            }
        }
        if (!stash_trouble_.empty()) {
            inspection.report.unknown.push_back(stash_trouble_);
        }
    }

    const std::vector<ReflogEntry>& stashes()
    {
        if (!stashes_) {
            stashes_.emplace();
            const auto git = find_git_directory(machine_, workspace_.root);
            const auto log = git ? machine_.read(git->common + "/logs/refs/stash", reflog_limit)
                                 : Looked<FileContent>::failed(git.error);
            if (log) {
                stashes_ = parse_reflog(log->bytes);
            } else if (log.error != ENOENT) {
                stash_trouble_ = "its stashes: " + describe_errno(log.error);
            }
        }
        return *stashes_;
    }

    /// What a worktree's .git leads to must be what git keeps about it: a repository of its own
    /// would go with the folder, and of another one nothing is known here.
    void look_at_its_git(Inspection& inspection)
    {
        LossReport& report = inspection.report;
        const auto top = machine_.real_path(inspection.top);
        const auto git = find_git_directory(machine_, inspection.top);
        if (git && top && is_below(*top, git->own)) {
            report.losses.push_back({"repository", "./"});
        } else if (git && git->own != inspection.worktree->admin_dir) {
            report.unknown.push_back("its .git leads to " + git->own);
        } else if (!git && git.error != ENOENT && git.error != EINVAL) {   // EINVAL: to nothing
            report.unknown.push_back("its .git: " + describe_errno(git.error));
        }
    }

    // --- its files ------------------------------------------------------------------------------

    void look_at_disk(Inspection& inspection)
    {
        const auto folder = machine_.lstat(inspection.top);
        if (folder.error == ENOENT) {
            return;   // there is nothing left of it
        }
        Nanoseconds index_mtime = 0;
        if (!read_index(inspection, index_mtime)) {
            return;
        }
        inspection.files = look_at_files(machine_, inspection.top, inspection.index, index_mtime);
        auto& unknown = inspection.report.unknown;
        unknown.insert(unknown.end(), inspection.files.unknown.begin(),
                       inspection.files.unknown.end());
        inspection.uncommitted.insert(inspection.files.changed.begin(),
                                      inspection.files.changed.end());
        for (const auto& path : inspection.files.untracked) {
            if (!is_nothing_new(machine_, join_path(inspection.top, path),
                                join_path(workspace_.root, path))) {
                inspection.untracked.push_back(path);
            }
        }
    }

    /// False when nothing can be said of its files.
    bool read_index(Inspection& inspection, Nanoseconds& index_mtime)
    {
        const WorktreeInQuestion& worktree = *inspection.worktree;
        if (!worktree.admin_dir) {
            return true;
        }
        const auto file = machine_.read(join_path(*worktree.admin_dir, "index"), index_limit);
        if (file.error == ENOENT) {
            return true;
        }
        if (!file) {
            inspection.report.unknown.push_back("its index: " + describe_errno(file.error));
            return false;
        }
        auto parsed =
            parse_index(file->bytes, worktree.head_oid.value_or("").size() == 64 ? 32 : 20);
        if (!parsed.index) {
            inspection.report.unknown.push_back("its index: " + parsed.trouble);
            return false;
        }
        inspection.index = std::move(*parsed.index);
        index_mtime = file->stat.mtime_ns;
        return true;
    }

    /// What the stamps left open, byte by byte.
    void compare_with_index()
    {
        std::vector<std::string> oids;
        for (const auto& inspection : inspections_) {
            for (const auto& file : inspection.files.to_compare) {
                oids.push_back(file.oid);
            }
        }
        if (oids.empty()) {
            return;
        }
        const auto blobs = make_objects_().contents(oids);
        std::size_t next = 0;
        for (auto& inspection : inspections_) {
            for (const auto& file : inspection.files.to_compare) {
                const auto& blob = blobs[next++];
                const auto bytes =
                    bytes_of(machine_, join_path(inspection.top, file.path), file.is_link);
                if (!blob || !bytes) {
                    inspection.report.unknown.push_back(file.path + " cannot be compared");
                } else if (*blob != *bytes) {
                    inspection.uncommitted.insert(file.path);
                }
            }
        }
    }

    // --- what is staged -------------------------------------------------------------------------

    /// Where git knew the tree of the whole index, and HEAD has the same, nothing is staged.
    void compare_with_head()
    {
        std::vector<Inspection*> with_head;
        std::vector<std::string> names;
        for (auto& inspection : inspections_) {
            if (inspection.worktree->head_oid && !inspection.index.entries.empty()) {
                with_head.push_back(&inspection);
                names.push_back(*inspection.worktree->head_oid + "^{tree}");
            }
        }
        if (names.empty()) {
            return;
        }
        const auto trees = make_objects_().resolve(names);
        for (std::size_t i = 0; i < trees.size(); ++i) {
            if (!trees[i]) {
                const std::string& trouble = make_objects_().trouble();
                with_head[i]->report.unknown.push_back(
                    "what is staged: " +
                    (trouble.empty() ? "its HEAD's commit is not in the repository" : trouble));
            }
            if (!trees[i] || trees[i] == root_tree(with_head[i]->index)) {
                with_head[i] = nullptr;
            }
        }
        std::erase(with_head, nullptr);
        compare_entries_with_head(with_head);
        for (auto* inspection : with_head) {
            if (const auto& trouble = make_objects_().trouble(); !trouble.empty()) {
                inspection->report.unknown.push_back("what is staged: " + trouble);
            }
        }
    }

    static OptionalText root_tree(const GitIndex& index)
    {
        const bool is_known = !index.trees.empty() && index.trees.front().path.empty() &&
                              index.trees.front().entry_count >= 0;
        return is_known ? OptionalText(index.trees.front().oid) : std::nullopt;
    }

    void compare_entries_with_head(const std::vector<Inspection*>& inspections)
    {
        std::vector<std::string> names;
        for (const auto* inspection : inspections) {
            for (const auto& entry : inspection->index.entries) {
                const auto end = entry.path.find_last_not_of('/') + 1;
                names.push_back(*inspection->worktree->head_oid + ":" + entry.path.substr(0, end));
            }
        }
        const auto found = make_objects_().entries(names);
        if (!make_objects_().trouble().empty()) {
            return;
        }
        std::size_t next = 0;
        for (auto* inspection : inspections) {
            for (const auto& entry : inspection->index.entries) {
                if (found[next++] != TreeEntry{entry.mode, entry.oid} && !entry.intent_to_add) {
                    inspection->uncommitted.insert(entry.path);
                }
            }
        }
    }

    // --- files that are nowhere else ------------------------------------------------------------

    /// Which untracked paths the root checkout would ignore. That only decides how they are called.
    std::set<std::string> ignored_paths()
    {
        std::set<std::string> paths;
        for (const auto& inspection : inspections_) {
            paths.insert(inspection.untracked.begin(), inspection.untracked.end());
        }
        const bool can_ask = !paths.empty() && find_git_directory(machine_, workspace_.root) &&
                             make_objects_().trouble().empty();
        if (!can_ask) {
            return {};
        }
        Command command =
            git_command(workspace_.root, {"check-ignore", "--no-index", "-z", "--stdin"},
                        workspace_.git_environment);
        for (const auto& path : paths) {
            command.input += path + '\0';
        }
        const auto result = machine_.run(command);
        std::set<std::string> ignored;
        if (result.complete) {
            const auto found = split(result.output, '\0');
            ignored.insert(found.begin(), found.end());
        }
        return ignored;
    }

    static void conclude(Inspection& inspection, const std::set<std::string>& ignored)
    {
        Losses& losses = inspection.report.losses;
        for (const auto& path : inspection.uncommitted) {
            losses.push_back({"uncommitted", path});
        }
        for (const auto& path : inspection.untracked) {
            losses.push_back({ignored.contains(path) ? "ignored" : "untracked", path});
        }
        for (const auto& path : inspection.files.repositories) {
            losses.push_back({"repository", path});
        }
    }

    Machine& machine_;
    const Workspace& workspace_;
    const MakeObjects& make_objects_;
    std::vector<Inspection> inspections_;
    std::optional<std::vector<ReflogEntry>> stashes_;
    std::string stash_trouble_;
};

}   // namespace

std::vector<LossReport> find_losses(Machine& machine, const Workspace& workspace,
                                    const std::vector<WorktreeInQuestion>& worktrees,
                                    const MakeObjects& make_objects)
{
    return LossSurvey(machine, workspace, make_objects).run(worktrees);
}

}   // namespace tmdb
