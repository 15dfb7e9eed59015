#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::HasSubstr;

namespace {

class SyncTeam : public EndToEnd {
protected:
    const std::string viz_ = "tasks/team/roles/viz.md";

    Rows roles() const
    {
        return rows("SELECT slug, owner, filled_by, next_key, stale FROM role ORDER BY path");
    }
};

TEST_F(SyncTeam, MirrorsRolesAndPeople)
{
    file(viz_, markdown({{"slug", "data-viz"}, {"owner", "dave"}, {"filled_by", "RJ"}}));
    file("tasks/team/rj.md", "# RJ\n");
    file("tasks/team/index.md", "# Who we are\n");

    const auto ledgers = tm_db({"sync", "--json"}).json().at("ledgers");

    EXPECT_EQ(roles(), (Rows{{"data-viz", "dave", "RJ", "rj", "0"}}));
    EXPECT_EQ(rows("SELECT slug, path FROM person"), (Rows{{"rj", "tasks/team/rj.md"}}));
    EXPECT_EQ(ledgers.at("role").at("added"), 1);
    EXPECT_EQ(ledgers.at("person").at("total"), 1);
}

TEST_F(SyncTeam, FindsThemWhereTheConfigurationSays)
{
    file("people/rj.md", "# RJ\n");
    file("roles/viz.md", markdown({{"owner", "rj"}}));
    file(".tasks/task_manager/tm-db.toml",
         "[layout]\nroles = [\"roles/*.md\"]\npeople = [\"people/*.md\"]\n");

    sync();

    EXPECT_EQ(roles(), (Rows{{"viz", "rj", "NULL", "rj", "0"}}));
    EXPECT_EQ(value("SELECT slug FROM person"), "rj");
}

TEST_F(SyncTeam, GivesTheSpellingsOfAnOwnerOneKey)
{
    file(".tasks/task_manager/tm-db.toml", "[owners]\ndave = [\"davefowler\"]\n");
    task("one", {{"owner", "dave.fowler"}});
    task("two", {{"owner", "Dave"}});
    task("three", {{"status", "ready"}});

    sync();

    EXPECT_EQ(rows("SELECT slug, owner_key FROM task ORDER BY slug"),
              (Rows{{"one", "dave"}, {"three", "NULL"}, {"two", "dave"}}));
    EXPECT_EQ(rows("SELECT owner_key, name FROM owner_name"), (Rows{{"dave", "dave"}}));
}

TEST_F(SyncTeam, KeepsTheLastGoodValuesOfATornRole)
{
    file(viz_, markdown({{"owner", "dave"}}));
    sync();

    file(viz_, "---\nowner: [\n---\n");
    sync();

    EXPECT_EQ(roles(), (Rows{{"viz", "dave", "NULL", "dave", "1"}}));
    EXPECT_EQ(rows("SELECT kind, path FROM problem"), (Rows{{"role", viz_}}));
}

TEST_F(SyncTeam, ReadsACorrectedRoleAgain)
{
    file(viz_, "---\nowner: [\n---\n");
    sync();

    file(viz_, markdown({{"owner", "dave"}}));
    sync();

    EXPECT_EQ(roles(), (Rows{{"viz", "dave", "NULL", "dave", "0"}}));
    EXPECT_EQ(value("SELECT COUNT(*) FROM problem"), "0");
}

TEST_F(SyncTeam, ForgetsARoleThatIsRemoved)
{
    file(viz_, markdown({{"owner", "dave"}}));
    sync();

    remove(viz_);
    sync();

    EXPECT_EQ(roles(), Rows());
    EXPECT_EQ(value("SELECT COUNT(*) FROM source WHERE kind = 'role'"), "0");
}

TEST_F(SyncTeam, KeepsWhatIsOutOfSight)
{
    file(viz_, markdown({{"owner", "dave"}}));
    sync();

    hide("tasks/team/roles");
    sync();

    EXPECT_EQ(roles(), (Rows{{"viz", "dave", "NULL", "dave", "1"}}));
    EXPECT_EQ(value("SELECT path FROM problem WHERE kind = 'role_folder'"), "tasks/team/roles");
}

TEST_F(SyncTeam, CallsWhatIsNamedLikeARoleAndIsNoneUnreadable)
{
    std::filesystem::create_directories(root() / viz_);

    EXPECT_THAT(tm_db({"sync"}).out, HasSubstr("unreadable " + viz_ + ": it cannot be read"));
    EXPECT_EQ(roles(), (Rows{{"viz", "NULL", "NULL", "NULL", "1"}}));
}

}   // namespace
}   // namespace tmdb
