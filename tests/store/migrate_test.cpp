#include "store/migrate.hpp"

#include "base/error.hpp"
#include "store/store.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <gtest/gtest.h>

namespace tmdb {

namespace {

/// A step that is not there yet, from this program's schema to the next.
class Migrate : public ::testing::Test {
protected:
    Migrate()
    {
        create_schema(connection_, version_);
        connection_.execute("INSERT INTO run (kind, started_at) VALUES ('sync', 'then')");
    }

    void walk(const std::vector<EmbeddedSql>& steps)
    {
        migrate(connection_, path_, steps, version_ + static_cast<std::int64_t>(steps.size()));
    }

    std::int64_t number(const std::string& sql) { return connection_.pragma(sql.c_str()); }

    TemporaryDirectory directory_;
    std::string path_ = directory_.path() / "tm.db";
    std::int64_t version_ = schema_version();
    Connection connection_{path_, Connection::Mode::create};

    const EmbeddedSql add_host_{"0006_add_host", "ALTER TABLE run ADD COLUMN host TEXT;"};
    const EmbeddedSql fill_host_{"0007_fill_host", "UPDATE run SET host = 'here';"};
};

TEST_F(Migrate, WalksEachStepAndKeepsTheHistory)
{
    walk({add_host_, fill_host_});

    EXPECT_EQ(number("PRAGMA user_version"), 7);
    EXPECT_EQ(number("SELECT COUNT(*) FROM run WHERE started_at = 'then' AND host = 'here'"), 1);
}

TEST_F(Migrate, KeepsACopyOfWhatWasThere)   // D05
{
    walk({add_host_});

    Connection copy(path_ + ".v5.bak", Connection::Mode::read);
    EXPECT_EQ(copy.pragma("PRAGMA user_version"), 5);
    EXPECT_EQ(copy.pragma("PRAGMA application_id"), application_id);
    EXPECT_EQ(copy.pragma("SELECT COUNT(*) FROM run"), 1);
}

TEST_F(Migrate, UndoesAStepThatFailsAndKeepsThoseBefore)   // D06
{
    const EmbeddedSql broken{"0007_broken", "DELETE FROM run; ALTER TABLE nowhere ADD COLUMN x;"};

    EXPECT_THROW(walk({add_host_, broken}), Error);

    EXPECT_EQ(number("PRAGMA user_version"), 6);
    EXPECT_EQ(number("SELECT COUNT(*) FROM run"), 1);
}

TEST_F(Migrate, GoesOnWhereAnEarlierOneFailed)
{
    const EmbeddedSql broken{"0007_broken", "ALTER TABLE nowhere ADD COLUMN x;"};
    EXPECT_THROW(walk({add_host_, broken}), Error);

    walk({add_host_, fill_host_});

    EXPECT_EQ(number("PRAGMA user_version"), 7);
    EXPECT_EQ(number("SELECT COUNT(*) FROM run WHERE host = 'here'"), 1);
}

TEST_F(Migrate, TriesAgainAfterItsFirstStepFailed)
{
    const EmbeddedSql broken{"0006_broken", "ALTER TABLE nowhere ADD COLUMN x;"};
    EXPECT_THROW(walk({broken}), Error);

    walk({add_host_});

    EXPECT_EQ(number("PRAGMA user_version"), 6);
}

TEST_F(Migrate, SaysSoWhenAnEarlierCopyCannotBeRemoved)
{
    std::filesystem::create_directories(path_ + ".v5.bak/in the way");

    try {
        walk({add_host_});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), ExitStatus::write_failed);
        EXPECT_EQ(error.what(), "cannot remove '" + path_ + ".v5.bak': directory not empty");
    }
    EXPECT_EQ(number("PRAGMA user_version"), 5);
}

TEST_F(Migrate, DoesNothingToAFileOfItsOwnVersion)
{
    migrate(connection_, path_, {}, version_);

    EXPECT_FALSE(std::filesystem::is_regular_file(path_ + ".v5.bak"));
}

