#include "actions/entry_inspector_fixture.hpp"
#include "support/dim_machine.hpp"

#include <cerrno>
#include <iterator>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

// --- hands at work --------------------------------------------------------------------------

class ADispatch : public EntryInspectorTest {};

TEST_F(ADispatch, ThatRunsProtects)   // E21
{
    machine.processes.emplace(4711, Looked<Process>{Process{true, std::nullopt}});
    dispatch(R"({"pid": 4711, "updated_at": "2026-03-24T17:59:00Z"})");
    machine.fixed_now = machine.wall_clock();

    EXPECT_THAT(judged(), IsUnknown("its dispatch is still running"));
}

TEST_F(ADispatch, ThatStallsProtects)
{
    machine.processes.emplace(4711, Looked<Process>{Process{true, std::nullopt}});
    dispatch(R"({"pid": 4711})");
    machine.fixed_now = machine.wall_clock() + 60 * one_minute;

    EXPECT_THAT(judged(), IsUnknown("its dispatch is still running"));
}

TEST_F(ADispatch, OfWhichNothingIsKnownProtects)
{
    dispatch(R"({"state": "completed"})");

    EXPECT_THAT(judged(), IsUnknown("what became of its dispatch is unknown"));
}

TEST_F(ADispatch, WhoseProcessCannotBeLookedAtProtects)
{
    machine.processes.emplace(4711, Looked<Process>::failed(EACCES));
    dispatch(R"({"pid": 4711})");

    EXPECT_THAT(judged(), IsUnknown("what became of its dispatch is unknown"));
}

TEST_F(ADispatch, ThatIsTornProtects)
{
    dispatch(R"({"exit_code": 0)");

    EXPECT_THAT(judged(), IsUnknown("cannot be read"));
}

TEST_F(ADispatch, OfWhichAPartCannotBeReadProtects)
{
    dispatch(R"({"exit_code": 0, "pid": []})");

    EXPECT_THAT(judged(), IsUnknown("cannot be read"));
}

TEST_F(ADispatch, ThatIsEmptyProtects)
{
    dispatch("");

    EXPECT_THAT(judged(), IsUnknown("cannot be read"));
}

TEST_F(ADispatch, ThatLeadsNowhereProtects)
{
    fs::create_directories(at("tasks/logs"));
    link("nowhere", at("tasks/logs/dispatch-fix-login.status.json"));

    EXPECT_THAT(judged(), IsUnknown("cannot be read"));
}

TEST_F(ADispatch, ThatTheMirrorKnowsUnderAnotherNameProtects)
{
    file("tasks/logs/dispatch-7.status.json", R"({"slug": "fix-login"})");
    known.dispatch_paths.emplace("fix-login", "tasks/logs/dispatch-7.status.json");

    EXPECT_THAT(judged(), IsUnknown("what became of its dispatch is unknown"));
}

