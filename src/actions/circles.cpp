#include "actions/circles.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace tmdb {

namespace {

constexpr std::size_t unvisited = std::numeric_limits<std::size_t>::max();

class Tarjan {
public:
    explicit Tarjan(const std::vector<std::vector<std::size_t>>& successors)
        : successors_(successors),
          index_(successors.size(), unvisited),
          low_(successors.size(), 0),
          on_stack_(successors.size(), false)
    {}

    std::vector<std::vector<std::size_t>> components()
    {
        for (std::size_t node = 0; node < successors_.size(); ++node) {
            if (index_[node] == unvisited) {
                visit_from(node);
            }
        }
        return std::move(components_);
    }

private:
    struct Frame {
        std::size_t node;
        std::size_t next_successor = 0;
    };

    void visit_from(std::size_t root)
    {
        std::vector<Frame> frames;
        enter(frames, root);
        while (!frames.empty()) {
            Frame& frame = frames.back();
            const auto& successors = successors_[frame.node];
            if (frame.next_successor == successors.size()) {
                leave(frames);
                continue;
            }
            const std::size_t successor = successors[frame.next_successor++];
            if (index_[successor] == unvisited) {
                enter(frames, successor);
            } else if (on_stack_[successor]) {
                low_[frame.node] = std::min(low_[frame.node], index_[successor]);
            }
        }
    }

    void enter(std::vector<Frame>& frames, std::size_t node)
    {
        index_[node] = low_[node] = counter_++;
        stack_.push_back(node);
        on_stack_[node] = true;
        frames.push_back({node});
    }

    void leave(std::vector<Frame>& frames)
    {
        const std::size_t node = frames.back().node;
        frames.pop_back();
        if (!frames.empty()) {
            auto& parent_low = low_[frames.back().node];
            parent_low = std::min(parent_low, low_[node]);
        }
        if (low_[node] == index_[node]) {
            components_.push_back(pop_component(node));
        }
    }

    std::vector<std::size_t> pop_component(std::size_t root)
    {
        std::vector<std::size_t> component;
        std::size_t node = 0;
        do {
            node = stack_.back();
            stack_.pop_back();
            on_stack_[node] = false;
            component.push_back(node);
        } while (node != root);
        return component;
    }

    const std::vector<std::vector<std::size_t>>& successors_;
    std::vector<std::size_t> index_;
    std::vector<std::size_t> low_;
    std::vector<bool> on_stack_;
    std::vector<std::size_t> stack_;
    std::vector<std::vector<std::size_t>> components_;
    std::size_t counter_ = 0;
};

}   // namespace

std::vector<std::pair<std::string, std::string>>
find_circles(const std::vector<std::pair<std::string, std::string>>& edges)
{
    std::map<std::string, std::size_t> numbers;
    for (const auto& [from, to] : edges) {
        numbers.emplace(from, 0);
        numbers.emplace(to, 0);
    }
    std::vector<std::string> slugs;
    for (auto& [slug, number] : numbers) {
        number = slugs.size();
        slugs.push_back(slug);
    }
    std::vector<std::vector<std::size_t>> successors(slugs.size());
    std::set<std::size_t> own_successors;
    for (const auto& [from, to] : edges) {
        successors[numbers[from]].push_back(numbers[to]);
        if (from == to) {
            own_successors.insert(numbers[from]);
        }
    }

    std::vector<std::pair<std::string, std::string>> members;
    for (const auto& component : Tarjan(successors).components()) {
        if (component.size() == 1 && !own_successors.contains(component.front())) {
            continue;
        }
        // Slugs are numbered in their order, so the smallest number is the smallest slug.
        const auto smallest = *std::min_element(component.begin(), component.end());
        for (const auto node : component) {
            members.emplace_back(slugs[node], slugs[smallest]);
        }
    }
    std::sort(members.begin(), members.end());
    return members;
}

}   // namespace tmdb
