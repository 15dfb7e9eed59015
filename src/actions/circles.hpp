#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// (slug, circle) for every task that waits for itself in the end: the strongly connected
/// components of the dependency graph with more than one task or an edge to itself, each named by
/// its smallest slug. Sorted. Tarjan's algorithm (R. Tarjan, "Depth-first search and linear graph
/// algorithms", 1972), without recursion: linear in the edges, whatever the depth.
std::vector<std::pair<std::string, std::string>>
find_circles(const std::vector<std::pair<std::string, std::string>>& edges);

}   // namespace tmdb
