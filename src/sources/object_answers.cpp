#include "sources/object_answers.hpp"

#include "base/hash.hpp"

#include <set>

namespace tmdb {

namespace {

constexpr const char* absorbed_in = "absorbed in ";

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

bool is_no_object(const std::string& oid)
{
    return oid.find_first_not_of('0') == std::string::npos;
}

/// A file that both sides have changed, each in its own way: only a merge can tell.
struct OpenFile {
    std::size_t difference = 0;   // of which it is a part
    std::string base;             // object ids
    std::string ours;
    std::string theirs;
};

/// Whether both sides have changed it and no mode is missing. Only of files can texts be merged.
bool is_open_file(const ChangedFile& file, const TreeEntry& ours)
{
    const auto is_file = [](std::uint32_t mode) { return (mode & 0170000) == 0100000; };
    const bool has_mode = file.new_mode == file.old_mode || file.new_mode == ours.mode;
    return is_file(file.old_mode) && is_file(file.new_mode) && is_file(ours.mode) && has_mode &&
           ours != TreeEntry{file.old_mode, file.old_oid};
}

void settle_open_files(GitObjects& objects, const std::vector<OpenFile>& open,
                       std::vector<bool>& absorbed)
{
    std::vector<std::string> oids;
    for (const auto& file : open) {
        oids.insert(oids.end(), {file.base, file.ours, file.theirs});
    }
    const auto contents = objects.contents(oids);
    std::vector<FileMerge> merges;
    for (std::size_t i = 0; i < open.size(); ++i) {
        merges.push_back({contents[3 * i].value_or(""), contents[3 * i + 1].value_or(""),
                          contents[3 * i + 2].value_or("")});
    }
    const auto kept = objects.merges_keep_ours(merges);
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (!kept[i] || !contents[3 * i] || !contents[3 * i + 1] || !contents[3 * i + 2]) {
            absorbed[open[i].difference] = false;
        }
    }
}

std::vector<bool> find_absorbed(GitObjects& objects, const std::string& main,
                                const std::vector<OidPair>& trees)
{
    const auto differences = objects.differences(trees);
    std::vector<std::string> names;
    for (const auto& files : differences) {
        for (const auto& file : files) {
            names.push_back(main + ":" + file.path);
        }
    }
    const auto present = objects.entries(names);

    std::vector<bool> absorbed;
    std::vector<OpenFile> open;
    std::size_t next = 0;
    for (const auto& files : differences) {
        bool all = true;
        for (const auto& file : files) {
            const auto& ours = present[next++];
            const bool is_gone = is_no_object(file.new_oid);
            if (ours ? *ours == TreeEntry{file.new_mode, file.new_oid} : is_gone) {
                continue;
            }
            const bool is_open = ours && is_open_file(file, *ours);
            if (is_open) {
                open.push_back({absorbed.size(), file.old_oid, ours->oid, file.new_oid});
            }
            all = all && is_open;
        }
        absorbed.push_back(all);
    }
    std::erase_if(open, [&](const OpenFile& file) { return !absorbed[file.difference]; });
    settle_open_files(objects, open, absorbed);
    return absorbed;
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

std::map<OidPair, bool> ObjectAnswers::absorbed(const std::string& main,
                                                const std::vector<OidPair>& trees)
{
    const auto answers = ask(absorbed_in + main, trees, [&](const std::vector<OidPair>& asked) {
        std::vector<std::string> texts;
        for (const bool absorbed : find_absorbed(objects_, main, asked)) {
            texts.emplace_back(absorbed ? "yes" : "no");
        }
        return texts;
    });
    std::map<OidPair, bool> found;
    for (const auto& [pair, text] : answers) {
        found.emplace(pair, text == "yes");
    }
    return found;
}

}   // namespace tmdb
