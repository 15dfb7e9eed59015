#pragma once

#include "sources/commit_graph.hpp"
#include "sources/git_objects.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// One tip of main, and all that it leads to.
struct MainTip {
    CommitGraph::Node node = 0;
    CommitGraph::Marks reach;
};

/// The piece of history in which some heads meet main: from them back to where they left it, and
/// main from there on. Two walks of git's, whatever the number of heads.
class MainHistory {
public:
    using Node = CommitGraph::Node;

    /// `mains` are object ids: the root checkout's HEAD first, then what its branch follows.
    MainHistory(GitObjects& objects, const std::vector<std::string>& mains,
                const std::vector<std::string>& heads);

    const CommitGraph& graph() const { return graph_; }

    /// Of `mains` those that do not lie behind another; none when one could not be found.
    const std::vector<MainTip>& tips() const { return tips_; }
    bool is_in_main(Node node) const { return in_main_[node]; }
    /// Whether a commit lies on main's own line, that of first parents.
    bool is_on_line(Node node) const { return on_line_[node]; }
    /// The merge that brought a commit into main; nothing for one on main's own line.
    std::optional<Node> merged_by(Node node) const { return merged_by_[node]; }

    /// Where a head has left the root checkout's HEAD.
    std::optional<Node> base_of(Node head) const { return graph_.merge_base(head, in_head_); }
    /// What main lacks of a head.
    std::vector<Node> ahead_of_main(Node head) const
    {
        return graph_.reachable_before(head, in_main_);
    }

private:
    void load(GitObjects& objects, const std::vector<std::string>& mains,
              std::vector<std::string> heads);
    void choose_tips(const std::vector<std::string>& mains);
    void walk_line(Node tip);

    CommitGraph graph_;
    std::vector<MainTip> tips_;
    CommitGraph::Marks in_head_;
    CommitGraph::Marks in_main_;
    CommitGraph::Marks on_line_;
    std::vector<std::optional<Node>> merged_by_;
};

}   // namespace tmdb
