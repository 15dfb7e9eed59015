#include "model/evidence.hpp"

#include <gtest/gtest.h>

namespace tmdb {
namespace {

/// Of an entry that is prunable, because its task is completed.
EntryLook prunable_look()
{
    EntryLook look;
    look.worktree = Presence::absent;
    look.task = Presence::present;
    look.task_status = "completed";
    return look;
}

TEST(Judgement, IsSpokenOfInWords)
{
    EXPECT_EQ(name_of(Presence::present), "present");
    EXPECT_EQ(name_of(Presence::absent), "absent");
    EXPECT_EQ(name_of(Presence::unknown), "unknown");
    EXPECT_EQ(name_of(Verdict::prunable), "prunable");
    EXPECT_EQ(name_of(Verdict::kept), "kept");
    EXPECT_EQ(name_of(Verdict::unknown), "unknown");
}

TEST(Judgement, IsToPruneWhenTheWorktreeIsAbsentAndTheTaskCompleted)   // E01
{
    const auto judgement = judge(prunable_look());

    EXPECT_EQ(judgement.verdict, Verdict::prunable);
    EXPECT_EQ(judgement.reason, "completed");
}

TEST(Judgement, IsToPruneWhenWorktreeAndTaskFileAreAbsent)   // E02
{
    EntryLook look = prunable_look();
    look.task = Presence::absent;
    look.task_status = std::nullopt;

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::prunable);
    EXPECT_EQ(judgement.reason, "task_file_absent");
}

TEST(Judgement, IsUnknownOfALookThatHasSeenNothing)
{
    EXPECT_EQ(judge(EntryLook{}).verdict, Verdict::unknown);
}

TEST(Judgement, IsUnknownWhenTheEntryHasAProblem)
{
    EntryLook look = prunable_look();
    look.problem = "the entry is not an object";

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "the entry is not an object");
}

TEST(Judgement, IsToKeepWithoutAWordWhileTheWorktreeIsThere)
{
    EntryLook look = prunable_look();
    look.worktree = Presence::present;

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::kept);
    EXPECT_EQ(judgement.reason, "");
}

TEST(Judgement, IsUnknownWhenTheWorktreeIs)
{
    EntryLook look = prunable_look();
    look.worktree = Presence::unknown;
    look.worktree_reason = "permission denied";

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "permission denied");
}

TEST(Judgement, IsUnknownWhenTheTaskIs)
{
    EntryLook look = prunable_look();
    look.task = Presence::unknown;
    look.task_reason = "half a front matter";

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "half a front matter");
}

TEST(Judgement, IsToKeepATaskThatIsNotCompleted)   // E03
{
    EntryLook look = prunable_look();
    look.task_status = "in_progress";

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::kept);
    EXPECT_EQ(judgement.reason, "");
}

TEST(Judgement, IsToKeepACancelledTask)
{
    EntryLook look = prunable_look();
    look.task_status = "cancelled";

    EXPECT_EQ(judge(look).verdict, Verdict::kept);
}

TEST(Judgement, IsToKeepATaskWithoutAStatus)
{
    EntryLook look = prunable_look();
    look.task_status = std::nullopt;

    EXPECT_EQ(judge(look).verdict, Verdict::kept);
}

TEST(Judgement, IsUnknownWhileAHandMayBeAtWork)
{
    EntryLook look = prunable_look();
    look.protection = "its dispatch is still running";

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "its dispatch is still running");
}

TEST(Judgement, IsToKeepWhatIsYoung)   // E17
{
    EntryLook look = prunable_look();
    look.young = true;
    look.age_reason = "it is younger than the grace of 10m";

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::kept);
    EXPECT_EQ(judgement.reason, "it is younger than the grace of 10m");
}

TEST(Judgement, IsToKeepWhatWasRestored)
{
    EntryLook look = prunable_look();
    look.restored_at = "2026-03-24T18:00:00Z";

    const auto judgement = judge(look);

    EXPECT_EQ(judgement.verdict, Verdict::kept);
    EXPECT_EQ(judgement.reason,
              "it was restored at 2026-03-24T18:00:00Z; change or remove it by hand");
}

TEST(Judgement, OfARestoredEntryStillSaysWhatIsUnknown)
{
    EntryLook look = prunable_look();
    look.restored_at = "2026-03-24T18:00:00Z";
    look.worktree = Presence::unknown;

    EXPECT_EQ(judge(look).verdict, Verdict::unknown);
}

TEST(Evidence, HasWordsForItsValues)
{
    EXPECT_EQ(name_of(Presence::present), "present");
    EXPECT_EQ(name_of(Presence::absent), "absent");
    EXPECT_EQ(name_of(Presence::unknown), "unknown");
    EXPECT_EQ(name_of(Verdict::prunable), "prunable");
    EXPECT_EQ(name_of(Verdict::kept), "kept");
    EXPECT_EQ(name_of(Verdict::unknown), "unknown");
}

}   // namespace
}   // namespace tmdb
