#include "support/end_to_end.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;

namespace {

/// The calls that SQLite makes for the database and its journal fail, as strace has them fail.
class FailingDisk : public EndToEnd {
protected:
    FailingDisk()
    {
        task("old-task", {{"status", "ready"}});
        sync();
        task("new-task", {{"status", "ready"}});
    }

    /// `when` is the number of the call, with a "+" behind it for ever.
    Answer sync_with(const std::string& call, const std::string& when)
    {
        return run({"strace", "-f", "-qq", "-o", "/dev/null", "-P", database(), "-P",
                    database() + "-journal", "-e", "trace=" + call, "-e",
                    "inject=" + call + ":error=EIO:when=" + when, TM_DB_BINARY, "sync"});
    }

    std::string tasks() const { return value("SELECT COUNT(*) FROM task"); }
};

struct FailingCall {
    const char* name;
    std::vector<std::string> when;
};

void PrintTo(const FailingCall& call, std::ostream* out)
{
    *out << call.name;
}

class Failing : public FailingDisk, public ::testing::WithParamInterface<FailingCall> {};

TEST_P(Failing, CallsOfSqliteLeaveASoundDatabase)   // D16
{
    for (const auto& when : GetParam().when) {
        const Answer answer = sync_with(GetParam().name, when);

        EXPECT_THAT(answer.status, AnyOf(0, 6, 7)) << when << answer.err;
        if (answer.status != 0) {
            EXPECT_THAT(answer.err, AllOf(HasSubstr("tm.db"), HasSubstr("hint: "))) << when;
        }
        EXPECT_EQ(value("PRAGMA integrity_check"), "ok") << when;
    }
    EXPECT_EQ(tm_db({"sync"}).status, 0);
    EXPECT_EQ(tasks(), "2");
}

INSTANTIATE_TEST_SUITE_P(Once, Failing,
                         ::testing::Values(FailingCall{"pread64", {"1", "3", "6", "20"}},
                                           FailingCall{"pwrite64", {"1", "2", "4", "9"}},
                                           FailingCall{"fdatasync", {"1", "2", "3"}}),
                         ::testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(ForEver, Failing,
                         ::testing::Values(FailingCall{"pread64", {"1+", "6+"}},
                                           FailingCall{"pwrite64", {"1+", "5+"}},
                                           FailingCall{"fdatasync", {"1+", "2+"}}),
                         ::testing::PrintToStringParamName());

TEST_F(FailingDisk, D16TellsAFailedWriteFromADamagedDatabase)
{
    const Answer answer = sync_with("pwrite64", "1+");

    EXPECT_EQ(answer.status, 7);
    EXPECT_THAT(answer.err, HasSubstr("the database is as it was before this run"));
    EXPECT_EQ(tasks(), "1");
}

TEST_F(FailingDisk, D16DoesNotAdviseToGiveUpADatabaseThatCouldNotBeRead)
{
    const Answer answer = sync_with("pread64", "6+");   // SQLite itself takes this for damage

    EXPECT_EQ(answer.status, 6);
    EXPECT_THAT(answer.err, HasSubstr("try again first"));
    EXPECT_EQ(tm_db({"sync"}).status, 0);
}

/// Another program has the database to itself, longer than anybody waits. Each wait is over at
/// once.
class LockedDatabase : public FailingDisk {
protected:
    LockedDatabase() { other_.exec("BEGIN EXCLUSIVE"); }

    Answer impatient(const std::string& command)
    {
        return run({"strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=clock_nanosleep", "-e",
                    "inject=clock_nanosleep:retval=0", TM_DB_BINARY, command});
    }

    SQLite::Database other_{database(), SQLite::OPEN_READWRITE};
};

TEST_F(LockedDatabase, D09MakesEveryCommandBusy)
{
    for (const std::string command : {"sync", "reconcile", "rebuild", "status", "signals"}) {
        const Answer answer = impatient(command);
        EXPECT_EQ(answer.status, 4) << command;
        EXPECT_THAT(answer.err, AllOf(HasSubstr("database is locked"),
                                      HasSubstr("hint: another program is writing to it")))
            << command;
    }
    other_.exec("ROLLBACK");

    EXPECT_EQ(tasks(), "1");
    EXPECT_EQ(tm_db({"sync"}).status, 0);
}

}   // namespace
}   // namespace tmdb
