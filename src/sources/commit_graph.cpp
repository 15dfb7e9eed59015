#include "sources/commit_graph.hpp"

#include <unordered_set>

namespace tmdb {

void CommitGraph::add(const std::vector<Commit>& commits)
{
    for (const auto& commit : commits) {
        if (!nodes_.contains(commit.oid)) {
            commits_.push_back(commit);
            nodes_.emplace(commits_.back().oid, commits_.size() - 1);
        }
    }
}

std::optional<CommitGraph::Node> CommitGraph::find(std::string_view oid) const
{
    const auto found = nodes_.find(oid);
    return found == nodes_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<CommitGraph::Node> CommitGraph::parents(Node node) const
{
    std::vector<Node> found;
    for (const auto& oid : commits_[node].parents) {
        if (const auto parent = find(oid)) {
            found.push_back(*parent);
        }
    }
    return found;
}

std::optional<CommitGraph::Node> CommitGraph::first_parent(Node node) const
{
    const auto& oids = commits_[node].parents;
    return oids.empty() ? std::nullopt : find(oids.front());
}

CommitGraph::Marks CommitGraph::reachable_from(const std::vector<Node>& starts) const
{
    Marks marks(size());
    std::vector<Node> open = starts;
    while (!open.empty()) {
        const Node node = open.back();
        open.pop_back();
        if (!marks[node]) {
            marks[node] = true;
            const auto next = parents(node);
            open.insert(open.end(), next.begin(), next.end());
        }
    }
    return marks;
}

std::vector<CommitGraph::Node> CommitGraph::reachable_before(Node start, const Marks& marked) const
{
    std::vector<Node> found;
    std::unordered_set<Node> seen;   // few of many
    std::vector<Node> open = {start};
    while (!open.empty()) {
        const Node node = open.back();
        open.pop_back();
        if (!marked[node] && seen.insert(node).second) {
            found.push_back(node);
            const auto next = parents(node);
            open.insert(open.end(), next.begin(), next.end());
        }
    }
    return found;
}

bool CommitGraph::leads_to(Node from, Node to) const
{
    return reachable_from({from})[to];
}

std::vector<CommitGraph::Node> CommitGraph::first_parents(Node start) const
{
    std::vector<Node> line;
    std::optional<Node> next = start;
    while (next) {
        line.push_back(*next);
        next = first_parent(*next);
    }
    return line;
}

std::optional<CommitGraph::Node> CommitGraph::merge_base(Node node, const Marks& other) const
{
    if (other[node]) {
        return node;
    }
    std::vector<Node> meeting;   // where the way from `node` enters `other`
    for (const Node own : reachable_before(node, other)) {
        for (const Node parent : parents(own)) {
            if (other[parent]) {
                meeting.push_back(parent);
            }
        }
    }
    std::optional<Node> best;
    for (const Node one : meeting) {
        if (!best || leads_to(one, *best)) {
            best = one;
        }
    }
    return best;
}

}   // namespace tmdb
