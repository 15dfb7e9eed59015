#include "sources/git_objects.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

namespace tmdb {

namespace {

std::string lines(const std::vector<std::string>& texts, char end = '\n')
{
    std::string joined;
    for (const auto& text : texts) {
        joined += text;
        joined += end;
    }
    return joined;
}

std::string lines(const std::vector<OidPair>& pairs)
{
    std::string joined;
    for (const auto& pair : pairs) {
        joined += pair.from + ' ' + pair.to + '\n';
    }
    return joined;
}

/// What is left to be read of an answer.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool begins_with(std::string_view prefix) const { return rest_.starts_with(prefix); }

    /// Up to `end`, which is passed over; nothing when it does not come.
    std::optional<std::string_view> until(char end)
    {
        const auto place = rest_.find(end);
        if (place == std::string_view::npos) {
            return std::nullopt;
        }
        const auto part = rest_.substr(0, place);
        rest_.remove_prefix(place + 1);
        return part;
    }

    std::optional<std::string_view> bytes(std::size_t count)
    {
        if (count > rest_.size()) {
            return std::nullopt;
        }
        const auto part = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return part;
    }

private:
    std::string_view rest_;
};

/// "%m %H %T %ct %P"; git prints the time as the commit has it, which may be anything.
std::optional<Commit> commit_in(std::string_view line)
{
    auto words = split(line, ' ');
    if (words.size() < 5) {
        return std::nullopt;
    }
    Commit commit{.oid = words[1],
                  .tree = words[2],
                  .time = number_in<std::int64_t>(words[3]).value_or(0),
                  .parents = {words.begin() + 4, words.end()},
                  .is_boundary = words[0] == "-"};
    std::erase(commit.parents, "");
    return commit;
}

std::uint32_t mode_in(std::string_view octal)
{
    return number_in<std::uint32_t>(octal, 8).value_or(0);
}

std::string hexadecimal(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        text += {digits[code >> 4], digits[code & 15]};
    }
    return text;
}

/// Of "<oid>:<path>" the folder, and the name in it.
std::pair<std::string, std::string> place_of(const std::string& name)
{
    const auto slash = name.rfind('/');
    const auto colon = name.find(':');
    return slash == std::string::npos ? std::pair(name.substr(0, colon + 1), name.substr(colon + 1))
                                      : std::pair(name.substr(0, slash), name.substr(slash + 1));
}

/// ":<mode> <mode> <oid> <oid> <status>" and a path
std::optional<ChangedFile> changed_file(std::string_view head, std::string_view path)
{
    const auto words = split(head.substr(std::min<std::size_t>(1, head.size())), ' ');
    if (words.size() != 5 || words[4].empty()) {
        return std::nullopt;
    }
    return ChangedFile{std::string(path), words[2],          words[3],
                       words[4][0],       mode_in(words[0]), mode_in(words[1])};
}

}   // namespace

GitObjects::GitObjects(Machine& machine, const std::string& root, const GitDirectory& git,
                       std::string_view sample, const std::vector<std::string>& environment)
    : scratch_(machine, root, sample, environment),
      oid_bytes_(sample.size() / 2),
      make_scratch_([&machine, root, sample = std::string(sample), environment] {
          return GitScratch(machine, root, sample, environment);
      })
{
    scratch_.borrow_objects(git.common);
}

std::vector<Commit> GitObjects::commits(const std::vector<std::string>& oids)
{
    // rev-list gives up at the first that is not there; so does cat-file when it is to peel one
    // that is broken.
    const auto types = check(oids, "%(objecttype)");
    std::vector<std::string> present;
    for (std::size_t i = 0; i < oids.size(); ++i) {
        if (types[i] == "commit") {
            present.push_back(oids[i]);
        }
    }
    return present.empty() ? std::vector<Commit>()
                           : list_commits({"--no-walk=unsorted"}, lines(present));
}

std::vector<Commit> GitObjects::history(const std::vector<std::string>& heads,
                                        const std::vector<std::string>& hidden, Missing missing)
{
    if (heads.empty()) {
        return {};
    }
    std::string input = lines(heads);
    for (const auto& oid : hidden) {
        input += '^' + oid + '\n';
    }
    std::vector<std::string> options = {"--boundary", "--topo-order"};
    if (missing == Missing::ignored) {
        options.emplace_back("--ignore-missing");
    }
    return list_commits(options, input);
}

