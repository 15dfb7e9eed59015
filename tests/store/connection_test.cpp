#include "store/connection.hpp"

#include "base/error.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

namespace tmdb {

namespace {

ExitStatus status_of_a_copy_to(Connection& connection, const std::string& path)
{
    try {
        Query(connection.database(), "VACUUM INTO ?").bind(1, path).run();
        return ExitStatus::done;
    } catch (const Error& error) {
        return error.status();
    }
}

TEST(Writing, FailsWhereAFileBesideTheDatabaseCannotBeOpened)   // D15
{
    const TemporaryDirectory directory;
    Connection connection(directory.path() / "tm.db", Connection::Mode::create);

    EXPECT_EQ(status_of_a_copy_to(connection, directory.path() / "copy.db"), ExitStatus::done);
    EXPECT_EQ(status_of_a_copy_to(connection, directory.path() / "nowhere/copy.db"),
              ExitStatus::write_failed);
}

}   // namespace
}   // namespace tmdb
