#include "store/lock.hpp"

#include "base/error.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>

namespace tmdb {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;

class Lock : public testing::Test {
protected:
    /// The error of trying to get it.
    Error refusal()
    {
        try {
            lock_out_others(machine, database);
        } catch (const Error& error) {
            return error;
        }
        return Error("there was none");
    }

    TemporaryDirectory directory;
    FakeMachine machine;
    std::string database = directory.path() / "state/tm.db";
};

TEST_F(Lock, IsTakenAtOnceWhenItIsFree)
{
    EXPECT_TRUE(lock_out_others(machine, database));
    EXPECT_THAT(machine.sleeps, IsEmpty());
}

TEST_F(Lock, MakesTheFoldersOfTheDatabaseForNobodyElse)
{
    lock_out_others(machine, database);

    EXPECT_EQ(std::filesystem::status(directory.path() / "state").permissions(),
              std::filesystem::perms::owner_all);
}

TEST_F(Lock, IsFreeAgainWhenItsOwnerIsGone)
{
    lock_out_others(machine, database);

    EXPECT_TRUE(lock_out_others(machine, database));
}

TEST_F(Lock, WaitsTenSecondsForAnotherRun)   // E29
{
    const auto other = lock_out_others(machine, database);

    const Error error = refusal();

    EXPECT_EQ(error.status(), ExitStatus::busy);
    EXPECT_THAT(error.what(), HasSubstr("another tm-db is at work"));
    EXPECT_GE(std::accumulate(machine.sleeps.begin(), machine.sleeps.end(), milliseconds(0)),
              milliseconds(10'000));
}

/// A machine on which the other run ends while we wait.
class ImpatientMachine : public FakeMachine {
public:
    Descriptor other;

    void sleep(milliseconds duration) override
    {
        FakeMachine::sleep(duration);
        other = Descriptor();
    }
};

TEST_F(Lock, IsTakenWhenTheOtherRunEnds)
{
    ImpatientMachine waiting;
    waiting.other = lock_out_others(waiting, database);

    EXPECT_TRUE(lock_out_others(waiting, database));
    EXPECT_EQ(waiting.sleeps.size(), 1u);
}

TEST_F(Lock, SaysThatItCannotBeMade)
{
    database = "/proc/no/such/folder/tm.db";

    EXPECT_EQ(refusal().status(), ExitStatus::write_failed);
}

TEST_F(Lock, DoesNotFollowALink)
{
    lock_out_others(machine, database);
    std::filesystem::remove(database + ".lock");
    std::filesystem::create_symlink(directory.path() / "victim", database + ".lock");

    EXPECT_EQ(refusal().status(), ExitStatus::write_failed);
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "victim"));
}

}   // namespace
}   // namespace tmdb