std::vector<Commit> GitObjects::list_commits(const std::vector<std::string>& options,
                                             const std::string& input)
{
    std::vector<std::string> arguments = {"rev-list", "--no-commit-header",
                                          "--format=%m %H %T %ct %P"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.emplace_back("--stdin");   // last: it takes heed only of options before it
    const auto output = scratch_.ask(arguments, input);
    std::vector<Commit> found;
    Reader reader(output);
    while (!reader.at_end() && trouble().empty()) {
        auto commit = commit_in(reader.until('\n').value_or(""));
        scratch_.require(commit.has_value(), "rev-list");
        found.push_back(commit.value_or(Commit{}));
    }
    return trouble().empty() ? found : std::vector<Commit>();
}

std::vector<OptionalText> GitObjects::resolve(const std::vector<std::string>& names)
{
    return check(names, "%(objectname)");
}

std::vector<OptionalText> GitObjects::check(const std::vector<std::string>& names,
                                            const std::string& format)
{
    std::vector<OptionalText> found(names.size());
    if (names.empty()) {
        return found;
    }
    const auto output =
        scratch_.ask({"cat-file", "-z", "--batch-check=" + format}, lines(names, '\0'));
    Reader reader(output);
    for (std::size_t i = 0; i < names.size() && trouble().empty(); ++i) {
        if (reader.begins_with(names[i] + ' ')) {   // "… missing"; the name may hold line ends
            reader.bytes(names[i].size());
            scratch_.require(reader.until('\n').has_value(), "cat-file");
        } else {
            const auto answer = reader.until('\n');
            scratch_.require(answer.has_value(), "cat-file");
            found[i] = answer;
        }
    }
    scratch_.require(reader.at_end(), "cat-file");
    return whole(std::move(found));
}

std::vector<OptionalText> GitObjects::contents(const std::vector<std::string>& names)
{
    return bodies("blob", names);
}

/// To find a name git reads the whole tree that has it, each time.
void GitObjects::take_contents(const std::vector<std::string>& names, std::size_t longest,
                               const TakeBody& take)
{
    const auto folders = worth_reading(names);
    std::vector<std::string> in_folders;
    for (const auto& name : names) {
        if (folders.contains(place_of(name).first)) {
            in_folders.push_back(name);
        }
    }
    const auto entries = this->entries(in_folders);
    struct Asked {
        std::string name;
        std::size_t place;
    };
    std::vector<Asked> asked;
    std::size_t next = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool is_found = folders.contains(place_of(names[i]).first);
        const auto& entry = is_found ? entries[next++] : std::nullopt;
        if (!is_found || entry) {
            asked.push_back({entry ? entry->oid : names[i], i});
        }
    }
    // Packs hold neighbours as differences from each other, and git keeps what it has just
    // unpacked.
    std::ranges::sort(asked, {}, [&](const Asked& one) { return names[one.place]; });
    std::vector<std::string> in_order;
    for (const auto& one : asked) {
        in_order.push_back(one.name);
    }
    BodyReader reader("blob", in_order, longest, [&](std::size_t i, std::string_view content) {
        take(asked[i].place, content);
    });
    if (!in_order.empty()) {
        scratch_.ask(BodyReader::question(), lines(in_order, '\0'),
                     [&](std::string_view output) { reader.feed(output); });
        scratch_.require(reader.has_all(), "cat-file");
    }
}

std::set<std::string> GitObjects::worth_reading(const std::vector<std::string>& names)
{
    constexpr std::size_t most_bytes = 32u << 20;   // of trees
    std::map<std::string, std::size_t> counts;
    for (const auto& name : names) {
        ++counts[place_of(name).first];
    }
    std::vector<std::string> folders;
    for (const auto& [folder, count] : counts) {
        if (count > 1) {
            folders.push_back(folder);
        }
    }
    const auto sizes = check(folders, "%(objectsize)");
    std::set<std::string> worth;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        const auto size = sizes[i] ? number_in<std::size_t>(*sizes[i]) : std::nullopt;
        if (size && bytes + *size <= most_bytes) {
            bytes += *size;
            worth.insert(folders[i]);
        }
    }
    return worth;
}

