#include "support/end_to_end.hpp"

#include "base/hash.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <iterator>
#include <sys/stat.h>

namespace tmdb {

namespace {

namespace fs = std::filesystem;

constexpr int usual_age = 60;            // minutes
constexpr off_t hashed_size = 1 << 20;   // of larger files, some of them sparse, the times must do

void set_times(const fs::path& path, Nanoseconds at)
{
    const timespec time{.tv_sec = at / one_second, .tv_nsec = at % one_second};
    const timespec times[2] = {time, time};
    if (::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0) {
        throw std::runtime_error("cannot set the times of " + path.string());
    }
}

std::string describe(const fs::path& path)
{
    struct stat stat {};
    if (::lstat(path.c_str(), &stat) != 0) {
        return "unreadable";
    }
    std::string text = "mode " + std::to_string(stat.st_mode);
    if (S_ISDIR(stat.st_mode)) {
        return text;   // what is in it is looked at by name
    }
    text += " mtime " + std::to_string(stat.st_mtim.tv_sec) + "." +
            std::to_string(stat.st_mtim.tv_nsec) + " size " + std::to_string(stat.st_size);
    if (S_ISREG(stat.st_mode) && stat.st_size <= hashed_size) {
        std::ifstream stream(path, std::ios::binary);
        text += " " + content_hash(std::string(std::istreambuf_iterator<char>(stream), {}));
    }
    return text;
}

}   // namespace

std::string markdown(const Fields& fields)
{
    std::string text = "---\n";
    for (const auto& [key, value] : fields) {
        text += key + ": " + value + "\n";
    }
    return text + "---\n# A task\n\nIts body.\n";
}

EndToEnd::EndToEnd()
{
    fs::create_directories(root() / ".tasks/task_manager");
}

std::string EndToEnd::task(const std::string& slug, const Fields& fields)
{
    return file("tasks/workstreams/core/tasks/" + slug + ".md", markdown(fields));
}

std::string EndToEnd::file(const std::string& path, const std::string& text)
{
    write_file(root() / path, text);
    age(path, usual_age);
    return path;
}

std::string EndToEnd::registers(const std::string& owner, const nlohmann::ordered_json& entries)
{
    return file(".tasks/task_manager/task-manager-" + owner + ".register.json", entries.dump(2));
}

nlohmann::ordered_json EndToEnd::entry(const std::string& slug,
                                       const std::optional<std::string>& worktree_path) const
{
    nlohmann::ordered_json entry = {{"slug", slug},
                                    {"task_path", "tasks/workstreams/core/tasks/" + slug + ".md"},
                                    {"worktree_path", nullptr},
                                    {"registered_at", minutes_ago(120)},
                                    {"launched_at", nullptr},
                                    {"started_at", nullptr}};
    if (worktree_path) {
        entry["worktree_path"] = *worktree_path;
    }
    return entry;
}

void EndToEnd::worktree(const std::string& slug, const std::optional<Fields>& copy)
{
    const std::string path = ".worktrees/" + slug;
    fs::create_directories(root() / path);
    if (copy) {
        file(path + "/tasks/workstreams/core/tasks/" + slug + ".md", markdown(*copy));
    }
    age(path, usual_age);
}

std::string EndToEnd::dispatch(const std::string& slug, const nlohmann::ordered_json& record)
{
    return file("tasks/logs/dispatch-" + slug + ".status.json", record.dump(2));
}

GitRepository& EndToEnd::git()
{
    if (!repository_) {
        repository_ = std::make_unique<GitRepository>(root());
        repository_->git({"add", "--all"});
        repository_->commit("Plan the work");
    }
    return *repository_;
}

std::string EndToEnd::commit(const std::string& message)
{
    git().git({"add", "--all", "--", ".", ":!.worktrees", ":!.tasks/task_manager/tm.db*"});
    git().git({"add", "--renormalize", "."});   // whatever the times of files say
    return git().commit(message);
}

std::string EndToEnd::work(const std::string& slug, const std::string& name)
{
    const std::string folder = ".worktrees/" + slug;
    file(folder + "/" + name, name + "\n");
    git().git({"-C", folder, "add", "--all"});
    git().git({"-C", folder, "add", "--renormalize", "."});
    git().git({"-C", folder, "commit", "--quiet", "--message", name});
    return oid(slug);
}

std::string EndToEnd::squash(const std::string& branch)
{
    git().git({"merge", "--quiet", "--squash", branch});
    return git().commit("squash " + branch);
}

std::string EndToEnd::oid(const std::string& name)
{
    return git().git({"rev-parse", name});
}

std::string EndToEnd::pull_requests(const std::vector<nlohmann::json>& list)
{
    return file(".tasks/task_manager/pull-requests.json", nlohmann::json(list).dump());
}

nlohmann::json EndToEnd::pull_request(int number, const std::string& branch,
                                      const std::string& head, const nlohmann::json& more) const
{
    nlohmann::json one = {
        {"number", number},
        {"url", "https://example.org/o/r/pull/" + std::to_string(number)},
        {"state", "OPEN"},
        {"title", "Change something"},
        {"headRefName", branch},
        {"headRefOid", head},
        {"mergedAt", nullptr},
        {"closedAt", nullptr},
        {"mergeable", "MERGEABLE"},
        {"statusCheckRollup", nlohmann::json::array()},
        {"isDraft", false},
        {"updatedAt", minutes_ago(5)},
    };
    one.update(more);
    return one;
}

void EndToEnd::linked_worktree(const std::string& slug)
{
    git().git({"worktree", "add", "--quiet", "-b", slug, ".worktrees/" + slug});
    for (const char* name : {"gitdir", "HEAD", "index"}) {
        age(".git/worktrees/" + slug + "/" + name, usual_age);
    }
}

void EndToEnd::age(const std::string& path, int minutes)
{
    set_times(root() / path, parse_instant(now).value() - minutes * one_minute);
}

void EndToEnd::remove(const std::string& path)
{
    fs::remove_all(root() / path);
}

void EndToEnd::hide(const std::string& folder)
{
    fs::rename(root() / folder, outside("out of sight"));
    fs::create_directory_symlink("/nonexistent/volume", root() / folder);
}

void EndToEnd::link_in_a_circle(const std::string& path)
{
    remove(path);
    fs::create_directories((root() / path).parent_path());
    fs::create_symlink(root() / path, root() / path);
}

std::string EndToEnd::minutes_ago(int minutes) const
{
    return format_instant(parse_instant(now).value() - minutes * one_minute);
}

Answer EndToEnd::tm_db(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), TM_DB_BINARY);
    return run(std::move(arguments));
}

