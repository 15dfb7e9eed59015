#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/store.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

/// A database that is opened for writing, and what befalls its file meanwhile.
class OpenDatabase : public ::testing::Test {
protected:
    static std::string content_of(const fs::path& path)
    {
        std::ifstream stream(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    ExitStatus status_of_writing()
    {
        try {
            Transaction transaction(store_);
            store_.connection().execute("INSERT INTO run (kind, started_at) VALUES ('sync', '')");
            transaction.commit();
        } catch (const Error& error) {
            return error.status();
        }
        return ExitStatus::done;
    }

    TemporaryDirectory directory_;
    FakeMachine machine_;
    const fs::path path_ = directory_.path() / "tm.db";
    Store store_ = Store::open_for_writing(machine_, path_);
};

TEST_F(OpenDatabase, D12IsNotWrittenToOnceAnotherLiesInItsPlace)
{
    const fs::path orphan = directory_.path() / "orphan.db";
    fs::rename(path_, orphan);
    fs::copy_file(orphan, path_);
    const std::string before = content_of(orphan);

    EXPECT_EQ(status_of_writing(), ExitStatus::database_unusable);
    EXPECT_EQ(content_of(orphan), before);
    EXPECT_EQ(content_of(path_), before);
}

TEST_F(OpenDatabase, D12IsNotWrittenToOnceItIsDeleted)
{
    fs::remove(path_);

    EXPECT_EQ(status_of_writing(), ExitStatus::database_unusable);
    EXPECT_FALSE(fs::exists(path_));
}

TEST(SqliteVersion, D18IsRefusedWhereItIsTooOld)
{
    EXPECT_NO_THROW(require_sqlite(3'040'001));
    EXPECT_NO_THROW(require_sqlite(4'000'000));
    try {
        require_sqlite(3'036'000);
        FAIL() << "not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), ExitStatus::database_unusable);
        EXPECT_STREQ(error.what(), "SQLite 3.36 is too old");
        EXPECT_EQ(error.hint(), "this program needs 3.40 or newer");
    }
}

}   // namespace
}   // namespace tmdb
