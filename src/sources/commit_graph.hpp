#pragma once

#include "sources/git_objects.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tmdb {

/// A piece of a repository's history in memory. Commits are numbered; parents that were never added
/// do not exist.
class CommitGraph {
public:
    using Node = std::size_t;
    using Marks = std::vector<bool>;   // one for each node

    /// Adds what is not there yet.
    void add(const std::vector<Commit>& commits);

    std::size_t size() const { return commits_.size(); }
    const Commit& operator[](Node node) const { return commits_[node]; }
    std::optional<Node> find(std::string_view oid) const;
    std::vector<Node> parents(Node node) const;
    std::optional<Node> first_parent(Node node) const;

    /// Everything that these lead to, themselves included.
    Marks reachable_from(const std::vector<Node>& starts) const;
    /// Everything that `start` leads to before it comes to what is marked.
    std::vector<Node> reachable_before(Node start, const Marks& marked) const;
    bool leads_to(Node from, Node to) const;

    /// From `start` along first parents, itself included.
    std::vector<Node> first_parents(Node start) const;

    /// A best common ancestor of `node` and of what is marked in `other`, which must be all that
    /// some commit leads to. Where there are several none leads to another; one of them is given.
    std::optional<Node> merge_base(Node node, const Marks& other) const;

private:
    std::deque<Commit> commits_;                         // which stay where they are
    std::unordered_map<std::string_view, Node> nodes_;   // views of the commits' ids
};

}   // namespace tmdb
