#include "actions/prune.hpp"

#include "actions/register_fixture.hpp"
#include "base/error.hpp"

#include <algorithm>
#include <cerrno>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace fs = std::filesystem;
using Outcome = RegisterPrune::Outcome;

// --- the mass guard -------------------------------------------------------------------------

std::vector<PruneCandidate> candidates(std::size_t absent, std::size_t completed,
                                       const std::string& path = "a")
{
    std::vector<PruneCandidate> all;
    for (std::size_t i = 0; i < absent + completed; ++i) {
        all.push_back(
            {path, "dave", "t" + std::to_string(i), i < absent ? "task_file_absent" : "completed"});
    }
    return all;
}

struct Mass {
    const char* name;
    std::size_t absent;
    std::size_t completed;
    std::size_t register_size;
    std::optional<std::size_t> expected;
    std::size_t allowed;
    std::size_t refused;
};

void PrintTo(const Mass& mass, std::ostream* out)
{
    *out << mass.name;
}

class TheMassGuard : public testing::TestWithParam<Mass> {};

TEST_P(TheMassGuard, HoldsBackManyMissingTaskFiles)   // E10, E11
{
    const Mass& mass = GetParam();

    const auto plan = plan_pruning(candidates(mass.absent, mass.completed),
                                   {{"a", {mass.register_size, mass.absent}}}, mass.expected);

    EXPECT_THAT(plan.allowed, SizeIs(mass.allowed));
    EXPECT_THAT(plan.refused, SizeIs(mass.refused));
}

constexpr auto no_number = std::nullopt;

INSTANTIATE_TEST_SUITE_P(
    Borders, TheMassGuard,
    testing::Values(Mass{"nothing", 0, 0, 10, no_number, 0, 0},
                    Mass{"five_of_five", 5, 0, 5, no_number, 5, 0},
                    Mass{"six_of_six", 6, 0, 6, no_number, 0, 6},
                    Mass{"six_of_twenty", 6, 0, 20, no_number, 6, 0},   // 30 %
                    Mass{"six_of_nineteen", 6, 0, 19, no_number, 0, 6},
                    Mass{"thirty_percent", 30, 0, 100, no_number, 30, 0},
                    Mass{"thirty_one_percent", 31, 0, 100, no_number, 0, 31},
                    Mass{"completed_do_not_count", 0, 40, 40, no_number, 40, 0},
                    Mass{"five_and_many_completed", 5, 35, 40, no_number, 40, 0},
                    Mass{"completed_go_all_the_same", 6, 4, 10, no_number, 4, 6},
                    Mass{"exact", 30, 0, 40, 30, 30, 0}, Mass{"one_too_few", 30, 0, 40, 29, 0, 30},
                    Mass{"one_too_many", 30, 0, 40, 31, 0, 30},
                    Mass{"exact_with_completed", 6, 4, 10, 10, 10, 0},
                    Mass{"exact_of_the_absent_only", 6, 4, 10, 6, 0, 10},
                    Mass{"exact_without_need", 1, 0, 10, 1, 1, 0},
                    Mass{"wrong_without_need", 1, 0, 10, 2, 0, 1},
                    Mass{"none_expected_and_none_there", 0, 0, 10, 0, 0, 0},
                    Mass{"some_expected_and_none_there", 0, 0, 10, 3, 0, 0}),
    [](const testing::TestParamInfo<Mass>& one) { return one.param.name; });

TEST(PrunePlan, CountsEveryRegisterByItself)
{
    auto all = candidates(6, 0, "a");
    const auto others = candidates(5, 0, "b");
    all.insert(all.end(), others.begin(), others.end());

    const auto plan = plan_pruning(all, {{"a", {6, 6}}, {"b", {5, 5}}}, no_number);

    EXPECT_THAT(plan.allowed, testing::Each(Field(&PruneCandidate::register_path, "b")));
    EXPECT_THAT(plan.refused, testing::Each(Field(&PruneCandidate::register_path, "a")));
}

TEST(PrunePlan, SaysWhichNumberWouldBeRight)
{
    EXPECT_THAT(plan_pruning(candidates(6, 1), {{"a", {7, 6}}}, no_number).why_refused,
                HasSubstr("--expect-prunes 7"));
    EXPECT_EQ(plan_pruning(candidates(2, 0), {{"a", {7, 2}}}, 3).why_refused,
              "--expect-prunes says 3, there are 2");
}

TEST(PrunePlan, CountsWhatStaysOnlyBecauseItCannotBeSeen)
{
    const EntryLook gone = {.register_path = "a",
                            .worktree = Presence::absent,
                            .task = Presence::absent,
                            .task_reason = ""};
    EntryLook unseen_worktree = gone;
    unseen_worktree.worktree = Presence::unknown;
    EntryLook unseen_task = gone;
    unseen_task.task = Presence::unknown;
    EntryLook busy = gone;
    busy.protection = "the processes cannot be listed";
    EntryLook wanted_back = gone;
    wanted_back.restored_at = "2026-03-24T17:00:00Z";
    EntryLook alive = gone;
    alive.worktree = Presence::present;
    EntryLook finished = gone;
    finished.task = Presence::present;

    EntryLook new_one = gone;
    new_one.young = true;
    EntryLook of_some_day = new_one;
    of_some_day.age_unknown = true;

    EXPECT_EQ(register_masses({gone, unseen_worktree, unseen_task, busy, wanted_back, alive,
                               finished, new_one, of_some_day}),
              (std::map<std::string, RegisterMass>{{"a", {9, 5}}}));
}