Answer EndToEnd::run(std::vector<std::string> arguments)
{
    Command command;
    command.arguments = std::move(arguments);
    command.directory = (root() / working_directory).string();
    command.environment = environment;   // the first of equal names counts
    if (command.arguments.front() != TM_DB_BINARY) {
        // It may be strace, and LeakSanitizer traces, too.
        command.environment.push_back("ASAN_OPTIONS=detect_leaks=0");
    }
    for (const auto& variable : git_test_environment()) {
        command.environment.push_back(variable);
    }
    command.environment.push_back("TM_DB_NOW=" + now);
    command.time_limit = std::chrono::milliseconds(60'000);

    const Snapshot before = snapshot();
    const CommandResult result = machine_->run(command);
    EXPECT_TRUE(result.complete) << result.trouble;
    EXPECT_THAT(snapshot(), ::testing::ContainerEq(before))
        << "law 1: " << ::testing::PrintToString(command.arguments);
    return {result.exit_status, result.output, result.trouble};
}

void EndToEnd::sync()
{
    const Answer answer = tm_db({"sync"});
    ASSERT_EQ(answer.status, 0) << answer.err;
}

void EndToEnd::settle()
{
    do {
        sync();
    } while (value("SELECT COUNT(*) FROM trace WHERE sights = ''") != "0");
    sync();
}

Answer EndToEnd::reconcile(std::vector<std::string> arguments)
{
    sync();
    arguments.insert(arguments.begin(), "reconcile");
    return tm_db(std::move(arguments));
}

Rows EndToEnd::rows(const std::string& sql) const
{
    const SQLite::Database connection(database(), SQLite::OPEN_READONLY);
    SQLite::Statement statement(connection, sql);
    Rows rows;
    while (statement.executeStep()) {
        std::vector<std::string> row;
        for (int column = 0; column < statement.getColumnCount(); ++column) {
            row.push_back(statement.isColumnNull(column) ? "NULL"
                                                         : statement.getColumn(column).getString());
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string EndToEnd::value(const std::string& sql) const
{
    const Rows all = rows(sql);
    return all.size() == 1 && all[0].size() == 1 ? all[0][0] : std::to_string(all.size()) + " rows";
}

std::vector<std::string> EndToEnd::open(const std::string& code) const
{
    std::vector<std::string> subjects;
    for (const auto& row :
         rows("SELECT subject FROM open_signal WHERE code = '" + code + "' ORDER BY subject")) {
        subjects.push_back(row[0]);
    }
    return subjects;
}

nlohmann::json EndToEnd::evidence(const std::string& code) const
{
    return nlohmann::json::parse(
        value("SELECT evidence FROM open_signal WHERE code = '" + code + "'"));
}

std::string EndToEnd::read(const std::string& path) const
{
    std::ifstream stream(root() / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

bool EndToEnd::exists(const std::string& path) const
{
    return fs::exists(fs::symlink_status(root() / path));
}

EndToEnd::Snapshot EndToEnd::snapshot() const
{
    Snapshot found;
    for (const auto& item : fs::recursive_directory_iterator(root())) {
        const std::string path = item.path().lexically_relative(root());
        if (!is_allowed(path)) {
            found.emplace(path, describe(item.path()));
        }
    }
    return found;
}

bool EndToEnd::is_allowed(const std::string& path) const
{
    return !watches_all_ &&
           (path.starts_with(".tasks/task_manager/tm.db") ||
            std::find(may_change_.begin(), may_change_.end(), path) != may_change_.end());
}

}   // namespace tmdb
