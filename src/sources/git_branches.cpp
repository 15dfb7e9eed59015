#include "sources/git_branches.hpp"

#include "sources/main_history.hpp"

#include <algorithm>
#include <set>

namespace tmdb {

namespace {

using Node = CommitGraph::Node;
using Shapes = std::map<OidPair, DifferenceShape>;

std::string short_oid(const std::string& oid)
{
    return oid.substr(0, 12);
}

std::string counted(std::size_t count, const std::string& noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

bool is_no_object(const std::string& oid)
{
    return oid.find_first_not_of('0') == std::string::npos;
}

std::vector<std::string> oids_of(const std::vector<Head>& heads)
{
    std::vector<std::string> oids;
    for (const auto& head : heads) {
        oids.push_back(head.oid);
    }
    return oids;
}

/// How a branch came into main: by a commit of main, and the trees before and after it.
struct Landing {
    std::string commit;
    OidPair trees;
};

/// One head, and what has been found out of it.
struct Branch {
    Head head;
    std::optional<Node> node;
    BranchFacts facts;
    std::optional<Landing> landing;
    OptionalText started_at;   // of one that was fast-forwarded

    bool has_landed() const { return facts.landed.answer == Truth::yes; }
};

/// A branch that main lacks, and what it changes since it left main.
struct Pending {
    Branch* branch = nullptr;
    Node base = 0;
    OidPair trees;
};

BranchFacts nobody_can_tell(const std::string& why)
{
    const Layer unknown{Truth::unknown, why};
    return {.own_commits = unknown, .landed = unknown, .reverted = unknown};
}

class BranchSurvey {
public:
    BranchSurvey(GitObjects& objects, const GitTips& tips, const std::vector<Head>& heads,
                 GitMemory& memory)
        : objects_(objects),
          tips_(tips),
          answers_(objects, memory),
          history_(objects, tips.mains, oids_of(heads)),
          graph_(history_.graph())
    {
        for (const auto& head : heads) {
            branches_.push_back({.head = head, .node = graph_.find(head.oid)});
        }
    }

    std::vector<BranchFacts> run(const ReadReflog& read_reflog)
    {
        if (is_sound() && !history_.tips().empty()) {
            for (auto& branch : branches_) {
                place(branch, read_reflog);
            }
            find_starts();
            count_unpushed();
            count_unnamed();
            for (const auto& main : history_.tips()) {
                find_landed(main);
            }
            find_reverted();
        } else if (is_sound()) {
            for (auto& branch : branches_) {
                branch.facts =
                    nobody_can_tell(tips_.mains.empty() ? "the root checkout's HEAD names no commit"
                                                        : "main's commit is not in the repository");
            }
        }
        std::vector<BranchFacts> facts;
        for (auto& branch : branches_) {
            facts.push_back(std::move(branch.facts));
        }
        return facts;
    }

private:
    bool is_sound() const { return objects_.trouble().empty(); }

    // --- where each head stands -----------------------------------------------------------------

    void place(Branch& branch, const ReadReflog& read_reflog)
    {
        BranchFacts& facts = branch.facts;
        if (!branch.node) {
            facts = nobody_can_tell("its commit is not in the repository");
            return;
        }
        const auto own = history_.ahead_of_main(*branch.node);
        if (objects_.is_shallow() && holds_a_root(own)) {
            branch.node = std::nullopt;
            facts = nobody_can_tell("the clone is shallow: where its branch left main is cut off");
            return;
        }
        if (const auto base = history_.base_of(*branch.node)) {
            facts.merge_base = graph_[*base].oid;
        }
        const auto ahead = own.size();
        facts.ahead = facts.unpushed = static_cast<std::int64_t>(ahead);
        if (ahead > 0) {
            facts.own_commits = {Truth::yes, counted(ahead, "commit") + " that main lacks"};
        } else if (!history_.is_on_line(*branch.node)) {
            facts.own_commits = {Truth::yes, "its head is not on main's own line"};
            land(branch, "main has merged it", history_.merged_by(*branch.node));
        } else {
            ask_reflog(branch, read_reflog);
        }
    }

    bool holds_a_root(const std::vector<Node>& commits) const
    {
        return std::any_of(commits.begin(), commits.end(),
                           [&](Node node) { return graph_[node].parents.empty(); });
    }

    /// On main's own line a fresh branch and one that was fast-forwarded look alike.
    static void ask_reflog(Branch& branch, const ReadReflog& read_reflog)
    {
        BranchFacts& facts = branch.facts;
        const auto reflog = branch.head.branch ? read_reflog(*branch.head.branch) : std::nullopt;
        const bool tells_all =
            reflog && !reflog->empty() && reflog->back().new_oid == branch.head.oid;
        const auto past = tells_all ? past_of(*reflog) : std::nullopt;
        if (!past) {
            facts.own_commits.proof =
                branch.head.branch ? "its head is on main's own line, and no reflog tells more"
                                   : "its head is on main's own line, on no branch";
            facts.landed = facts.reverted = facts.own_commits;
        } else if (past->has_commit) {
            facts.own_commits = {Truth::yes, "its reflog shows a commit"};
            facts.landed = {Truth::yes, "main was fast-forwarded to it"};
            facts.reverted.proof = "where the branch began is not known";
            branch.started_at = past->started_at;
        } else {
            facts.own_commits = {Truth::no, "its reflog shows no commit"};
            facts.landed = {Truth::no, "it has no commits of its own"};
            facts.reverted = {Truth::no, "nothing has landed"};
        }
    }

    void land(Branch& branch, const std::string& proof, std::optional<Node> by)
    {
        const auto before = by ? graph_.first_parent(*by) : std::nullopt;
        if (!before) {
            branch.facts.landed = {Truth::yes, proof};
        } else if (graph_[*before].tree == graph_[*by].tree) {
            change_nothing(branch);
        } else {
            branch.facts.landed = {Truth::yes, proof + ": " + short_oid(graph_[*by].oid)};
            branch.landing = Landing{graph_[*by].oid, {graph_[*before].tree, graph_[*by].tree}};
        }
    }

    static void change_nothing(Branch& branch)
    {
        branch.facts.landed = {Truth::no, "its commits change nothing"};
        branch.facts.reverted = {Truth::no, "nothing has landed"};
    }

    /// The trees from which fast-forwarded branches started.
    void find_starts()
    {
        std::vector<std::string> starts;
        for (const auto& branch : branches_) {
            if (branch.started_at) {
                starts.push_back(*branch.started_at);
            }
        }
        for (const auto& start : objects_.commits(starts)) {
            for (auto& branch : branches_) {
                if (branch.started_at == start.oid) {
                    begin_at(branch, start.tree);
                }
            }
        }
    }

    void begin_at(Branch& branch, const std::string& tree)
    {
        const std::string& now = graph_[*branch.node].tree;
        if (tree == now) {
            change_nothing(branch);
        } else {
            branch.landing = Landing{branch.head.oid, {tree, now}};
        }
    }

    // --- commits that live nowhere else ---------------------------------------------------------

    std::vector<Branch*> ahead_branches()
    {
        std::vector<Branch*> found;
        for (auto& branch : branches_) {
            if (branch.facts.ahead.value_or(0) > 0) {
                found.push_back(&branch);
            }
        }
        return found;
    }

    void count_unpushed()
    {
        if (!tips_.remotes.empty()) {
            const auto branches = ahead_branches();
            const auto lacking = commits_outside(branches, tips_.remotes);
            for (Branch* branch : branches) {
                branch->facts.unpushed = count(*branch, lacking);
            }
        }
    }

    void count_unnamed()
    {
        std::vector<Branch*> detached = ahead_branches();
        std::erase_if(detached, [](const Branch* one) { return one->head.branch.has_value(); });
        const auto lacking = commits_outside(detached, tips_.all_refs);
        for (auto& branch : branches_) {
            if (!branch.head.branch && branch.node) {
                branch.facts.unnamed = count(branch, lacking);
            }
        }
    }

    /// What these branches lead to and none of the refs does.
    std::set<std::string> commits_outside(const std::vector<Branch*>& branches,
                                          const std::vector<std::string>& refs)
    {
        std::vector<std::string> heads;
        for (const Branch* branch : branches) {
            heads.push_back(branch->head.oid);
        }
        std::set<std::string> found;
        for (const auto& commit : objects_.history(heads, refs, GitObjects::Missing::ignored)) {
            if (!commit.is_boundary) {
                found.insert(commit.oid);
            }
        }
        return found;
    }

    std::int64_t count(const Branch& branch, const std::set<std::string>& among) const
    {
        const auto own = history_.ahead_of_main(*branch.node);
        return std::count_if(own.begin(), own.end(),
                             [&](Node node) { return among.contains(graph_[node].oid); });
    }

    // --- landed in another form -----------------------------------------------------------------

    void find_landed(const MainTip& main)
    {
        std::vector<Pending> pending = pending_in(main);
        std::vector<OidPair> trees;
        for (const auto& one : pending) {
            trees.push_back(one.trees);
        }
        const Shapes shapes = answers_.shapes(trees);
        if (!is_sound()) {
            return;
        }
        land_by_merge(main, pending, shapes);
        std::erase_if(pending, [](const Pending& one) { return one.branch->has_landed(); });
        land_by_patch(main, pending, shapes);
        for (const auto& one : pending) {
            if (is_sound() && !one.branch->has_landed()) {
                one.branch->facts.landed = {Truth::no, "main has no such change"};
                one.branch->facts.reverted = {Truth::no, "nothing has landed"};
            }
        }
    }

    std::vector<Pending> pending_in(const MainTip& main)
    {
        std::vector<Pending> pending;
        for (Branch* branch : ahead_branches()) {
            if (branch->has_landed()) {
                continue;
            }
            const auto base = graph_.merge_base(*branch->node, main.reach);
            const std::string& tree = graph_[*branch->node].tree;
            if (!base) {
                branch->facts.landed.proof = "it has no history in common with main";
            } else if (graph_[*base].tree == tree) {
                change_nothing(*branch);
            } else {
                pending.push_back({branch, *base, {graph_[*base].tree, tree}});
            }
        }
        return pending;
    }

    /// Merging what main has already changes nothing. Where main still has the branch's first file
    /// as it was before, there is no need to try.
    void land_by_merge(const MainTip& main, const std::vector<Pending>& pending,
                       const Shapes& shapes)
    {
        const Commit& tip = graph_[main.node];
        std::vector<std::string> names;
        for (const auto& one : pending) {
            names.push_back(tip.oid + ":" + shapes.at(one.trees).path);
        }
        const auto present = objects_.resolve(names);
        std::vector<OidPair> chances;
        for (std::size_t i = 0; i < pending.size() && is_sound(); ++i) {
            const std::string& before = shapes.at(pending[i].trees).old_oid;
            const bool is_as_before = present[i] ? *present[i] == before : is_no_object(before);
            if (!is_as_before) {
                chances.push_back(pending[i].trees);
            }
        }
        const auto absorbed = answers_.absorbed(tip.oid, chances);
        for (const auto& one : pending) {
            const auto answer = absorbed.find(one.trees);
            if (answer != absorbed.end() && answer->second) {
                one.branch->facts.landed = {Truth::yes, "merging it changes nothing in main"};
                one.branch->facts.reverted = {Truth::no, "main has what it changes"};
            }
        }
    }

    /// A commit that main has made since, and that touches the same files, may be the same patch.
    void land_by_patch(const MainTip& main, const std::vector<Pending>& pending,
                       const Shapes& shapes)
    {
        const auto commits =
            pending.empty() ? std::multimap<std::string, Node>() : commits_by_shape(main);
        std::vector<OidPair> patches;
        std::vector<std::pair<Branch*, std::pair<OidPair, Node>>> chances;
        for (const auto& one : pending) {
            const auto [first, last] = commits.equal_range(shapes.at(one.trees).hash);
            for (auto commit = first; commit != last; ++commit) {
                if (!graph_.leads_to(one.base, commit->second)) {
                    chances.push_back({one.branch, {one.trees, commit->second}});
                    patches.push_back(one.trees);
                    patches.push_back(trees_of(commit->second));
                }
            }
        }
        const auto ids = answers_.patch_ids(patches);
        for (const auto& [branch, chance] : chances) {
            const auto& [trees, commit] = chance;
            if (is_sound() && !branch->has_landed() && ids.at(trees) == ids.at(trees_of(commit))) {
                land(*branch, "main has the same change", commit);
            }
        }
    }

    /// Before and after a commit with one parent.
    OidPair trees_of(Node commit) const
    {
        return {graph_[*graph_.first_parent(commit)].tree, graph_[commit].tree};
    }

    std::multimap<std::string, Node> commits_by_shape(const MainTip& main)
    {
        std::vector<Node> commits;
        std::vector<OidPair> trees;
        for (Node node = 0; node < graph_.size(); ++node) {
            if (main.reach[node] && graph_[node].parents.size() == 1 && graph_.first_parent(node)) {
                commits.push_back(node);
                trees.push_back(trees_of(node));
            }
        }
        const Shapes shapes = answers_.shapes(trees);
        std::multimap<std::string, Node> found;
        for (const Node node : commits) {
            const auto shape = shapes.find(trees_of(node));
            if (shape != shapes.end() && !shape->second.hash.empty()) {
                found.emplace(shape->second.hash, node);
            }
        }
        return found;
    }

    // --- undone since ---------------------------------------------------------------------------

    /// What main has undone it can be said to have already.
    void find_reverted()
    {
        for (auto& branch : branches_) {
            if (branch.landing) {
                branch.facts.reverted = {
                    Truth::no, "main has what " + short_oid(branch.landing->commit) + " brought"};
            }
        }
        for (const auto& main : history_.tips()) {
            std::vector<Branch*> branches;
            std::vector<OidPair> undoings;
            for (auto& branch : branches_) {
                const auto commit =
                    branch.landing ? graph_.find(branch.landing->commit) : std::nullopt;
                if (commit && main.reach[*commit]) {
                    branches.push_back(&branch);
                    undoings.push_back({branch.landing->trees.to, branch.landing->trees.from});
                }
            }
            const auto absorbed = answers_.absorbed(graph_[main.node].oid, undoings);
            for (std::size_t i = 0; i < branches.size(); ++i) {
                judge_reverted(*branches[i], undoings[i], absorbed);
            }
        }
    }

    void judge_reverted(Branch& branch, const OidPair& undoing,
                        const std::map<OidPair, bool>& absorbed) const
    {
        const auto answer = absorbed.find(undoing);
        if (answer == absorbed.end()) {
            branch.facts.reverted = {Truth::unknown, objects_.trouble()};
        } else if (answer->second) {
            branch.facts.reverted = {Truth::yes,
                                     "main has undone " + short_oid(branch.landing->commit)};
        }
    }

    GitObjects& objects_;
    const GitTips& tips_;
    ObjectAnswers answers_;
    MainHistory history_;
    const CommitGraph& graph_;
    std::vector<Branch> branches_;
};

}   // namespace

GitTips tips_of(const std::vector<std::string>& mains, const RefList& refs)
{
    GitTips tips{.mains = mains, .remotes = {}, .all_refs = {}};
    for (const auto& ref : refs.refs) {
        tips.all_refs.push_back(ref.oid);
        if (ref.name.starts_with("refs/remotes/")) {
            tips.remotes.push_back(ref.oid);
        }
    }
    return tips;
}

ReadReflog reflog_reader(Machine& machine, const GitDirectory& git)
{
    constexpr std::size_t limit = 16u << 20;
    return [&machine, folder = git.common + "/logs/refs/heads/"](const std::string& branch) {
        const auto file = machine.read(folder + branch, limit);
        return file ? std::optional(parse_reflog(file->bytes)) : std::nullopt;
    };
}

std::vector<BranchFacts> branch_facts(GitObjects& objects, const GitTips& tips,
                                      const std::vector<Head>& heads, const ReadReflog& read_reflog,
                                      GitMemory& memory)
{
    return BranchSurvey(objects, tips, heads, memory).run(read_reflog);
}

}   // namespace tmdb
