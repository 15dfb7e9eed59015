#include "passes/pass.hpp"
#include "store/connection.hpp"
#include "store/embedded_sql.hpp"
#include "store/pass_query.hpp"
#include "store/standing.hpp"
#include "store/store.hpp"
#include "support/pass_test.hpp"
#include "support/temporary_directory.hpp"
#include "support/worker_process.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <sqlite3.h>

namespace tmdb {

void PrintTo(const Pass& pass, std::ostream* out)
{
    *out << pass.code;
}

namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAreArray;
using ::testing::EndsWith;
using ::testing::IsSubsetOf;
using ::testing::Not;

// --- every pass by itself -----------------------------------------------------------------------

/// The words of the view unknown_fact.
std::set<std::string> needs_of_the_view()
{
    const auto schema = embedded_schema();
    const auto views = std::find_if(schema.begin(), schema.end(),
                                    [](const EmbeddedSql& file) { return file.name == "views"; });
    const std::string text(views->text);
    const auto begin = text.find("CREATE VIEW unknown_fact");
    const std::string view = text.substr(begin, text.find(';', begin) - begin);
    const std::string before = "SELECT '";
    std::set<std::string> words;
    for (auto at = view.find(before); at != std::string::npos; at = view.find(before, at + 1)) {
        const auto word = at + before.size();
        words.insert(view.substr(word, view.find('\'', word) - word));
    }
    return words;
}

class PassContract : public ::testing::TestWithParam<Pass> {
protected:
    PassContract() { lay_out(store_, {}); }

    /// The pass as SQLite understands it.
    sqlite3_stmt* prepare()
    {
        sqlite3_stmt* statement = nullptr;
        const char* rest = nullptr;
        const std::string sql(GetParam().sql);
        EXPECT_EQ(sqlite3_prepare_v2(store_.connection().database().getHandle(), sql.c_str(), -1,
                                     &statement, &rest),
                  SQLITE_OK);
        rest_of_file_ = rest;
        statement_.reset(statement);
        return statement;
    }
    const std::string& rest_of_file() const { return rest_of_file_; }

    std::vector<std::string> columns()
    {
        sqlite3_stmt* statement = prepare();
        std::vector<std::string> names;
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            names.emplace_back(sqlite3_column_name(statement, i));
        }
        return names;
    }

    /// All that it reads.
    std::set<std::string> tables()
    {
        std::set<std::string> names;
        sqlite3* handle = store_.connection().database().getHandle();
        sqlite3_set_authorizer(
            handle,
            [](void* found, int action, const char* table, const char*, const char*, const char*) {
                if (action == SQLITE_READ) {
                    static_cast<std::set<std::string>*>(found)->insert(table);
                }
                return SQLITE_OK;
            },
            &names);
        prepare();
        sqlite3_set_authorizer(handle, nullptr, nullptr);
        return names;
    }

    /// Tables that are scanned inside of a loop, or in a subquery that depends on a row; but for
    /// what SQLite makes up for a row, such as the members of a JSON array.
    std::set<std::string> scanned_for_each_row()
    {
        struct Step {
            std::int64_t parent;
            std::string words;
        };
        std::map<std::int64_t, Step> steps;
        std::map<std::int64_t, std::int64_t> loops;   // by parent: its outermost
        Query plan(store_.connection().database(),
                   "EXPLAIN QUERY PLAN " + std::string(GetParam().sql));
        while (plan.step()) {
            steps[plan.integer(0)] = {plan.integer(1), plan.text(3)};
        }
        const auto is_for_each_row = [&](std::int64_t id) {
            bool is = false;
            for (auto at = steps.find(id); at != steps.end(); at = steps.find(at->second.parent)) {
                is = is || at->second.words.starts_with("CORRELATED");
            }
            return is;
        };
        std::set<std::string> tables;
        for (const auto& [id, step] : steps) {
            const bool is_loop =
                step.words.starts_with("SCAN ") || step.words.starts_with("SEARCH ");
            const bool is_outermost = is_loop && loops.try_emplace(step.parent, id).second;
            const bool is_made_up = step.words.find("VIRTUAL TABLE") != std::string::npos;
            if (step.words.starts_with("SCAN ") && !is_made_up &&
                (!is_outermost || is_for_each_row(id))) {
                tables.insert(step.words.substr(5, step.words.find(' ', 5) - 5));
            }
        }
        return tables;
    }

