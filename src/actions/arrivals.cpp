#include "actions/arrivals.hpp"

#include "sources/commit_graph.hpp"
#include "sources/front_matter_changes.hpp"

#include <algorithm>

namespace tmdb {

namespace {

constexpr const char* no_changes = "{}";

std::string file_at(const std::string& oid, const std::string& path)
{
    return oid + ":" + path;
}

/// Whether the HEAD of each arrival's worktree has the file as it arrived.
std::vector<bool> same_files(GitObjects& objects, const std::vector<Arrival>& arrivals,
                             const std::map<std::string, std::string>& heads)
{
    std::vector<std::string> names;
    for (const auto& arrival : arrivals) {
        const auto head = heads.find(arrival.slug);
        names.push_back(head == heads.end() ? "no worktree" : file_at(head->second, arrival.path));
        names.push_back(file_at(arrival.new_oid, arrival.path));
    }
    const auto found = objects.resolve(names);
    std::vector<bool> same;
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        same.push_back(heads.contains(arrivals[i].slug) && found[2 * i] == found[2 * i + 1]);
    }
    return same;
}

/// Switching to another branch and back brings nothing.
bool brings_new_commits(GitObjects& objects, const HeadBefore& before, const std::string& new_oid)
{
    std::vector<std::string> past;
    for (const auto& commit : objects.commits(before.past)) {
        past.push_back(commit.oid);
    }
    const auto commits = objects.history({new_oid}, past);
    return std::any_of(commits.begin(), commits.end(),
                       [](const Commit& commit) { return !commit.is_boundary; });
}

/// The commits that came, and what they came on top of.
struct Pull {
    std::string from;
    std::vector<Commit> commits;
    CommitGraph graph;
};

Pull pull_between(GitObjects& objects, const std::string& old_oid, const std::string& new_oid)
{
    Pull pull{.from = old_oid};
    pull.commits = objects.history({new_oid}, {old_oid});
    pull.graph.add(pull.commits);
    pull.graph.add(objects.commits({old_oid, new_oid}));
    const auto lost = objects.history({old_oid}, {new_oid});   // rewritten
    pull.graph.add(lost);
    const auto old_node = pull.graph.find(old_oid);
    const auto new_node = pull.graph.find(new_oid);
    if (!lost.empty() && old_node && new_node) {
        const auto base = pull.graph.merge_base(*old_node, pull.graph.reachable_from({*new_node}));
        pull.from = base ? pull.graph[*base].oid : new_oid;   // nothing in common: nothing to say
    }
    std::erase_if(pull.commits, [](const Commit& commit) { return commit.is_boundary; });
    return pull;
}

/// For each path the commits that changed it, the newest first. A merge brings what others changed.
std::map<std::string, std::vector<std::string>> commits_by_path(GitObjects& objects,
                                                                const Pull& pull)
{
    std::vector<std::string> oids;
    std::vector<OidPair> trees;
    for (const auto& commit : pull.commits) {
        const auto node = pull.graph.find(commit.oid);
        const auto parent = node ? pull.graph.first_parent(*node) : std::nullopt;
        if (commit.parents.size() == 1 && parent) {
            oids.push_back(commit.oid);
            trees.push_back({pull.graph[*parent].tree, commit.tree});
        }
    }
    const auto differences = objects.differences(trees);
    std::map<std::string, std::vector<std::string>> found;
    for (std::size_t i = 0; i < oids.size(); ++i) {
        for (const auto& file : differences[i]) {
            found[file.path].push_back(oids[i]);
        }
    }
    return found;
}

std::set<std::string> changed_paths(GitObjects& objects, const Pull& pull,
                                    const std::string& new_oid)
{
    std::set<std::string> paths;
    const auto from = pull.graph.find(pull.from);
    const auto to = pull.graph.find(new_oid);
    if (from && to) {
        for (const auto& files :
             objects.differences({{pull.graph[*from].tree, pull.graph[*to].tree}})) {
            for (const auto& file : files) {
                paths.insert(file.path);
            }
        }
    }
    return paths;
}

/// Fills the fields of each; a file that cannot be parsed is not judged.
void compare_fields(GitObjects& objects, std::vector<Arrival>& arrivals)
{
    std::vector<std::string> names;
    for (const auto& arrival : arrivals) {
        names.push_back(file_at(arrival.old_oid, arrival.path));
        names.push_back(file_at(arrival.new_oid, arrival.path));
    }
    const auto files = objects.contents(names);
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        arrivals[i].fields =
            front_matter_changes(files[2 * i], files[2 * i + 1]).value_or(no_changes);
    }
}