TEST(PrunePlan, HoldsBackTheFewOfAMassThatCanBeSeen)
{
    const auto plan = plan_pruning(candidates(2, 1), {{"a", {7, 6}}}, no_number);

    EXPECT_THAT(plan.allowed, ElementsAre(Field(&PruneCandidate::reason, "completed")));
    EXPECT_THAT(plan.refused, SizeIs(2));
}

// --- one register ---------------------------------------------------------------------------

class Prune : public RegisterTest {
protected:
    Prune() { given_register(register_of({"keep", "fix-login", "another-task"})); }

    const std::string pruned_text = register_of({"keep", "another-task"});
};

TEST_F(Prune, TakesOutTheEntryAndNoOtherByte)
{
    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::done);
    EXPECT_THAT(result.pruned, ElementsAre(Field(&PruneCandidate::slug, "fix-login")));
    EXPECT_EQ(text(), pruned_text);
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(Prune, LeavesWhatWasWrittenUnsettled)
{
    prune({"fix-login"});

    EXPECT_THAT(write_states(), ElementsAre("intended"));
}

TEST_F(Prune, WritesNothingOnADryRun)
{
    const auto before = text();

    const auto result = prune_register(store, machine, workspace, known, register_path,
                                       {{register_path, "dave", "fix-login", "completed"}}, run_id,
                                       Write::no, PlainRename::refused);

    EXPECT_THAT(result.pruned, SizeIs(1));
    EXPECT_EQ(text(), before);
    EXPECT_THAT(write_states(), IsEmpty());
    EXPECT_EQ(archive(), "");
}

TEST_F(Prune, LooksAgainAndKeepsWhatHasComeBack)
{
    fs::create_directories(at(".worktrees/fix-login"));

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::done);
    EXPECT_THAT(result.pruned, IsEmpty());
    EXPECT_THAT(result.kept, ElementsAre(Field(&EntryLook::slug, "fix-login")));
    EXPECT_THAT(write_states(), IsEmpty());
}

TEST_F(Prune, LeavesAnEntryAloneThatTheGuardHasSeenDifferently)
{
    remove(task_path("fix-login"));

    const auto result = prune({"fix-login"}, "completed");

    EXPECT_THAT(result.pruned, IsEmpty());
    EXPECT_THAT(write_states(), IsEmpty());
}

TEST_F(Prune, SaysNothingOfAnEntryThatHasLeft)
{
    given_register(pruned_text);

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::done);
    EXPECT_THAT(result.pruned, IsEmpty());
}

TEST_F(Prune, HasItDurableTwiceBeforeTheRegisterChanges)   // I3
{
    std::string archived;
    std::string register_then;
    std::vector<std::string> recorded;
    on("register: intended", [&] {
        archived = archive();
        register_then = text();
        recorded = column("SELECT removed_text FROM register_write_member");
    });

    prune({"fix-login"});

    EXPECT_THAT(archived, HasSubstr(R"("slug":"fix-login")"));
    EXPECT_EQ(std::count(archived.begin(), archived.end(), '\n'), 1);
    EXPECT_THAT(recorded, ElementsAre(member("fix-login") + ",\n  "));
    EXPECT_EQ(register_then, register_of({"keep", "fix-login", "another-task"}));
}

TEST_F(Prune, GivesUpAfterFiveAttemptsAgainstAWriterThatNeverRests)
{
    std::size_t writes = 0;
    on("replace: before the last look", [&] {
        given_register(register_of({"keep", "fix-login"}) + std::string(++writes, ' '));
    });

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::busy);
    EXPECT_EQ(writes, 5u);
    EXPECT_THAT(machine.sleeps, SizeIs(4));
    EXPECT_THAT(result.pruned, IsEmpty());
    EXPECT_EQ(text(), register_of({"keep", "fix-login"}) + std::string(5, ' '));
    EXPECT_THAT(write_states(), testing::Each("aborted"));
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(Prune, TakesItOutOfWhatAWriterHasJustMadeOfTheFile)   // R27
{
    once_on("replace: before the last look", [&] {
        given_register(register_of({"newcomer", "keep", "fix-login"}));
    });

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::done);
    EXPECT_EQ(text(), register_of({"newcomer", "keep"}));
    EXPECT_THAT(write_states(), ElementsAre("aborted", "intended"));
}

TEST_F(Prune, KeepsASlugThatIsRegisteredAnewMeanwhile)   // R27, R34
{
    const std::string renewed =
        R"({"fix-login": {"slug": "fix-login", "registered_at": "2026-03-24T17:59:59Z"}})";
    on("replace: before the last look", [&] { given_register(renewed); });

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::done);
    EXPECT_THAT(result.pruned, IsEmpty());
    EXPECT_THAT(result.kept, ElementsAre(Field(&EntryLook::young, true)));
    EXPECT_EQ(text(), renewed);
}

