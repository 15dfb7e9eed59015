#include "report/sync_words.hpp"

#include "report/tables.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

SyncReport empty_report()
{
    return {.run_id = 3,
            .ledgers = {{"task", {}},
                        {"task_copy", {}},
                        {"register_entry", {}},
                        {"worktree", {}},
                        {"dispatch", {}},
                        {"pull_request", {}}},
            .took_ns = 1'999'999};
}

TEST(SyncWords, SayWhatHappenedToEachLedger)
{
    SyncReport report = empty_report();
    report.ledgers["task"] = {.added = 1, .changed = 2, .removed = 3, .unreadable = 4, .total = 5};

    EXPECT_THAT(sync_text(report, pipe),
                HasSubstr("task files           5      1        2        3           4\n"));
}

TEST(SyncWords, NameThePlaceOfAProblemAsFarAsItIsKnown)
{
    SyncReport report = empty_report();
    report.problems = {{.path = "a.md", .message = "gone"},
                       {.path = "b.md", .line = 3, .message = "odd"},
                       {.path = "c.md", .line = 3, .column = 7, .message = "torn"}};

    EXPECT_THAT(sync_text(report, pipe), EndsWith("unreadable a.md: gone\n"
                                                  "unreadable b.md:3: odd\n"
                                                  "unreadable c.md:3:7: torn\n"));
}

TEST(SyncWords, StopAfterTenProblems)
{
    SyncReport report = empty_report();
    report.problems.assign(12, {.path = "a.md", .message = "gone"});

    EXPECT_THAT(sync_text(report, pipe),
                EndsWith("gone\nand 2 more: tm-db sql 'SELECT * FROM problem'\n"));
}

TEST(SyncWords, EscapeWhatFilesSay)   // F60
{
    SyncReport report = empty_report();
    report.problems = {{.path = "\x1b[31m.md", .message = "duplicate key '\a'"}};

    EXPECT_THAT(
        sync_text(report, pipe),
        AllOf(HasSubstr(R"(\u001b[31m.md: duplicate key '\u0007')"), Not(HasSubstr("\x1b"))));
}

TEST(SyncWords, AreColouredOnATerminalThatWantsIt)
{
    SyncReport report = empty_report();
    report.problems = {{.path = "a.md", .message = "gone"}};

    EXPECT_THAT(sync_text(report, {.is_terminal = true, .colours = true}), HasSubstr("\x1b["));
    EXPECT_THAT(sync_text(report, {.is_terminal = true}), Not(HasSubstr("\x1b[")));
}

TEST(SyncWords, AreTheSameInJson)
{
    SyncReport report = empty_report();
    report.problems = {{.path = "c.md", .line = 3, .column = 7, .message = "torn", .slug = "c"}};

    const std::string json = to_text(sync_json(report));

    EXPECT_THAT(json, AllOf(HasSubstr("\"run\": 3"), HasSubstr("\"took_ms\": 1"),
                            HasSubstr("\"path\": \"c.md\""), HasSubstr("\"column\": 7")));
}

}   // namespace
}   // namespace tmdb