    std::vector<std::string> parameters()
    {
        sqlite3_stmt* statement = prepare();
        std::vector<std::string> names;
        for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) {
            names.emplace_back(sqlite3_bind_parameter_name(statement, i));
        }
        return names;
    }

private:
    TemporaryDirectory directory_;
    std::unique_ptr<Machine> machine_ = make_machine();
    Store store_ = Store::open_for_writing(*machine_, (directory_.path() / "tm.db").string());
    std::string rest_of_file_;
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_{nullptr, sqlite3_finalize};
};

TEST_P(PassContract, HasAHeadThatSaysWhatItIs)
{
    const Pass& pass = GetParam();

    EXPECT_THAT(pass.summary, EndsWith("."));
    EXPECT_THAT(pass.remedy, Not(AnyOf(IsEmpty(), EndsWith("."))));
    EXPECT_THAT(pass.explanation, EndsWith("."));
}

TEST_P(PassContract, IsOneStatementThatOnlyReads)
{
    sqlite3_stmt* statement = prepare();

    EXPECT_EQ(rest_of_file(), "\n");
    EXPECT_NE(sqlite3_stmt_readonly(statement), 0);
}

TEST_P(PassContract, AnswersWithTheAgreedColumns)
{
    EXPECT_THAT(columns(),
                AnyOf(ElementsAre("slug", "subject", "detail", "evidence"),
                      ElementsAre("slug", "subject", "detail", "evidence", "unknown"),
                      ElementsAre("slug", "subject", "detail", "evidence", "unknown", "due_ns")));
}

TEST_P(PassContract, AsksWithTheAgreedParameters)
{
    EXPECT_THAT(parameters(), IsSubsetOf(pass_parameter_names()));
}

TEST_P(PassContract, KnowsOfTimeOnlyWhenItsAnswersAreDue)
{
    EXPECT_THAT(parameters(), Not(Contains(":now")));
    if (::testing::Matches(Contains(":soon"))(parameters())) {
        EXPECT_EQ(columns().back(), "due_ns");
    }
}

/// Otherwise a sync that found nothing new would leave answers standing that do not.
TEST_P(PassContract, RestsOnNothingThatASyncWritesAnyway)
{
    const auto rests_on = tables();

    EXPECT_THAT(rests_on, Not(IsEmpty()));
    for (const auto& table : tables_without_answers()) {
        EXPECT_THAT(rests_on, Not(Contains(table)));
    }
}

/// What is asked for each row must not read a whole table: that is quick on a desk, and never ends
/// where there are a hundred thousand tasks. Without statistics SQLite plans for all sizes alike.
TEST_P(PassContract, ReadsNoTableForEachRow)
{
    const std::set<std::string> small = {"role", "person"};

    EXPECT_THAT(scanned_for_each_row(), IsSubsetOf(small));
}

TEST_P(PassContract, AnswersInOrder)
{
    EXPECT_THAT(std::string(GetParam().sql), HasSubstr("\n ORDER BY subject"));
}

INSTANTIATE_TEST_SUITE_P(AllPasses, PassContract, ::testing::ValuesIn(all_passes()),
                         [](const auto& instance) { return instance.param.code; });

TEST(PassNeeds, AreTheFactsThatCanBeUnknown)
{
    EXPECT_THAT(needs_of_the_view(), ElementsAreArray(known_needs()));
}

// --- all passes together ------------------------------------------------------------------------

/// A workspace in which every pass has something to say.
class MessyWorkspace : public EndToEnd {
protected:
    MessyWorkspace()
    {
        tasks_in_disorder();
        workers_in_disorder();
        registers_in_disorder();
        registers_of_one_owner();
        pull_requests_in_disorder();
        branches_in_disorder();
        const std::string later = now;
        now = minutes_ago(2 * 24 * 60);
        sync();   // what has been ready or in progress has been so for two days
        now = later;
        task("pulled", {{"status", "in_progress"}, {"priority", "p0"}});
        commit("Raise a priority");
        may_change(dave);
    }

    std::vector<std::string> codes(const std::string& sql) const
    {
        std::vector<std::string> found;
        for (const auto& row : rows(sql)) {
            found.push_back(row[0]);
        }
        return found;
    }

