#include "support/pass_test.hpp"

#include <algorithm>

namespace tmdb {
namespace {

using testing::AnyOf;
using testing::Each;
using testing::SizeIs;

namespace fs = std::filesystem;

/// Reconcile as a pruner, through the real binary.
class PruneCommand : public EndToEnd {
protected:
    /// A register of an owner with entries whose worktrees are gone. Their tasks are completed.
    std::string completed(const std::string& owner, const std::vector<std::string>& slugs)
    {
        for (const auto& slug : slugs) {
            task(slug, {{"status", "completed"}});
        }
        return gone(owner, slugs);
    }
    /// The same without a task file each.
    std::string gone(const std::string& owner, const std::vector<std::string>& slugs)
    {
        task("another-task", {{"status", "ready"}});
        nlohmann::ordered_json entries = nlohmann::ordered_json::object();
        for (const auto& slug : slugs) {
            entries[slug] = entry(slug, ".worktrees/" + slug);
        }
        return registers(owner, entries);
    }
    static std::vector<std::string> many(int count)
    {
        std::vector<std::string> slugs;
        for (int i = 0; i < count; ++i) {
            slugs.push_back("task-" + std::to_string(i));
        }
        return slugs;
    }
    Rows pruned() const { return rows("SELECT slug FROM prune ORDER BY id"); }
    /// The program in a shell.
    static std::string reconcile_quietly()
    {
        return "'" TM_DB_BINARY "' reconcile >/dev/null 2>&1";
    }
};

// --- the mass guard -------------------------------------------------------------------------

TEST_F(PruneCommand, RefusesToPruneManyWhoseTaskFilesAreMissing)   // E10
{
    gone("dave", many(8));

    const Answer answer = reconcile({"--exit-code"});

    EXPECT_EQ(answer.status, 5);
    EXPECT_THAT(answer.out, HasSubstr("--expect-prunes 8"));
    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_THAT(open("register_orphan"), SizeIs(8));
    EXPECT_EQ(value("SELECT outcome FROM run WHERE kind = 'reconcile'"), "refused");
}

TEST_F(PruneCommand, PrunesThemWhenTheirExactNumberIsExpected)   // E10
{
    git();   // without one the passes that ask git are not evaluated
    may_change(gone("dave", many(8)));

    EXPECT_EQ(reconcile({"--exit-code", "--expect-prunes", "8"}).status, 0);

    EXPECT_THAT(pruned(), SizeIs(8));
    EXPECT_THAT(open("register_orphan"), IsEmpty());
}

TEST_F(PruneCommand, PrunesTheOldAmongManyThatWereJustRegistered)   // E17
{
    task("another-task", {{"status", "ready"}});
    nlohmann::ordered_json entries = {{"old-task", entry("old-task", ".worktrees/old-task")}};
    for (const auto& slug : many(8)) {
        entries[slug] = entry(slug, ".worktrees/" + slug);
        entries[slug]["registered_at"] = "2026-03-24T17:55:00Z";
    }
    may_change(registers("dave", entries));

    reconcile();

    EXPECT_THAT(pruned(), ElementsAre(ElementsAre("old-task")));
}

TEST_F(PruneCommand, RefusesAllWhenTheNumberIsOffByOne)   // E11
{
    gone("dave", many(8));

    EXPECT_EQ(reconcile({"--exit-code", "--expect-prunes", "7"}).status, 5);
    EXPECT_EQ(reconcile({"--exit-code", "--expect-prunes", "9"}).status, 5);
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(PruneCommand, RefusesWhenPrunesAreExpectedAndThereAreNone)
{
    task("active", {{"status", "ready"}});

    const Answer answer = reconcile({"--exit-code", "--expect-prunes", "3"});

    EXPECT_EQ(answer.status, 5);
    EXPECT_THAT(answer.out, HasSubstr("refused: --expect-prunes says 3, there are 0"));
}

// --- a dry run ------------------------------------------------------------------------------

TEST_F(PruneCommand, SaysOnADryRunWhatItWouldDoAndWritesNothing)
{
    const std::string register_path = completed("dave", {"done-task"});
    sync();
    nothing_may_change();
    const Json would = tm_db({"reconcile", "--dry-run", "--json"}).json();

    ASSERT_THAT(would.at("pruned"), SizeIs(1));
    EXPECT_EQ(would.at("pruned").at(0).at("slug"), "done-task");
    EXPECT_THAT(read(register_path), HasSubstr("done-task"));
}

TEST_F(PruneCommand, DoesWhatTheDryRunSaid)
{
    may_change(completed("dave", {"done-task", "other-task"}));
    sync();
    const Json would = tm_db({"reconcile", "--dry-run", "--json"}).json();

    const Json did = tm_db({"reconcile", "--json"}).json();

    EXPECT_EQ(did.at("pruned"), would.at("pruned"));
    EXPECT_EQ(did.at("kept"), would.at("kept"));
}

// --- bytes and traces -----------------------------------------------------------------------

TEST_F(PruneCommand, LeavesEveryOtherByteTheModeAndTheLink)   // R08, R09, R10, R17, I4
{
    task("done-task", {{"status", "completed"}});
    task("keep", {{"status", "ready"}});
    const std::string start =
        "\xef\xbb\xbf{\r\n\t\"keep\" : {\"n\": [1E400,0.10 ], \"\\u00e9\": {}}";
    const std::string end = "\r\n}  ";
    const std::string real = "state/task-manager-dave.register.json";
    file(real, start + " ,\r\n\t\"done-task\": {\"slug\": \"done-task\"}" + end);
    fs::permissions(root() / real, fs::perms(0640));
    const std::string link = ".tasks/task_manager/task-manager-dave.register.json";
    fs::create_symlink("../../" + real, root() / link);
    may_change(real);

    ASSERT_EQ(reconcile().status, 0);

    EXPECT_EQ(read(real), start + end);
    EXPECT_EQ(fs::status(root() / real).permissions(), fs::perms(0640));
    EXPECT_TRUE(fs::is_symlink(root() / link));
}

TEST_F(PruneCommand, KeepsWhatItRemovedAndWhy)   // I5
{
    may_change(completed("dave", {"done-task"}));

    reconcile();

    EXPECT_THAT(value("SELECT removed_text FROM prune"), HasSubstr("\"done-task\": {"));
    EXPECT_EQ(value("SELECT evidence ->> 'status' FROM prune"), "completed");
    EXPECT_EQ(value("SELECT evidence ->> 'worktree' FROM prune"), "absent");
    EXPECT_EQ(value("SELECT state FROM register_write"), "done");
    EXPECT_THAT(read(".tasks/task_manager/tm.db.prunes.jsonl"), HasSubstr("done-task"));
}

TEST_F(PruneCommand, TakesTheEntryOutOfTheMirrorInTheSameRun)
{
    may_change(completed("dave", {"done-task", "other-task"}));

    reconcile();

    EXPECT_THAT(rows("SELECT slug FROM register_entry"), IsEmpty());
}

TEST_F(PruneCommand, FindsNothingMoreTheSecondTime)
{
    may_change(completed("dave", {"done-task"}));
    reconcile();

    const Json again = reconcile({"--json"}).json();

    EXPECT_THAT(again.at("pruned"), IsEmpty());
    EXPECT_THAT(pruned(), SizeIs(1));
}

TEST_F(PruneCommand, AnchorsWorktreesAtTheRootWhereverItIsRun)   // E12
{
    may_change(completed("dave", {"done-task"}));
    worktree("live-task");
    task("live-task", {{"status", "completed"}});
    may_change(gone("bob", {"live-task"}));
    working_directory = ".worktrees";

    reconcile();

    EXPECT_THAT(pruned(), ElementsAre(ElementsAre("done-task")));
}

// --- what protects --------------------------------------------------------------------------

TEST_F(PruneCommand, KeepsWhatGitHasLockedAndSaysSo)   // E16
{
    const std::string register_path = completed("dave", {"done-task"});
    git();
    linked_worktree("done-task");
    git().git({"worktree", "lock", "--reason", "on a stick", ".worktrees/done-task"});
    remove(".worktrees/done-task");

    const Answer answer = reconcile({"--exit-code", "--skip", "worktree_missing"});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("on a stick"));
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(PruneCommand, KeepsAllWhileTheWorktreesAreOutOfSight)   // E08
{
    completed("dave", {"done-task"});
    worktree("live-task");
    hide(".worktrees");

    EXPECT_EQ(reconcile({"--only", "register_orphan", "--exit-code"}).status, 3);
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(PruneCommand, E24GoesByNoLookOfBeforeAReboot)
{
    const std::string register_path = completed("dave", {"done-task"});
    sync();
    ASSERT_THAT(tm_db({"reconcile", "--dry-run", "--json"}).json().at("pruned"), SizeIs(1));

    worktree("done-task");   // its volume is mounted later than the first sync ran
    tm_db({"reconcile"});

    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_THAT(read(register_path), HasSubstr("done-task"));
}

TEST_F(PruneCommand, E28GoesByTheRootFileWhateverTheCopyHasSaid)
{
    may_change(completed("dave", {"done-task"}));
    worktree("done-task", Fields{{"status", "in_progress"}});
    task("open-task", {{"status", "in_progress"}});
    const std::string kept = gone("bob", {"open-task"});
    worktree("open-task", Fields{{"status", "completed"}});
    reconcile();
    ASSERT_EQ(rows("SELECT slug, root_status, worktree_status FROM ledgers"
                   " WHERE registered ORDER BY slug"),
              (Rows{{"done-task", "completed", "in_progress"},
                    {"open-task", "in_progress", "completed"}}));
    remove(".worktrees/done-task");
    remove(".worktrees/open-task");

    reconcile();

    EXPECT_THAT(pruned(), ElementsAre(ElementsAre("done-task")));
    EXPECT_THAT(read(kept), HasSubstr("open-task"));
    EXPECT_THAT(open("worktree_missing"), ElementsAre("open-task"));
}

// --- registers in trouble -------------------------------------------------------------------

TEST_F(PruneCommand, IsBusyWhenARegisterIsTornAfterTheSync)   // R01
{
    const std::string register_path = completed("dave", {"done-task"});
    sync();
    file(register_path, "");

    EXPECT_EQ(tm_db({"reconcile"}).status, 4);
    EXPECT_EQ(read(register_path), "");
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(PruneCommand, PrunesTheOthersWhenOneRegisterIsBad)   // R38
{
    may_change(completed("dave", {"done-task"}));
    file(".tasks/task_manager/task-manager-bob.register.json", "{");
    may_change(completed("carol", {"other-task"}));

    reconcile();

    EXPECT_THAT(pruned(),
                testing::UnorderedElementsAre(ElementsAre("done-task"), ElementsAre("other-task")));
}

TEST_F(PruneCommand, PrunesOneSlugFromTwoRegisters)   // R35
{
    may_change(completed("dave", {"done-task"}));
    may_change(completed("bob", {"done-task"}));

    reconcile();

    EXPECT_THAT(rows("SELECT owner FROM prune ORDER BY owner"),
                ElementsAre(ElementsAre("bob"), ElementsAre("dave")));
}

TEST_F(PruneCommand, RefusesAHardLinkAndSaysWhy)   // R19
{
    const std::string register_path = completed("dave", {"done-task"});
    fs::create_hard_link(root() / register_path, root() / "other-name.json");

    const Answer answer = reconcile({"--exit-code"});

    EXPECT_EQ(answer.status, 5);
    EXPECT_THAT(answer.out, HasSubstr("hard link"));
}

TEST_F(PruneCommand, FailsAndTouchesNothingWhenTheArchiveCannotBeWritten)   // R40
{
    completed("dave", {"done-task"});
    sync();
    fs::create_directory(root() / ".tasks/task_manager/tm.db.prunes.jsonl");

    const Answer answer = tm_db({"reconcile"});

    EXPECT_EQ(answer.status, 7);
    EXPECT_THAT(answer.err, HasSubstr("no register has been touched"));
    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_EQ(value("SELECT outcome FROM run WHERE kind = 'reconcile'"), "failed");
}

TEST_F(PruneCommand, R33PrunesOnceARunWhatAStaleWriterBringsBack)
{
    const std::string register_path = completed("dave", {"done-task"});
    may_change(register_path);
    const std::string stale = read(register_path);
    reconcile();

    for (int time = 2; time <= 4; ++time) {
        file(register_path, stale);
        const Json report = reconcile({"--json"}).json();
        EXPECT_THAT(report.at("pruned"), SizeIs(1));
        EXPECT_THAT(pruned(), SizeIs(time));
    }

    EXPECT_EQ(read(register_path), "{\n  \n}");
    EXPECT_EQ(value("SELECT COUNT(*) FROM signal_event WHERE event = 'reopened'"), "3");
    EXPECT_EQ(value("SELECT COUNT(DISTINCT removed_text) FROM prune"), "1");
}

TEST_F(PruneCommand, R39TakesARegisterThatIsGoneForNoneAndBringsNoneBack)
{
    const std::string register_path = completed("dave", {"done-task"});
    gone("bob", many(8));
    sync();
    remove(register_path);
    remove(bob);

    const Json report = reconcile({"--json"}).json();

    EXPECT_THAT(report.at("pruned"), IsEmpty());
    EXPECT_FALSE(exists(register_path));
    EXPECT_EQ(value("SELECT COUNT(*) FROM open_signal"), "0");
    EXPECT_EQ(value("SELECT COUNT(*) FROM register_entry"), "0");
    EXPECT_EQ(value("SELECT COUNT(*) FROM change WHERE ledger = 'register_entry'"
                    "   AND field = 'row' AND json_extract(old_value, '$.raw') LIKE '%slug%'"),
              "9");
    EXPECT_EQ(tm_db({"sql", "--json", "--as-of", "1", "SELECT COUNT(*) AS n FROM register_entry"})
                  .json()[0]["n"],
              9);
}

// --- many at once ---------------------------------------------------------------------------

TEST_F(PruneCommand, PrunesEveryEntryOnceHoweverManyRunAtOnce)   // E29
{
    may_change(completed("dave", many(5)));
    sync();
    const std::string eight =
        "for i in 1 2 3 4 5 6 7 8; do (" + reconcile_quietly() + "; echo $?) & done; wait";

    const Answer answer = run({"sh", "-c", eight});

    const std::string statuses = answer.out;
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), '\n'), 8);
    EXPECT_EQ(statuses.find_first_not_of("04\n"), std::string::npos) << statuses;
    EXPECT_THAT(rows("SELECT slug, COUNT(*) FROM prune GROUP BY slug"), SizeIs(5));
    EXPECT_THAT(pruned(), SizeIs(5));
    const std::string archive = read(".tasks/task_manager/tm.db.prunes.jsonl");
    EXPECT_EQ(std::count(archive.begin(), archive.end(), '\n'), 5);
}

// --- restored entries -----------------------------------------------------------------------

TEST_F(PruneCommand, LeavesARestoredEntryAlone)
{
    const std::string register_path = completed("dave", {"done-task"});
    may_change(register_path);
    reconcile();
    tm_db({"restore", "done-task"});

    const Answer answer = reconcile();

    EXPECT_THAT(answer.out, HasSubstr("it was restored at 2026-03-24T18:00:00Z; change or remove"));
    EXPECT_THAT(pruned(), SizeIs(1));
    EXPECT_THAT(read(register_path), HasSubstr("done-task"));
    EXPECT_THAT(open("register_orphan"), IsEmpty());
}

TEST_F(PruneCommand, IsNotStoppedByARestoredEntryThatIsKept)
{
    may_change(completed("dave", {"done-task"}));
    reconcile();
    tm_db({"restore", "done-task"});

    EXPECT_EQ(reconcile({"--exit-code", "--only", "register_orphan"}).status, 0);
}

TEST_F(PruneCommand, PrunesARestoredEntryOnceItHasChanged)
{
    const std::string register_path = completed("dave", {"done-task"});
    may_change(register_path);
    reconcile();
    tm_db({"restore", "done-task"});
    auto changed = entry("done-task", ".worktrees/done-task");
    changed["note"] = "again";
    registers("dave", {{"done-task", changed}});

    reconcile();

    EXPECT_THAT(pruned(), SizeIs(2));
    EXPECT_EQ(read(register_path), "{\n  \n}");
}

}   // namespace
}   // namespace tmdb
