#include "passes/pass.hpp"

#include "support/end_to_end.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

class Passes : public EndToEnd {};

TEST_F(Passes, AreListedOneALine)
{
    const Answer answer = tm_db({"passes"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, AllOf(StartsWith("code "), HasSubstr("\nworker_gone ")));
    EXPECT_EQ(std::count(answer.out.begin(), answer.out.end(), '\n'),
              static_cast<std::ptrdiff_t>(all_passes().size()) + 1);
}

TEST_F(Passes, AreShownWhole)
{
    EXPECT_EQ(tm_db({"passes", "worker_gone"}).out,
              read(TM_DB_SOURCE_DIR "/src/passes/worker_gone.sql"));
}

TEST_F(Passes, AreAnsweredInJsonWithOneDocumentedShape)
{
    const auto all = tm_db({"passes", "--json"}).json();
    const auto one = tm_db({"passes", "orphaned_worktree", "--json"}).json();

    EXPECT_EQ(all.size(), all_passes().size());
    EXPECT_EQ(one.at("code"), "orphaned_worktree");
    EXPECT_EQ(one.at("severity"), "warning");
    EXPECT_EQ(one.at("from"), "tm-db");
    EXPECT_TRUE(one.at("trouble").is_null());
    EXPECT_TRUE(one.at("needs").is_array());
    EXPECT_TRUE(one.at("remedy").is_string());
    EXPECT_TRUE(one.at("summary").is_string());
    EXPECT_TRUE(one.at("explanation").is_string());
    EXPECT_THAT(one.at("sql"), HasSubstr("SELECT"));
}

TEST_F(Passes, NeedNoWorkspace)
{
    working_directory = "/";

    EXPECT_EQ(tm_db({"passes", "--format", "csv"}).status, 0);
}

TEST_F(Passes, ThatAreMisspeltAreAnError)
{
    const Answer answer = tm_db({"passes", "worker_gon"});

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("'tm-db passes' lists them"));
}

}   // namespace
}   // namespace tmdb