TEST_F(Migrate, KeepsTheRowsOfTheMirror)
{
    connection_.execute("INSERT INTO pull_request (number, title) VALUES (7, 'Fix it')");
    connection_.execute("INSERT INTO task_dependency VALUES ('a.md', 0, 'a', 'b')");

    walk({add_host_, fill_host_});

    EXPECT_EQ(number("SELECT number FROM pull_request WHERE title = 'Fix it'"), 7);
    EXPECT_EQ(number("SELECT COUNT(*) FROM task_dependency"), 1);
}

TEST_F(Migrate, LeavesNothingOfTheFormerTables)
{
    const char* shape = "SELECT COUNT(*) FROM sqlite_schema WHERE type <> 'view'";
    const auto before = number(shape);

    walk({add_host_});

    EXPECT_EQ(number(shape), before);
}

TEST_F(Migrate, MakesTheNextSyncReadEverythingAgain)
{
    connection_.execute("INSERT INTO mirror_state VALUES ('made_with', 'it'), ('git', 'print')");

    walk({add_host_});

    EXPECT_EQ(number("SELECT COUNT(*) FROM mirror_state WHERE name = 'made_with'"), 0);
    EXPECT_EQ(number("SELECT COUNT(*) FROM mirror_state WHERE value = 'print'"), 1);
}

TEST_F(Migrate, LeavesAColumnThatIsNewEmptyAndSaysThatItIsNew)
{
    connection_.execute("DROP TABLE dispatch;"
                        "CREATE TABLE dispatch (path TEXT NOT NULL PRIMARY KEY,"
                        " state TEXT NOT NULL, mtime_ns INTEGER NOT NULL) STRICT;"
                        "INSERT INTO dispatch VALUES ('d.json', 'running', 5)");

    walk({add_host_, fill_host_});

    EXPECT_EQ(number("SELECT COUNT(*) FROM dispatch WHERE path = 'd.json' AND state = 'running'"
                     " AND mtime_ns = 5 AND slug = '' AND newest_ns = 0 AND exit_code IS NULL"),
              1);
    EXPECT_EQ(number("SELECT COUNT(*) FROM mirror_state WHERE name LIKE 'unfilled dispatch.%'"),
              11);
}

TEST_F(Migrate, KeepsOneOfTwoProblemsThatAreOne)
{
    connection_.execute("DROP TABLE problem");
    connection_.execute("CREATE TABLE problem (kind TEXT NOT NULL, path TEXT NOT NULL,"
                        " line INTEGER NOT NULL, \"column\" INTEGER NOT NULL,"
                        " message TEXT NOT NULL, slug TEXT) STRICT;"
                        "INSERT INTO problem VALUES ('task', 'a.md', 1, 2, 'bad', NULL),"
                        " ('task', 'a.md', 1, 2, 'bad', NULL), ('task', 'b.md', 1, 2, 'bad', 'b')");

    walk({add_host_});

    EXPECT_EQ(number("SELECT COUNT(*) FROM problem"), 2);
}

TEST_F(Migrate, MakesTheViewsAnewBecauseAStepDropsThem)
{
    walk({add_host_});
    EXPECT_EQ(number("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'view'"), 0);

    refresh_views(connection_);

    EXPECT_EQ(number("SELECT COUNT(*) FROM open_signal"), 0);
}

TEST(RequireOurs, TellsAnEmptyFileFromOurs)
{
    const TemporaryDirectory directory;
    const std::string path = directory.path() / "tm.db";
    Connection connection(path, Connection::Mode::create);

    EXPECT_EQ(require_ours(connection, path, 1), Origin::empty);
    create_schema(connection, 1);
    EXPECT_EQ(require_ours(connection, path, 1), Origin::ours);
}

TEST(CreateSchema, LeavesToAnotherThatWasFirstWhatItMade)
{
    const TemporaryDirectory directory;
    Connection connection(directory.path() / "tm.db", Connection::Mode::create);
    create_schema(connection, 1);
    connection.execute("INSERT INTO run (kind, started_at) VALUES ('sync', 'then')");

    create_schema(connection, 1);

    EXPECT_EQ(connection.pragma("SELECT COUNT(*) FROM run"), 1);
}

}   // namespace
}   // namespace tmdb
