#include "sources/commit_graph.hpp"
#include "base/text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"

#include <string>
#include <vector>

namespace tmdb {
namespace {

/// A line a commit: its letter, then those of its parents, which come later in the alphabet, as no
/// commit leads to itself.
std::vector<Commit> commits_in(std::string_view input)
{
    std::vector<Commit> commits;
    for (const auto& line : split(input, '\n')) {
        if (line.empty()) {
            continue;
        }
        Commit& commit = commits.emplace_back();
        commit.oid = line.substr(0, 1);
        for (const char parent : line) {
            if (parent > line.front()) {
                commit.parents.emplace_back(1, parent);
            }
        }
    }
    return commits;
}

void must_meet_nowhere_nearer(const CommitGraph& graph, CommitGraph::Node one,
                              const CommitGraph::Marks& other)
{
    const auto base = graph.merge_base(one, other);
    const auto own = graph.reachable_from({one});
    for (CommitGraph::Node node = 0; node < graph.size(); ++node) {
        const bool is_common = own[node] && other[node];
        must(base || !is_common, "two commits meet, and nobody says where");
        must(!is_common || node == *base || !graph.leads_to(node, *base), "they meet nearer");
    }
    must(!base || (own[*base] && other[*base]), "they do not meet there");
}

void lines_must_be_ways(const CommitGraph& graph, CommitGraph::Node start)
{
    for (const auto node : graph.first_parents(start)) {
        must(graph.leads_to(start, node), "a line is no way");
    }
}

}   // namespace

/// Where two commits meet no other common one is nearer, and first parents are ancestors.
void fuzz_commit_graph(std::string_view input)
{
    CommitGraph graph;
    graph.add(commits_in(input.substr(0, 256)));
    for (CommitGraph::Node node = 0; node < graph.size(); ++node) {
        must(graph.find(graph[node].oid) == node, "a commit is not found");
        must_meet_nowhere_nearer(graph, 0, graph.reachable_from({node}));
        lines_must_be_ways(graph, node);
    }
}

}   // namespace tmdb
