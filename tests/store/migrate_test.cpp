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

    const EmbeddedSql add_host_{"0003_add_host", "ALTER TABLE run ADD COLUMN host TEXT;"};
    const EmbeddedSql fill_host_{"0004_fill_host", "UPDATE run SET host = 'here';"};
};

TEST_F(Migrate, WalksEachStepAndKeepsTheHistory)
{
    walk({add_host_, fill_host_});

    EXPECT_EQ(number("PRAGMA user_version"), 4);
    EXPECT_EQ(number("SELECT COUNT(*) FROM run WHERE started_at = 'then' AND host = 'here'"), 1);
}

TEST_F(Migrate, KeepsACopyOfWhatWasThere)   // D05
{
    walk({add_host_});

    Connection copy(path_ + ".v2.bak", Connection::Mode::read);
    EXPECT_EQ(copy.pragma("PRAGMA user_version"), 2);
    EXPECT_EQ(copy.pragma("PRAGMA application_id"), application_id);
    EXPECT_EQ(copy.pragma("SELECT COUNT(*) FROM run"), 1);
}

TEST_F(Migrate, UndoesAStepThatFailsAndKeepsThoseBefore)   // D06
{
    const EmbeddedSql broken{"0004_broken", "DELETE FROM run; ALTER TABLE nowhere ADD COLUMN x;"};

    EXPECT_THROW(walk({add_host_, broken}), Error);

    EXPECT_EQ(number("PRAGMA user_version"), 3);
    EXPECT_EQ(number("SELECT COUNT(*) FROM run"), 1);
}

TEST_F(Migrate, GoesOnWhereAnEarlierOneFailed)
{
    const EmbeddedSql broken{"0004_broken", "ALTER TABLE nowhere ADD COLUMN x;"};
    EXPECT_THROW(walk({add_host_, broken}), Error);

    walk({add_host_, fill_host_});

    EXPECT_EQ(number("PRAGMA user_version"), 4);
    EXPECT_EQ(number("SELECT COUNT(*) FROM run WHERE host = 'here'"), 1);
}

TEST_F(Migrate, DoesNothingToAFileOfItsOwnVersion)
{
    migrate(connection_, path_, {}, version_);

    EXPECT_FALSE(std::filesystem::is_regular_file(path_ + ".v2.bak"));
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
