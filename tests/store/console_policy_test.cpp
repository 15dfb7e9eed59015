#include "store/console_policy.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

namespace tmdb {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::Optional;
using ::testing::StrEq;

TEST(ConsolePolicy, LetsReadingPass)
{
    EXPECT_EQ(refusal_of(SQLITE_SELECT, nullptr, nullptr), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_READ, "task", "slug"), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_RECURSIVE, nullptr, nullptr), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_FUNCTION, nullptr, "count"), std::nullopt);
}

TEST(ConsolePolicy, RefusesWhatItDoesNotKnow)   // S01
{
    constexpr int not_yet_invented = 1'000;

    EXPECT_THAT(refusal_of(not_yet_invented, nullptr, nullptr),
                Optional(StrEq("the statement does more")));
}

TEST(ConsolePolicy, NamesAClosedFunction)   // S02
{
    EXPECT_THAT(refusal_of(SQLITE_FUNCTION, nullptr, "Load_Extension"),
                Optional(StrEq("the function 'load_extension' is closed")));
}

TEST(ConsolePolicy, TellsLookingPragmasFromWriting)   // S01
{
    EXPECT_EQ(refusal_of(SQLITE_PRAGMA, "TABLE_INFO", "task"), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_PRAGMA, "user_version", nullptr), std::nullopt);
    EXPECT_THAT(refusal_of(SQLITE_PRAGMA, "user_version", "7"),
                Optional(StrEq("this use of the pragma 'user_version' is closed")));
    EXPECT_NE(refusal_of(SQLITE_PRAGMA, "writable_schema", nullptr), std::nullopt);
}

TEST(ConsolePolicy, TakesAMissingNameForAnUnknownOne)
{
    EXPECT_NE(refusal_of(SQLITE_PRAGMA, nullptr, nullptr), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_FUNCTION, nullptr, nullptr), std::nullopt);
}

TEST(ConsolePolicy, OpensTheTablesOfItsPragmas)
{
    EXPECT_THAT(open_table_functions(), Contains("json_each"));
    EXPECT_THAT(open_table_functions(), Contains("pragma_table_info"));
    EXPECT_THAT(open_table_functions(), Not(Contains("pragma_journal_mode")));
}

}   // namespace
}   // namespace tmdb
