#include "sources/object_answers.hpp"

#include "base/hash.hpp"

#include <set>

namespace tmdb {

namespace {

DifferenceShape shape_of(const std::vector<ChangedFile>& files)
{
    if (files.empty()) {
        return {};
    }
    std::string all;
    for (const auto& file : files) {
        all += file.path + '\0' + file.status + '\0';
    }
    return {content_hash(all), files.front().old_oid, files.front().path};
}

std::string text_of(const DifferenceShape& shape)
{
    return shape.hash + ' ' + shape.old_oid + ' ' + shape.path;
}

DifferenceShape shape_in(const std::string& text)
{
    const auto first = text.find(' ');
    const auto second = text.find(' ', first + 1);
    return {text.substr(0, first), text.substr(first + 1, second - first - 1),
            text.substr(second + 1)};
}

}   // namespace

OptionalText GitMemory::recall(const GitQuestion& question) const
{
    const auto known = fresh.find(question);
    return known != fresh.end() ? OptionalText(known->second) : look_up(question);
}

template <typename FindOut>
std::map<OidPair, std::string>
ObjectAnswers::ask(const std::string& kind, const std::vector<OidPair>& pairs, FindOut find_out)
{
    std::map<OidPair, std::string> answers;
    std::set<OidPair> unknown;
    for (const auto& pair : pairs) {
        if (const auto known = memory_.recall({kind, pair.from, pair.to})) {
            answers.emplace(pair, *known);
        } else {
            unknown.insert(pair);
        }
    }
    const std::vector<OidPair> asked(unknown.begin(), unknown.end());
    const std::vector<std::string> found = find_out(asked);
    for (std::size_t i = 0; i < asked.size() && objects_.trouble().empty(); ++i) {
        memory_.fresh[{kind, asked[i].from, asked[i].to}] = found[i];
        answers.emplace(asked[i], found[i]);
    }
    return answers;
}

std::map<OidPair, DifferenceShape> ObjectAnswers::shapes(const std::vector<OidPair>& trees)
{
    const auto texts = ask("shape", trees, [&](const std::vector<OidPair>& asked) {
        std::vector<std::string> answers;
        for (const auto& files : objects_.differences(asked)) {
            answers.push_back(text_of(shape_of(files)));
        }
        return answers;
    });
    std::map<OidPair, DifferenceShape> found;
    for (const auto& [pair, text] : texts) {
        found.emplace(pair, shape_in(text));
    }
    return found;
}

std::map<OidPair, std::string> ObjectAnswers::patch_ids(const std::vector<OidPair>& trees)
{
    return ask("patch", trees,
               [&](const std::vector<OidPair>& asked) { return objects_.patch_ids(asked); });
}

std::map<OidPair, std::string> ObjectAnswers::merges(const std::vector<OidPair>& commits)
{
    return ask("merge", commits, [&](const std::vector<OidPair>& asked) {
        std::vector<std::string> answers;
        for (const auto& tree : objects_.merges(asked)) {
            answers.push_back(tree.value_or(""));
        }
        return answers;
    });
}

std::map<OidPair, bool> ObjectAnswers::undone(const std::string& main, const std::string& main_tree,
                                              const std::vector<OidPair>& commits_and_trees)
{
    const auto answers =
        ask("undone in " + main, commits_and_trees, [&](const std::vector<OidPair>& asked) {
            std::vector<OidPair> merges;
            for (const auto& undoing : objects_.make_commits(asked)) {
                merges.push_back({main, undoing});
            }
            std::vector<std::string> found;
            for (const auto& tree : objects_.merges(merges)) {
                found.emplace_back(tree == main_tree ? "yes" : "no");
            }
            return found;
        });
    std::map<OidPair, bool> found;
    for (const auto& [pair, text] : answers) {
        found.emplace(pair, text == "yes");
    }
    return found;
}

}   // namespace tmdb
