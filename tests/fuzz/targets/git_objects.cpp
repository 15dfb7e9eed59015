#include "sources/git_objects.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/saying_machine.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {
namespace {

const std::string one_oid(40, '1');
const std::string other_oid(40, '2');
const std::vector<std::string> oids = {one_oid, other_oid};
const std::vector<std::string> names = {one_oid + ":a", one_oid + ":b", one_oid + ":c/d"};
const std::vector<OidPair> tree_pairs = {{one_oid, other_oid}, {other_oid, one_oid}};

/// What git answers to one question, and whether there was trouble.
template <typename Ask>
auto answer_to(std::string_view input, Ask ask)
{
    SayingMachine machine(input);
    GitObjects objects(machine, "/root", {"/root/.git", "/root/.git"}, one_oid, {});
    auto answer = ask(objects);
    return std::pair(std::move(answer), !objects.trouble().empty());
}

/// An answer must be as long as its question, and with trouble it says nothing.
template <typename Ask>
auto whole_answer_to(std::string_view input, std::size_t count, Ask ask)
{
    auto [answer, trouble] = answer_to(input, ask);
    using Item = typename decltype(answer)::value_type;
    const auto says_nothing = [](const Item& item) { return item == Item(); };
    must(answer.size() == count, "an answer is longer or shorter than its question");
    must(!trouble || std::ranges::all_of(answer, says_nothing), "half an answer was given");
    return answer;
}

std::vector<OptionalText> taken_contents(GitObjects& git)
{
    std::vector<OptionalText> contents(names.size());
    git.take_contents(names, 64, [&](std::size_t place, std::string_view content) {
        must(place < contents.size() && !contents[place], "a content has no place of its own");
        contents[place] = content;
    });
    return git.trouble().empty() ? contents : std::vector<OptionalText>(names.size());
}

template <typename Ask>
void ask_for_commits(std::string_view input, Ask ask)
{
    const auto [commits, trouble] = answer_to(input, ask);
    must(!trouble || commits.empty(), "half an answer was given");
}

}   // namespace

/// Whatever git says, an answer has what was asked for, or nothing and a reason; and no more bytes
/// than git has said.
void fuzz_git_objects(std::string_view input)
{
    ask_for_commits(input, [](GitObjects& git) { return git.commits(oids); });
    ask_for_commits(input, [](GitObjects& git) { return git.history({one_oid}, {other_oid}); });
    whole_answer_to(input, names.size(), [](GitObjects& git) { return git.resolve(names); });
    whole_answer_to(input, names.size(), taken_contents);
    whole_answer_to(input, names.size(), [](GitObjects& git) { return git.entries(names); });
    whole_answer_to(input, tree_pairs.size(),
                    [](GitObjects& git) { return git.differences(tree_pairs); });
    whole_answer_to(input, tree_pairs.size(),
                    [](GitObjects& git) { return git.patch_ids(tree_pairs); });

    std::size_t bytes = 0;
    for (const auto& content : whole_answer_to(
             input, names.size(), [](GitObjects& git) { return git.contents(names); })) {
        bytes += content.value_or("").size();
    }
    must(bytes <= input.size(), "an object has more bytes than were said");
}

}   // namespace tmdb