/// The history in which heads and arrivals can meet: what came after the oldest of them.
CommitGraph graph_since(GitObjects& objects, const std::vector<Arrival>& arrivals,
                        const std::map<std::string, std::string>& heads)
{
    std::vector<std::string> old_oids;
    std::vector<std::string> tips;
    for (const auto& arrival : arrivals) {
        const auto head = heads.find(arrival.slug);
        if (head != heads.end()) {
            old_oids.push_back(arrival.old_oid);
            tips.push_back(head->second);
        }
    }
    CommitGraph graph;
    const auto starts = objects.commits(old_oids);
    const auto oldest =
        std::min_element(starts.begin(), starts.end(), [](const Commit& one, const Commit& other) {
            return one.time < other.time;
        });
    std::vector<std::string> present;
    for (const auto& commit : objects.commits(tips)) {
        present.push_back(commit.oid);
    }
    if (oldest != starts.end()) {
        graph.add(objects.history(present, {oldest->oid}));
    }
    return graph;
}

bool contains(const CommitGraph& graph, const std::string& head,
              const std::vector<std::string>& commits)
{
    const auto from = graph.find(head);
    return from && !commits.empty() &&
           std::all_of(commits.begin(), commits.end(), [&](const std::string& oid) {
               const auto to = graph.find(oid);
               return to && graph.leads_to(*from, *to);
           });
}

}   // namespace

std::vector<Arrival> find_arrivals(GitObjects& objects, const HeadBefore& before,
                                   const std::string& new_oid,
                                   const std::map<std::string, std::set<std::string>>& registered,
                                   const std::map<std::string, std::string>& heads)
{
    if (registered.empty() || objects.commits({before.oid}).empty() ||
        !brings_new_commits(objects, before, new_oid)) {
        return {};
    }
    const Pull pull = pull_between(objects, before.oid, new_oid);
    const auto changed = changed_paths(objects, pull, new_oid);
    const auto commits = commits_by_path(objects, pull);
    std::vector<Arrival> arrivals;
    for (const auto& [slug, paths] : registered) {
        for (const auto& path : paths) {
            if (changed.contains(path)) {
                const auto by = commits.find(path);
                arrivals.push_back(
                    {.slug = slug,
                     .path = path,
                     .old_oid = pull.from,
                     .new_oid = new_oid,
                     .commits = by == commits.end() ? std::vector<std::string>() : by->second});
            }
        }
    }
    compare_fields(objects, arrivals);
    std::erase_if(arrivals, [](const Arrival& one) { return one.fields == no_changes; });
    const auto same = same_files(objects, arrivals, heads);
    std::vector<Arrival> found;
    for (std::size_t i = 0; i < arrivals.size() && objects.trouble().empty(); ++i) {
        if (!same[i]) {
            found.push_back(std::move(arrivals[i]));
        }
    }
    return found;
}

std::vector<std::int64_t> settled_arrivals(GitObjects& objects,
                                           const std::vector<Arrival>& arrivals,
                                           const std::map<std::string, std::string>& heads)
{
    const auto same = same_files(objects, arrivals, heads);
    const CommitGraph graph = graph_since(objects, arrivals, heads);
    std::vector<std::int64_t> settled;
    for (std::size_t i = 0; i < arrivals.size() && objects.trouble().empty(); ++i) {
        const auto head = heads.find(arrivals[i].slug);
        if (head != heads.end() &&
            (same[i] || contains(graph, head->second, arrivals[i].commits))) {
            settled.push_back(arrivals[i].id);
        }
    }
    return settled;
}

}   // namespace tmdb
