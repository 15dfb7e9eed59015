#include "sources/git_objects.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>

namespace tmdb {

namespace {

constexpr std::size_t sha256_digits = 64;

std::int64_t number_in(std::string_view text)
{
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

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

/// A path as a line of git's "alternates", which may not begin with '#' or '"' nor hold a line end.
std::string quoted(const std::string& path)
{
    std::string text = "\"";
    for (const char byte : path) {
        if (byte == '"' || byte == '\\') {
            text += '\\';
            text += byte;
        } else {
            text += byte == '\n' ? std::string("\\n") : std::string(1, byte);
        }
    }
    return text + "\"";
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

/// "%m %H %T %ct %P"
std::optional<Commit> commit_in(std::string_view line)
{
    auto words = split(line, ' ');
    if (words.size() < 5) {
        return std::nullopt;
    }
    Commit commit{.oid = words[1],
                  .tree = words[2],
                  .time = number_in(words[3]),
                  .parents = {words.begin() + 4, words.end()},
                  .is_boundary = words[0] == "-"};
    std::erase(commit.parents, "");
    return commit;
}

/// ":<mode> <mode> <oid> <oid> <status>" and a path
std::optional<ChangedFile> changed_file(std::string_view head, std::string_view path)
{
    const auto words = split(head, ' ');
    if (words.size() != 5 || words[4].empty()) {
        return std::nullopt;
    }
    return ChangedFile{std::string(path), words[2], words[3], words[4][0]};
}

}   // namespace

GitObjects::GitObjects(Machine& machine, const std::string& root, const GitDirectory& git,
                       std::string_view sample, const std::vector<std::string>& environment)
    : machine_(machine), command_(git_command(root, {}, environment))
{
    const auto folder = machine.make_scratch_folder();
    if (!folder) {
        fail("a folder for scratch work cannot be made: " + describe_errno(folder.error));
        return;
    }
    folder_ = *folder;
    command_.environment.insert(command_.environment.end(),
                                {"GIT_DIR=" + folder_, "GIT_CONFIG_GLOBAL=/dev/null",
                                 "GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1"});
    make(git, sample);
}

GitObjects::~GitObjects()
{
    if (!folder_.empty()) {
        machine_.remove_folder(folder_);
    }
}

void GitObjects::make(const GitDirectory& git, std::string_view sample)
{
    const std::string format = sample.size() == sha256_digits ? "sha256" : "sha1";
    const std::string version = format == "sha1" ? "0" : "1";
    const std::string extension =
        format == "sha1" ? "" : "[extensions]\n\tobjectformat = " + format + "\n";
    for (const auto* name : {"objects/info", "refs"}) {
        if (const int error = machine_.make_directories(join_path(folder_, name), 0700)) {
            fail("a folder for scratch work cannot be made: " + describe_errno(error));
        }
    }
    put("HEAD", "ref: refs/heads/none\n");
    put("config", "[core]\n\trepositoryformatversion = " + version + "\n\tbare = true\n" +
                      "\tattributesfile = /dev/null\n" + extension);
    put("objects/info/alternates", quoted(join_path(git.common, "objects")) + "\n");

    // Where a clone was made shallow its history ends, and nothing else tells.
    constexpr std::size_t shallow_limit = 16 << 20;
    const auto shallow = machine_.read(join_path(git.common, "shallow"), shallow_limit);
    if (shallow) {
        put("shallow", shallow->bytes);
    } else if (shallow.error != ENOENT) {
        fail("git's list of shallow commits cannot be read: " + describe_errno(shallow.error));
    }
}

void GitObjects::put(const std::string& name, const std::string& text)
{
    const auto created = machine_.create(join_path(folder_, name), 0600);
    const Descriptor file(created.value.value_or(-1));
    const int error = created ? machine_.write(file.number(), text) : created.error;
    if (error != 0) {
        fail("scratch work cannot be written: " + describe_errno(error));
    }
}

std::string GitObjects::ask(const std::vector<std::string>& arguments, const std::string& input)
{
    if (!trouble_.empty()) {
        return "";
    }
    Command command = command_;
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.input = input;
    auto answer = ask_git(machine_, command);
    fail(answer.trouble);
    return std::move(answer.output);
}

void GitObjects::fail(const std::string& trouble)
{
    if (trouble_.empty()) {
        trouble_ = trouble;
    }
}

void GitObjects::require(bool holds, const char* what)
{
    if (!holds) {
        fail(std::string("git's answer makes no sense: ") + what);
    }
}

std::vector<Commit> GitObjects::commits(const std::vector<std::string>& oids)
{
    std::vector<std::string> names;
    for (const auto& oid : oids) {
        names.push_back(oid + "^{commit}");
    }
    std::vector<std::string> present;   // rev-list gives up at the first that is not
    for (const auto& oid : resolve(names)) {
        if (oid) {
            present.push_back(*oid);
        }
    }
    std::vector<Commit> found;
    if (present.empty()) {
        return found;
    }
    const auto output = ask({"rev-list", "--stdin", "--no-walk=unsorted", "--no-commit-header",
                             "--format=%m %H %T %ct %P"},
                            lines(present));
    for (const auto& line : split(output, '\n')) {
        if (auto commit = commit_in(line)) {
            found.push_back(std::move(*commit));
        }
    }
    return found;
}

std::vector<Commit> GitObjects::history(const std::vector<std::string>& heads,
                                        const std::vector<std::string>& hidden)
{
    std::vector<Commit> found;
    if (heads.empty()) {
        return found;
    }
    std::string input = lines(heads);
    for (const auto& oid : hidden) {
        input += '^' + oid + '\n';
    }
    const auto output = ask({"rev-list", "--stdin", "--boundary", "--topo-order",
                             "--no-commit-header", "--format=%m %H %T %ct %P"},
                            input);
    for (const auto& line : split(output, '\n')) {
        if (auto commit = commit_in(line)) {
            found.push_back(std::move(*commit));
        }
    }
    return found;
}

std::vector<OptionalText> GitObjects::resolve(const std::vector<std::string>& names)
{
    std::vector<OptionalText> found(names.size());
    if (names.empty()) {
        return found;
    }
    const auto output = ask({"cat-file", "-z", "--batch-check=%(objectname)"}, lines(names, '\0'));
    Reader reader(output);
    for (std::size_t i = 0; i < names.size() && trouble_.empty(); ++i) {
        if (reader.begins_with(names[i] + ' ')) {   // "… missing"; the name may hold line ends
            reader.bytes(names[i].size());
            require(reader.until('\n').has_value(), "cat-file");
        } else {
            const auto oid = reader.until('\n');
            require(oid.has_value(), "cat-file");
            found[i] = oid;
        }
    }
    return found;
}

std::vector<OptionalText> GitObjects::contents(const std::vector<std::string>& names)
{
    std::vector<OptionalText> found(names.size());
    if (names.empty()) {
        return found;
    }
    const auto output =
        ask({"cat-file", "-z", "--batch=%(objecttype) %(objectsize)"}, lines(names, '\0'));
    Reader reader(output);
    for (std::size_t i = 0; i < names.size() && trouble_.empty(); ++i) {
        if (reader.begins_with(names[i] + ' ')) {
            reader.bytes(names[i].size());
            require(reader.until('\n').has_value(), "cat-file");
            continue;
        }
        const auto head = split(reader.until('\n').value_or(""), ' ');
        require(head.size() == 2, "cat-file");
        const auto size = head.size() == 2 ? number_in(head[1]) : 0;
        const auto bytes = reader.bytes(static_cast<std::size_t>(size));
        require(bytes && reader.until('\n') == "", "cat-file");
        if (bytes && head[0] == "blob") {
            found[i] = *bytes;
        }
    }
    return found;
}

std::vector<std::vector<ChangedFile>> GitObjects::differences(const std::vector<OidPair>& trees)
{
    std::vector<std::vector<ChangedFile>> found(trees.size());
    if (trees.empty()) {
        return found;
    }
    const auto output =
        ask({"diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames"}, lines(trees));
    Reader reader(output);
    for (std::size_t i = 0; i < trees.size() && trouble_.empty(); ++i) {
        require(reader.until('\n') == trees[i].from + ' ' + trees[i].to, "diff-tree");
        while (reader.begins_with(":") && trouble_.empty()) {
            const auto head = reader.until('\0');
            const auto path = reader.until('\0');
            auto file = changed_file(head.value_or(""), path.value_or(""));
            require(file && path, "diff-tree");
            found[i].push_back(file.value_or(ChangedFile{}));
        }
    }
    require(reader.at_end(), "diff-tree");
    return found;
}

std::vector<std::string> GitObjects::patch_ids(const std::vector<OidPair>& trees)
{
    std::vector<std::string> found(trees.size());
    if (trees.empty()) {
        return found;
    }
    const auto patches =
        ask({"diff-tree", "--stdin", "-r", "-p", "--binary", "--full-index", "--no-renames"},
            lines(trees));
    const auto ids = split(ask({"patch-id", "--stable"}, patches), '\n');
    require(ids.size() == trees.size() + 1, "patch-id");   // every line ends with a line end
    for (std::size_t i = 0; i < trees.size() && trouble_.empty(); ++i) {
        const auto words = split(ids[i], ' ');
        require(words.size() == 2 && words[1] == trees[i].from, "patch-id");
        found[i] = words[0];
    }
    return found;
}

std::vector<OptionalText> GitObjects::merges(const std::vector<OidPair>& commits)
{
    std::vector<OptionalText> found(commits.size());
    if (commits.empty()) {
        return found;
    }
    const auto output = ask({"merge-tree", "--write-tree", "--stdin", "-z", "--name-only",
                             "--no-messages", "--allow-unrelated-histories"},
                            lines(commits));
    Reader reader(output);
    for (std::size_t i = 0; i < commits.size() && trouble_.empty(); ++i) {
        const auto clean = reader.until('\0');
        const auto tree = reader.until('\0');
        require(clean && tree, "merge-tree");
        auto name = reader.until('\0');
        while (name && !name->empty()) {   // of files that conflict
            name = reader.until('\0');
        }
        require(name.has_value(), "merge-tree");
        if (clean == "1") {
            found[i] = tree;
        }
    }
    return found;
}

std::vector<std::string> GitObjects::make_commits(const std::vector<OidPair>& parents_and_trees)
{
    if (parents_and_trees.empty()) {
        return {};
    }
    constexpr std::string_view nobody = " tm-db <tm-db@localhost> 0 +0000\n";
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < parents_and_trees.size(); ++i) {
        std::string text = "tree " + parents_and_trees[i].to + "\nparent " +
                           parents_and_trees[i].from + "\nauthor";
        text += nobody;
        text += "committer";
        text += nobody;
        const std::string name = "commit-" + std::to_string(i);
        put(name, text + "\n");
        paths.push_back(join_path(folder_, name));
    }
    auto oids =
        split(ask({"hash-object", "-t", "commit", "-w", "--stdin-paths"}, lines(paths)), '\n');
    for (const auto& path : paths) {
        machine_.remove(path);
    }
    require(oids.size() == paths.size() + 1, "hash-object");
    oids.resize(paths.size());
    return oids;
}

}   // namespace tmdb