std::vector<std::optional<TreeEntry>> GitObjects::entries(const std::vector<std::string>& names)
{
    std::map<std::string, WantedEntries> folders;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto [folder, file] = place_of(names[i]);
        folders[std::move(folder)].emplace(std::move(file), i);
    }
    std::vector<std::string> folder_names;
    for (const auto& [name, ignored] : folders) {
        folder_names.push_back(name);
    }
    const auto trees = bodies("tree", folder_names);
    std::vector<std::optional<TreeEntry>> found(names.size());
    for (std::size_t i = 0; i < trees.size(); ++i) {
        find_entries(trees[i].value_or(""), folders[folder_names[i]], found);
    }
    return whole(std::move(found));
}

/// A tree object has "<mode> <name>", a NUL and the bytes of an id for each entry.
void GitObjects::find_entries(std::string_view tree, const WantedEntries& wanted,
                              std::vector<std::optional<TreeEntry>>& found)
{
    Reader reader(tree);
    while (!reader.at_end() && trouble().empty()) {
        const auto mode = reader.until(' ');
        const auto name = reader.until('\0');
        const auto oid = reader.bytes(oid_bytes_);
        scratch_.require(mode && name && oid, "cat-file");
        const auto [first, last] = wanted.equal_range(name.value_or(""));
        for (auto place = first; place != last; ++place) {
            found[place->second] = {mode_in(mode.value_or("")), hexadecimal(oid.value_or(""))};
        }
    }
}

std::vector<OptionalText> GitObjects::bodies(std::string_view type,
                                             const std::vector<std::string>& names)
{
    std::vector<OptionalText> found(names.size());
    if (names.empty()) {
        return found;
    }
    BodyReader reader(type, names, std::string::npos,
                      [&](std::size_t i, std::string_view body) { found[i] = body; });
    reader.feed(scratch_.ask(BodyReader::question(), lines(names, '\0')));
    scratch_.require(reader.has_all(), "cat-file");
    return whole(std::move(found));
}

std::vector<std::vector<ChangedFile>> GitObjects::differences(const std::vector<OidPair>& trees)
{
    std::vector<std::vector<ChangedFile>> found(trees.size());
    if (trees.empty()) {
        return found;
    }
    const auto output =
        scratch_.ask({"diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames"}, lines(trees));
    Reader reader(output);
    for (std::size_t i = 0; i < trees.size() && trouble().empty(); ++i) {
        scratch_.require(reader.until('\n') == trees[i].from + ' ' + trees[i].to, "diff-tree");
        while (reader.begins_with(":") && trouble().empty()) {
            const auto head = reader.until('\0');
            const auto path = reader.until('\0');
            auto file = changed_file(head.value_or(""), path.value_or(""));
            scratch_.require(file && path, "diff-tree");
            found[i].push_back(file.value_or(ChangedFile{}));
        }
    }
    scratch_.require(reader.at_end(), "diff-tree");
    return whole(std::move(found));
}

std::vector<std::string> GitObjects::patch_ids(const std::vector<OidPair>& trees)
{
    std::vector<std::string> found(trees.size());
    if (trees.empty()) {
        return found;
    }
    const auto patches = scratch_.ask(
        {"diff-tree", "--stdin", "-r", "-p", "--binary", "--full-index", "--no-renames"},
        lines(trees));
    const auto ids = split(scratch_.ask({"patch-id", "--stable"}, patches), '\n');
    scratch_.require(ids.size() == trees.size() + 1,
                     "patch-id");   // every line ends with a line end
    for (std::size_t i = 0; i < trees.size() && trouble().empty(); ++i) {
        const auto words = split(ids[i], ' ');
        scratch_.require(words.size() == 2 && words[1] == trees[i].from, "patch-id");
        found[i] = words[0];
    }
    return whole(std::move(found));
}

std::vector<bool> GitObjects::merges_keep_ours(const std::vector<FileMerge>& files)
{
    if (files.empty() || !trouble().empty()) {
        return std::vector<bool>(files.size());
    }
    GitScratch scratch = make_scratch_();
    auto kept = tmdb::merges_keep_ours(scratch, files);
    scratch_.fail(scratch.trouble());
    return whole(std::move(kept));
}

template <typename T>
std::vector<T> GitObjects::whole(std::vector<T> found) const
{
    return trouble().empty() ? std::move(found) : std::vector<T>(found.size());
}

}   // namespace tmdb