    /// Everything that the history holds, but for what may move on while nothing happens.
    std::vector<Rows> history() const
    {
        return {rows("SELECT id, code, subject, slug, severity, detail, evidence, opened_at,"
                     " cleared_at FROM signal ORDER BY id"),
                rows("SELECT * FROM signal_event ORDER BY id"),
                rows("SELECT * FROM prune ORDER BY id"),
                rows("SELECT * FROM register_write ORDER BY id"),
                rows("SELECT * FROM register_write_member ORDER BY write_id, slug"),
                rows("SELECT * FROM change ORDER BY id"),
                rows("SELECT * FROM status_since ORDER BY slug")};
    }

private:
    void tasks_in_disorder()
    {
        task("waits-for-itself", {{"depends_on", "[waits-for-itself]"}});
        task("waits-for-nothing", {{"depends_on", "[never-was]"}});
        task("twice-there", {{"status", "ready"}});
        file("tasks/workstreams/web/tasks/twice-there.md", markdown({{"status", "completed"}}));
        task("never-picked-up", {{"status", "ready"}});
        task("forgotten", {{"status", "in_progress"}});
        file("tasks/workstreams/core/tasks/torn.md", torn_front_matter);
        task("drifted", {{"status", "ready"}});
        age("tasks/workstreams/core/tasks/drifted.md", 90);
        worktree("drifted", Fields{{"status", "in_progress"}});
        task("finished", {{"status", "completed"}});
        worktree("finished");
        file("tasks/team/dave.md", "# Dave\n");
        task("owned-by-nobody", {{"status", "not_started"}, {"owner", "ghost"}});
    }

    void workers_in_disorder()
    {
        task("exited", {{"status", "in_progress"}});
        dispatch("exited", {{"exit_code", 0}});
        task("failed", {{"status", "in_progress"}});
        dispatch("failed", {{"exit_code", 1}});
        task("gone", {{"status", "in_progress"}});
        dispatch("gone", {{"pid", gone_pid()}});
        task("quiet", {{"status", "in_progress"}});
        dispatch("quiet", {{"pid", live_pid()}});
    }

    void registers_in_disorder()
    {
        task("pruned", {{"status", "completed"}});
        worktree("shared");
        registers("dave", {{"drifted", entry("drifted", ".worktrees/drifted")},
                           {"quiet", entry("quiet", ".worktrees/lost")},
                           {"one", entry("one", ".worktrees/shared")},
                           {"two", entry("two", ".worktrees/shared")},
                           {"pruned", entry("pruned", ".worktrees/pruned")},
                           {"landed", entry("landed", ".worktrees/landed")},
                           {"edited", entry("edited", ".worktrees/edited")},
                           {"pulled", entry("pulled", ".worktrees/pulled")}});
        registers("bob", {{"one", entry("one", ".worktrees/shared")}});
    }

    void pull_requests_in_disorder()
    {
        task("merged", {{"status", "in_progress"}, {"pr_number", "1"}});
        task("conflicting", {{"status", "in_progress"}, {"pr_number", "2"}});
        task("red", {{"status", "in_progress"}, {"pr_number", "3"}});
        task("hidden", {{"status", "in_progress"}});
        worktree("hidden", Fields{{"status", "in_progress"}, {"pr_number", "4"}});
        const std::string oid(40, 'a');
        const Json failed = {{"name", "test"}, {"status", "COMPLETED"}, {"conclusion", "FAILURE"}};
        pull_requests(
            {pull_request(1, "m", oid, {{"state", "MERGED"}, {"mergedAt", minutes_ago(5)}}),
             pull_request(2, "c", oid, {{"mergeable", "CONFLICTING"}}),
             pull_request(3, "r", oid, {{"statusCheckRollup", Json::array({failed})}})});
    }

    void branches_in_disorder()
    {
        for (const char* slug : {"landed", "edited", "pulled"}) {
            task(slug, {{"status", "in_progress"}});
        }
        for (const char* slug : {"landed", "edited", "pulled"}) {
            linked_worktree(slug);
        }
        work("landed");
        squash("landed");
        task("edited", {{"status", "ready"}});
    }