TEST_F(Prune, KeepsAnEntryWhoseWorktreeComesBackAtTheLastMoment)   // E23
{
    on("replace: before the last look",
       [&] { fs::create_directories(at(".worktrees/fix-login")); });

    const auto result = prune({"fix-login"});

    EXPECT_THAT(result.pruned, IsEmpty());
    EXPECT_EQ(text(), register_of({"keep", "fix-login", "another-task"}));
    EXPECT_THAT(write_states(), ElementsAre("aborted"));
}

TEST_F(Prune, WaitsForATornRegister)   // R01
{
    given_register("");

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::busy);
    EXPECT_NE(result.reason, "");
    EXPECT_THAT(machine.sleeps, SizeIs(4));
    EXPECT_EQ(text(), "");
    EXPECT_THAT(write_states(), IsEmpty());
}

TEST_F(Prune, DoesNotPutBackARegisterThatVanishes)   // R30
{
    on("replace: before the last look", [&] { remove(register_path); });

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::refused);
    EXPECT_THAT(result.reason, HasSubstr("no such file"));
    EXPECT_FALSE(fs::exists(at(register_path)));
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(Prune, RefusesARegisterThatBecomesAFolder)   // R30
{
    on("replace: before the last look", [&] {
        remove(register_path);
        fs::create_directories(at(register_path));
    });

    EXPECT_EQ(prune({"fix-login"}).outcome, Outcome::refused);
    EXPECT_TRUE(fs::is_directory(at(register_path)));
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(Prune, WaitsForARegisterThatIsWrittenWhileItIsRead)
{
    machine.failing[at(register_path)] = EAGAIN;

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::busy);
    EXPECT_THAT(machine.sleeps, SizeIs(4));
}

TEST_F(Prune, RefusesARegisterThatLeadsOutOfTheRoot)   // R18
{
    remove(register_path);
    write_file(outside("register.json"), register_of({"fix-login"}));
    link(outside("register.json"), at(register_path));

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::refused);
    EXPECT_EQ(read(outside("register.json")), register_of({"fix-login"}));
}

TEST_F(Prune, FollowsALinkWithinTheRootAndLeavesIt)   // R17
{
    fs::rename(at(register_path), at("real.json"));
    link("../../real.json", at(register_path));

    EXPECT_EQ(prune({"fix-login"}).outcome, Outcome::done);

    EXPECT_EQ(read(at("real.json")), pruned_text);
    EXPECT_TRUE(fs::is_symlink(at(register_path)));
}

TEST_F(Prune, RefusesToSplitAHardLink)   // R19
{
    fs::create_hard_link(at(register_path), at("other-name.json"));

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::refused);
    EXPECT_THAT(result.reason, HasSubstr("hard link"));
    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_EQ(text(), register_of({"keep", "fix-login", "another-task"}));
}

TEST_F(Prune, SaysThatTheDiskIsFull)
{
    MachineWithoutRoom full;
    full.fixed_now = machine.fixed_now;
    full.cwds = machine.cwds;

    const auto result = prune_on(full, {"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.reason, HasSubstr("no space left"));
    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_EQ(text(), register_of({"keep", "fix-login", "another-task"}));
}

TEST_F(Prune, SaysThatAnothersFileHasVanishedInItsHands)
{
    const auto replace = [&] {
        write_file(at("theirs"), register_of({"keep", "newcomer"}));
        fs::rename(at("theirs"), at(register_path));
    };
    machine.on_reached = [&](std::string_view step) {
        if (step == "replace: before the exchange") {
            replace();
        } else if (step == "replace: after the exchange") {
            remove(".tasks/task_manager/" + temporaries().at(0));
        }
    };

    const auto result = prune({"fix-login"});

    EXPECT_EQ(result.outcome, Outcome::displaced);
    EXPECT_THAT(write_states(), ElementsAre("intended"));   // the next run finds out
}

TEST_F(Prune, LeavesAnEntryWithAProblemAlone)   // R13
{
    given_register(R"({"fix-login": {"slug": "unlike"}})");

    const auto result = prune({"fix-login"});

    EXPECT_THAT(result.pruned, IsEmpty());
    EXPECT_THAT(result.kept, SizeIs(1));
}

/// A machine whose disk is full for what is appended.
class FullMachine : public FakeMachine {
public:
    int append(const std::string&, std::string_view, std::uint32_t) override { return ENOSPC; }
};

TEST_F(Prune, TouchesNothingWhenTheArchiveCannotBeWritten)   // R40
{
    FullMachine full;
    full.fixed_now = machine.fixed_now;
    full.cwds = machine.cwds;

    try {
        prune_on(full, {"fix-login"});
        FAIL() << "it was pruned";
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), ExitStatus::write_failed);
        EXPECT_THAT(error.what(), HasSubstr("no space left"));
    }
    EXPECT_EQ(text(), register_of({"keep", "fix-login", "another-task"}));
    EXPECT_THAT(write_states(), ElementsAre("aborted"));
}

}   // namespace
}   // namespace tmdb