TEST_F(ADispatch, ThatIsGoneSinceTheMirrorSawItDoesNotProtect)
{
    known.dispatch_paths.emplace("fix-login", "tasks/logs/dispatch-7.status.json");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(ADispatch, WhoseFolderCannotBeReadProtects)
{
    fs::create_directories(at("tasks/logs"));
    machine.failing[at("tasks/logs")] = EACCES;

    EXPECT_THAT(judged(), IsUnknown("a folder of dispatch records cannot be read"));
}

TEST_F(ADispatch, ThatExitedDoesNotProtect)
{
    dispatch(R"({"exit_code": 0})");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(ADispatch, ThatFailedDoesNotProtect)
{
    dispatch(R"({"exit_code": 1})");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(ADispatch, WhoseProcessIsGoneDoesNotProtect)
{
    machine.processes.emplace(4711, Looked<Process>{Process{false, std::nullopt}});
    dispatch(R"({"pid": 4711})");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(ADispatch, OfAnotherTaskDoesNotProtect)
{
    file("tasks/logs/dispatch-fix-login-2.status.json", "{}");

    EXPECT_THAT(judged(), IsPrunable());
}

// --- times ----------------------------------------------------------------------------------

struct Time {
    const char* name;
    OptionalText registered_at;
    OptionalText launched_at;
    OptionalText started_at;
    Verdict verdict;
};

void PrintTo(const Time& time, std::ostream* out)
{
    *out << time.name;
}

class AnEntryOfTime : public EntryInspectorTest, public testing::WithParamInterface<Time> {};

TEST_P(AnEntryOfTime, IsKeptWhileItIsOrMayBeYoung)   // E17, E18
{
    entry.registered_at = GetParam().registered_at;
    entry.launched_at = GetParam().launched_at;
    entry.started_at = GetParam().started_at;

    EXPECT_EQ(judged().verdict, GetParam().verdict) << judged().reason;
}

constexpr auto none = std::nullopt;
constexpr auto old = "2026-03-24T16:00:00Z";

INSTANTIATE_TEST_SUITE_P(
    Times, AnEntryOfTime,   // the grace is ten minutes, it is 18:00
    testing::Values(Time{"old", old, none, none, Verdict::prunable},
                    Time{"none", none, none, none, Verdict::prunable},
                    Time{"registered", "2026-03-24T17:59:55Z", none, none, Verdict::kept},
                    Time{"launched", old, "2026-03-24T17:55:00Z", none, Verdict::kept},
                    Time{"started", old, old, "2026-03-24T17:55:00Z", Verdict::kept},
                    Time{"border", "2026-03-24T17:50:00Z", none, none, Verdict::kept},
                    Time{"older", "2026-03-24T17:49:59Z", none, none, Verdict::prunable},
                    Time{"zone", "2026-03-24T19:45:00+02:00", none, none, Verdict::prunable},
                    Time{"young_zone", "2026-03-24T19:55:00+02:00", none, none, Verdict::kept},
                    Time{"future", "2026-03-24T18:00:01Z", none, none, Verdict::kept},
                    Time{"year_9999", "9999-12-31T23:59:59Z", none, none, Verdict::kept},
                    Time{"garbage", "yesterday", none, none, Verdict::kept},
                    Time{"empty", "", none, none, Verdict::kept},
                    Time{"late_garbage", old, none, "soon", Verdict::kept}),
    [](const testing::TestParamInfo<Time>& one) { return one.param.name; });

// --- restored -------------------------------------------------------------------------------

class ARestoredEntry : public EntryInspectorTest {
protected:
    void restored(const std::string& text, const std::string& register_path = "register")
    {
        known.restored.emplace("fix-login", PrunedEntry{.slug = "fix-login",
                                                        .register_path = register_path,
                                                        .removed_text = text,
                                                        .restored_at = "2026-03-24T17:00:00Z"});
    }
};

TEST_F(ARestoredEntry, IsKept)
{
    restored(R"("fix-login": {"slug": "fix-login"})");

    EXPECT_THAT(judged(), IsKept("it was restored at 2026-03-24T17:00:00Z; change or remove it"));
}

TEST_F(ARestoredEntry, IsKeptWhateverCommaItLeftWith)
{
    restored("\"fix-login\": {\"slug\": \"fix-login\"},\r\n  ");

    EXPECT_THAT(judged(), IsKept("it was restored"));
}

TEST_F(ARestoredEntry, IsPrunableAgainOnceItHasChanged)
{
    restored(R"(, "fix-login": {"slug": "fix-login", "note": 1})");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(ARestoredEntry, SaysNothingOfAnotherRegister)
{
    restored(R"("fix-login": {"slug": "fix-login"})", "another register");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(ARestoredEntry, TellsTheLastTime)
{
    restored(R"("fix-login": {"slug": "fix-login"})");
    restored(R"("fix-login": {"slug": "fix-login"})");
    std::prev(known.restored.end())->second.restored_at = "2026-03-24T17:30:00Z";

    EXPECT_THAT(judged(), IsKept("it was restored at 2026-03-24T17:30:00Z"));
}

TEST_F(ADispatch, AndAnyProcessProtectWhatCannotBePlaced)
{
    DimMachine dim;
    dim.cwds = machine.cwds;
    dim.failing_looks = {{"real_path " + at(".worktrees"), EIO}};

    EXPECT_EQ(Hands(dim, workspace).process_within(at(".worktrees/fix-login")),
              "the place of its worktree cannot be seen");
}

}   // namespace
}   // namespace tmdb