    void registers_of_one_owner()
    {
        registers("eve-smith", nlohmann::json::object());
        nlohmann::ordered_json lost;
        for (const char* slug : {"lost-1", "lost-2", "lost-3", "lost-4", "lost-5", "lost-6"}) {
            lost[slug] = entry(slug, std::nullopt);
        }
        registers("eve.smith", lost);
    }
};

TEST_F(MessyWorkspace, MakesEveryPassSpeak)
{
    ASSERT_EQ(reconcile().status, 0);

    std::vector<std::string> all;
    std::transform(all_passes().begin(), all_passes().end(), std::back_inserter(all),
                   [](const Pass& pass) { return pass.code; });
    EXPECT_EQ(codes("SELECT DISTINCT code FROM open_signal ORDER BY code"), all);
}

TEST_F(MessyWorkspace, HasEvidenceThatIsAnObjectInJson)
{
    reconcile();

    EXPECT_THAT(codes("SELECT iif(json_valid(evidence), json_type(evidence), code) FROM signal"),
                Each("object"));
    EXPECT_THAT(codes("SELECT iif(json_valid(evidence), 'valid', signal_id) FROM signal_event"),
                Each("valid"));
}

TEST_F(MessyWorkspace, GivesEachSignalItsPassesSeverityAndAnOpeningEvent)
{
    reconcile();

    Rows severities;
    std::transform(all_passes().begin(), all_passes().end(), std::back_inserter(severities),
                   [](const Pass& pass) {
                       return std::vector{pass.code, std::string(name_of(pass.severity))};
                   });
    EXPECT_EQ(rows("SELECT DISTINCT code, severity FROM signal ORDER BY code"), severities);
    EXPECT_THAT(rows("SELECT id FROM signal WHERE NOT EXISTS (SELECT 1 FROM signal_event"
                     " WHERE signal_id = signal.id AND event = 'opened')"),
                IsEmpty());
}

TEST_F(MessyWorkspace, SaysNothingNewWhenItIsAskedAgain)
{
    reconcile();
    const auto before = history();
    const std::string count = value("SELECT COUNT(*) FROM open_signal");

    now = "2026-03-24T18:01:00Z";
    const Json report = reconcile({"--json"}).json();

    EXPECT_EQ(history(), before);
    EXPECT_EQ(value("SELECT COUNT(*) FROM open_signal WHERE last_seen_at = '2026-03-24T18:01:00Z'"
                    " AND times_seen = 2"),
              count);
    EXPECT_THAT(report["opened"], IsEmpty());
    EXPECT_THAT(report["reopened"], IsEmpty());
    EXPECT_THAT(report["changed"], IsEmpty());
    EXPECT_THAT(report["cleared"], IsEmpty());
    EXPECT_THAT(report["pruned"], IsEmpty());
}

TEST_F(MessyWorkspace, GivesTheSameAnswerWhenTheMirrorIsAskedWithoutASyncBetween)
{
    reconcile();
    const auto before = history();

    tm_db({"reconcile"});

    EXPECT_EQ(history(), before);
}

TEST_F(MessyWorkspace, LosesNoByteToADryRun)
{
    sync();
    nothing_may_change();

    const Answer answer = tm_db({"reconcile", "--dry-run"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, HasSubstr("would prune (1)"));
}

TEST_F(MessyWorkspace, IsPrunedOfWhatTheDryRunHasListed)
{
    sync();
    const Json dry = tm_db({"reconcile", "--dry-run", "--json"}).json();

    const Json real = tm_db({"reconcile", "--json"}).json();

    EXPECT_EQ(dry["pruned"].size(), 1U);
    EXPECT_EQ(dry["refused"].size(), 6U);
    EXPECT_EQ(dry["pruned"], real["pruned"]);
    EXPECT_EQ(dry["refused"], real["refused"]);
    EXPECT_EQ(dry["kept"], real["kept"]);
}

TEST_F(MessyWorkspace, LosesNoByteToADryRunAfterARealOne)
{
    reconcile();
    nothing_may_change();

    const Json dry = tm_db({"reconcile", "--dry-run", "--json"}).json();

    EXPECT_THAT(dry["pruned"], IsEmpty());
    EXPECT_THAT(dry["opened"], IsEmpty());
}

}   // namespace
}   // namespace tmdb
