#include "report/reconcile_words.hpp"

#include "report/tables.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;

namespace {

class ReconcileWords : public ::testing::Test {
protected:
    std::string text() const { return reconcile_text(report_, pipe); }

    const Finding finding_{.code = "worker_gone",
                           .subject = "some-task",
                           .slug = "some-task",
                           .severity = Severity::error,
                           .detail = "its process is gone",
                           .evidence = R"({"pid":42})"};
    const PruneCandidate candidate_{
        .register_path = "dave.json", .owner = "dave", .slug = "old", .reason = "completed"};
    ReconcileReport report_{.run_id = 7};
};

TEST_F(ReconcileWords, AreOneLineWhenNothingHappened)
{
    EXPECT_EQ(text(), "0 signals open: 0 errors, 0 warnings, 0 infos\n");
}

TEST_F(ReconcileWords, GiveTheTerminalNoControlOfARegistersName)   // F60
{
    report_.plain_renames = {"task-manager-\x1b[2J.register.json"};

    EXPECT_THAT(text(), HasSubstr("task-manager-\\u001b[2J.register.json was replaced"));
}

TEST_F(ReconcileWords, CountWhatIsOpenBySeverity)
{
    report_.open = {.errors = 1};

    EXPECT_EQ(text(), "1 signal open: 1 error, 0 warnings, 0 infos\n");
}

TEST_F(ReconcileWords, ListWhatOpenedAndCleared)
{
    report_.opened = {finding_};
    report_.cleared = {finding_, finding_};

    EXPECT_THAT(text(), AllOf(HasSubstr("opened (1)\n"
                                        "severity  signal       subject    what\n"
                                        "error     worker_gone  some-task  its process is gone\n"),
                              HasSubstr("cleared (2)\n")));
}

TEST_F(ReconcileWords, SpeakOfADryRunAsOfWhatWouldBe)
{
    report_.run_id = std::nullopt;
    report_.opened = {finding_};
    report_.pruned = {candidate_};

    EXPECT_THAT(text(), AllOf(HasSubstr("would open (1)\n"), HasSubstr("would prune (1)\n")));
}

TEST_F(ReconcileWords, SayWhyEntriesWereRefusedOrKept)
{
    report_.refused = {candidate_};
    report_.why_refused = "too many at once";
    report_.kept = {{.owner = "dave",
                     .slug = "young",
                     .register_path = "dave.json",
                     .reason = "it is younger than the grace"}};

    EXPECT_THAT(text(), AllOf(HasSubstr("refused: too many at once (1)\n"),
                              HasSubstr("kept (1)\n"
                                        "register   slug   reason\n"
                                        "dave.json  young  it is younger than the grace\n")));
}

TEST_F(ReconcileWords, SayOnceWhatManyPassesCouldNotSee)
{
    report_.not_evaluated = {{"metadata_drift", "torn", "its task file cannot be judged"},
                             {"worker_gone", "torn", "its task file cannot be judged"},
                             {"orphaned_worktree", "", "git is away"}};

    EXPECT_THAT(text(),
                AllOf(HasSubstr("not evaluated (2)\n"), HasSubstr("metadata_drift and 1 more\n"),
                      HasSubstr("all      git is away")));
}

TEST_F(ReconcileWords, TellOfRegistersInTrouble)
{
    report_.troubles = {{.register_path = "dave.json",
                         .outcome = RegisterPrune::Outcome::busy,
                         .reason = "it changed five times"}};
    report_.recovered = 2;

    EXPECT_THAT(text(), AllOf(HasSubstr("dave.json  busy     it changed five times"),
                              HasSubstr("settled 2 register writes that an earlier run left")));
}

TEST_F(ReconcileWords, HaveAPlaceForEverythingInJson)
{
    report_.opened = {finding_};
    report_.pruned = {candidate_};
    report_.refused = {candidate_};
    report_.why_refused = "too many at once";
    report_.skipped = {"worker_idle"};
    report_.open = {.errors = 1};

    EXPECT_THAT(to_text(reconcile_json(report_)),
                AllOf(HasSubstr("\"run\": 7"), HasSubstr("\"dry_run\": false"),
                      HasSubstr("\"pid\": 42"), HasSubstr("\"why_refused\": \"too many at once\""),
                      HasSubstr("\"worker_idle\""), HasSubstr("\"kept\": []"),
                      HasSubstr("\"open\": 1")));
}

}   // namespace
}   // namespace tmdb
