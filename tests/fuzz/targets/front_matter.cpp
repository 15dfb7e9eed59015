#include "sources/front_matter.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "sources/front_matter_changes.hpp"
#include "sources/task_file.hpp"
#include "sources/team_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace tmdb {
namespace {

std::vector<std::string> keys_of(const std::string& json)
{
    const auto document = nlohmann::ordered_json::parse(json);
    std::vector<std::string> keys;
    for (const auto& [key, value] : document.items()) {
        keys.push_back(key);
    }
    return keys;
}

void block_must_say_the_same(std::string_view block, const FrontMatter& front)
{
    const FrontMatter alone = parse_front_matter(block);
    must(alone.json == front.json, "the block alone says something else");
    must(alone.problems == front.problems, "the block alone has other problems");
    must(!parse_front_matter(block.substr(0, block.size() - 1)).problems.empty(),
         "a front matter without its last byte is whole");
}

void places_must_lie_inside(const FrontMatter& front, std::string_view input)
{
    const auto lines = 1 + std::ranges::count(input, '\n');
    for (const auto& problem : front.problems) {
        must(1 <= problem.line && problem.line <= lines + 1, "a problem lies outside");
    }
}

void task_must_be_as_good_as(const FrontMatter& front, std::string_view input)
{
    const auto parsed = parse_task_file(input, "tasks/T-1.md", {});
    must(parsed.task.has_value() && !parsed.task->slug.empty(), "a task has no name");
    must(parsed.task->stale == !front.problems.empty(), "a doubtful task is not stale");
    must(parsed.problems.size() == front.problems.size(), "a problem is lost");
    parse_team_file(input, "tasks/team/alice.md", {});
}

}   // namespace

/// What a front matter says does not hang on what follows it, is the same as JSON, and is never
/// said without doubt when the file is torn.
void fuzz_front_matter(std::string_view input)
{
    const auto head = input.substr(0, front_matter_limit);
    const FrontMatter front = parse_front_matter(head);
    must(keys_of(front.json) == front.root.keys, "the JSON has other keys");
    places_must_lie_inside(front, head);
    task_must_be_as_good_as(front, head);

    const auto block = front_matter_block(head);
    must(block || !front.problems.empty(), "there is no front matter, and no problem");
    if (block) {
        block_must_say_the_same(*block, front);
    }
    const auto changes = front_matter_changes(std::string(head), std::string(head));
    must(changes.value_or("") == (front.problems.empty() ? "{}" : ""),
         "a file differs from itself");
}

}   // namespace tmdb
