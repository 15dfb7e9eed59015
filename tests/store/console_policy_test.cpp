#include "store/console_policy.hpp"

#include "store/console_fixture.hpp"
#include "support/hostile_statements.hpp"

namespace tmdb {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;
using ::testing::StartsWith;
using ::testing::StrEq;

using Console = ConsoleFixture;

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

class HostileStatement : public Console, public ::testing::WithParamInterface<const char*> {};

TEST_P(HostileStatement, IsRefusedAndLeavesEveryByte)   // S01, S02
{
    const auto before = files();

    const Error error = error_of(GetParam());

    EXPECT_EQ(error.status(), ExitStatus::usage);
    EXPECT_THAT(error.what(), StartsWith("only reading is allowed: "));
    EXPECT_EQ(files(), before);
    EXPECT_THAT(run("SELECT id FROM run").rows, ElementsAre(Row{std::int64_t{1}}));
}

INSTANTIATE_TEST_SUITE_P(WritesRows, HostileStatement,
                         ::testing::ValuesIn(statements_that_write_rows));
INSTANTIATE_TEST_SUITE_P(WritesTheSchema, HostileStatement,
                         ::testing::ValuesIn(statements_that_write_the_schema));
INSTANTIATE_TEST_SUITE_P(ReachesForFilesAndLocks, HostileStatement,
                         ::testing::ValuesIn(statements_that_reach_for_files_and_locks));
INSTANTIATE_TEST_SUITE_P(SetsAPragma, HostileStatement,
                         ::testing::ValuesIn(statements_that_set_a_pragma));
INSTANTIATE_TEST_SUITE_P(CallsOut, HostileStatement, ::testing::ValuesIn(statements_that_call_out));

TEST_F(Console, DoesNotKnowTheFunctionsOfTheShell)   // S02
{
    EXPECT_THAT(error_of("SELECT writefile('mine', 'x')").what(),
                HasSubstr("no such function: writefile"));
    EXPECT_THAT(error_of("SELECT readfile('/etc/hostname')").what(),
                HasSubstr("no such function: readfile"));
}

TEST_F(Console, RefusesAViewThatDoesMore)   // S02, D13
{
    write("CREATE VIEW trap AS SELECT load_extension('./mine.so') AS loaded");

    EXPECT_STREQ(error_of("SELECT * FROM trap").what(),
                 "cannot run the query: unsafe use of load_extension()");
}

TEST_F(Console, StaysOnGuardWhenTheSchemaChangesUnderAStatement)   // S09
{
    trust_the_schema();
    write("CREATE VIEW turncoat AS SELECT 'harmless' AS journal_mode");
    machine_.on_reached = [&](std::string_view) {
        write("DROP VIEW turncoat; CREATE VIEW turncoat AS SELECT * FROM pragma_journal_mode");
    };

    EXPECT_STREQ(error_of("SELECT journal_mode FROM turncoat").what(),
                 "only reading is allowed: this use of the pragma 'journal_mode' is closed");
}

TEST_F(Console, AnswersAcrossAHarmlessChangeOfTheSchema)   // S09
{
    machine_.on_reached = [&](std::string_view) { write("CREATE VIEW new AS SELECT 1"); };

    const Table table = run("SELECT kind, value FROM run, json_each('[7]')");

    EXPECT_THAT(table.rows, ElementsAre(Row{text("sync"), std::int64_t{7}}));
}

}   // namespace
}   // namespace tmdb
