#include "sources/main_history.hpp"

#include <algorithm>
#include <set>

namespace tmdb {

namespace {

/// The commits at which main must be known: the ends of all walks that lie in it.
std::vector<Commit> meeting_points(const std::vector<Commit>& own, std::vector<Commit> ends)
{
    std::set<std::string> lacking;
    for (const auto& commit : own) {
        if (commit.is_boundary) {
            ends.push_back(commit);
        } else {
            lacking.insert(commit.oid);
        }
    }
    std::erase_if(ends, [&](const Commit& one) { return lacking.contains(one.oid); });
    return ends;
}

/// Ways that pass through the boundary are not known, unless all of them enter at one commit.
bool holds_all(const std::vector<Commit>& found, const std::vector<Commit>& wanted)
{
    const auto boundaries = std::count_if(found.begin(), found.end(),
                                          [](const Commit& one) { return one.is_boundary; });
    std::set<std::string> oids;
    for (const auto& commit : found) {
        if (!commit.is_boundary || boundaries == 1) {
            oids.insert(commit.oid);
        }
    }
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](const Commit& one) { return oids.contains(one.oid); });
}

}   // namespace

MainHistory::MainHistory(GitObjects& objects, const std::vector<std::string>& mains,
                         const std::vector<std::string>& heads)
{
    load(objects, mains, heads);
    choose_tips(mains);
}

void MainHistory::load(GitObjects& objects, const std::vector<std::string>& mains,
                       std::vector<std::string> heads)
{
    std::vector<std::string> ends = heads;
    ends.insert(ends.end(), mains.begin(), mains.end());
    const auto found = objects.commits(ends);
    std::set<std::string> present;
    for (const auto& commit : found) {
        present.insert(commit.oid);
    }
    const auto is_missing = [&](const std::string& oid) { return !present.contains(oid); };
    if (mains.empty() || std::any_of(mains.begin(), mains.end(), is_missing)) {
        return;
    }
    std::erase_if(heads, is_missing);
    const auto own = objects.history(heads, mains);
    const auto wanted = meeting_points(own, found);
    graph_.add(own);
    const auto oldest =
        std::min_element(wanted.begin(), wanted.end(), [](const Commit& one, const Commit& other) {
            return one.time < other.time;
        });
    const auto main = objects.history(mains, {oldest->oid + "^@"});
    // Clocks are not to be trusted: what is younger by its clock may still be older.
    graph_.add(holds_all(main, wanted) ? main : objects.history(mains, {}));
}

void MainHistory::choose_tips(const std::vector<std::string>& mains)
{
    std::vector<Node> nodes;
    for (const auto& oid : mains) {
        if (const auto node = graph_.find(oid)) {
            nodes.push_back(*node);
        }
    }
    if (nodes.empty() || nodes.size() < mains.size()) {
        return;
    }
    in_head_ = graph_.reachable_from({nodes.front()});
    in_main_ = graph_.reachable_from(nodes);
    on_line_.resize(graph_.size());
    merged_by_.resize(graph_.size());
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    for (const Node node : nodes) {
        const bool is_behind = std::any_of(nodes.begin(), nodes.end(), [&](Node other) {
            return other != node && graph_.leads_to(other, node);
        });
        if (!is_behind) {
            tips_.push_back({node, graph_.reachable_from({node})});
            walk_line(node);
        }
    }
}

void MainHistory::walk_line(Node tip)
{
    auto line = graph_.first_parents(tip);
    for (const Node node : line) {
        on_line_[node] = true;
    }
    std::reverse(line.begin(), line.end());   // the oldest merge counts
    CommitGraph::Marks seen = on_line_;
    for (const Node merge : line) {
        for (const Node parent : graph_.parents(merge)) {
            for (const Node node : graph_.reachable_before(parent, seen)) {
                merged_by_[node] = merge;
                seen[node] = true;
            }
        }
    }
}

}   // namespace tmdb
