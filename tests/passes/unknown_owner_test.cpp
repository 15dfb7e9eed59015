#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class UnknownOwner : public PassTest {
protected:
    UnknownOwner() : PassTest("unknown_owner")
    {
        person("dave");
        person("rj");
    }

    void person(const std::string& slug) { file("tasks/team/" + slug + ".md", "# Somebody\n"); }
    static std::string role_path(const std::string& slug)
    {
        return "tasks/team/roles/" + slug + ".md";
    }
    void role(const std::string& slug, const Fields& fields)
    {
        file(role_path(slug), markdown(fields));
    }
    void owned_by(const std::string& owner)
    {
        task("fix-login", {{"status", "ready"}, {"owner", owner}});
    }
};

TEST_F(UnknownOwner, SpeaksOfAnOwnerWhomNoSourceNames)
{
    owned_by("ghost");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(detail(), "nobody is ghost");
    EXPECT_EQ(
        evidence(),
        Json({{"task", task_path("fix-login")}, {"owner", "ghost"}, {"roles", Json::array()}}));
}

TEST_F(UnknownOwner, ShowsTheWayOverTheRolesThatLeadsToNobody)
{
    owned_by("data-viz");
    role("data-viz", {{"owner", "dave"}, {"filled_by", "head-of-viz"}});
    role("head-of-viz", {{"owner", "ghost"}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(detail(), "its owner leads to nobody: data-viz > head-of-viz > ghost");
    EXPECT_EQ(evidence()["roles"], Json::array({{{"path", role_path("data-viz")},
                                                 {"slug", "data-viz"},
                                                 {"owner", "dave"},
                                                 {"filled_by", "head-of-viz"}},
                                                {{"path", role_path("head-of-viz")},
                                                 {"slug", "head-of-viz"},
                                                 {"owner", "ghost"},
                                                 {"filled_by", nullptr}}}));
}

TEST_F(UnknownOwner, SpeaksOfRolesThatLeadRoundInACircle)
{
    owned_by("chicken");
    role("chicken", {{"owner", "egg"}});
    role("egg", {{"owner", "chicken"}});

    ask();

    EXPECT_EQ(detail(), "its owner leads to nobody: chicken > egg > chicken");
}

TEST_F(UnknownOwner, SpeaksOfARoleThatNamesNobody)
{
    owned_by("architect");
    role("architect", {});

    ask();

    EXPECT_EQ(detail(), "its owner leads to nobody: architect");
}

TEST_F(UnknownOwner, IsSilentAboutAPersonInAnySpelling)
{
    owned_by("\" D.a_v-e \"");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnknownOwner, IsSilentAboutAnAliasOfTheConfiguration)
{
    configure("[owners]\nana = [\"ana.lopez\"]\n");
    owned_by("ana-lopez");
    task("other", {{"status", "ready"}, {"owner", "Ana"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnknownOwner, IsSilentAboutARoleThatSomebodyFills)
{
    owned_by("data-viz");
    role("data-viz", {{"owner", "ghost"}, {"filled_by", "rj"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnknownOwner, IsSilentAboutARoleThatNobodyFillsAndSomebodyOwns)
{
    owned_by("data-viz");
    role("data-viz", {{"owner", "dave"}, {"filled_by", ""}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnknownOwner, KnowsARoleByTheSlugThatItsFileSays)
{
    owned_by("data-viz");
    role("visualisation", {{"slug", "data-viz"}, {"owner", "dave"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnknownOwner, IsSilentAboutWhoeverKeepsARegister)
{
    owned_by("kim");
    registers("kim", Json::object());

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnknownOwner, IsSilentAboutAFinishedTask)
{
    task("done", {{"status", "completed"}, {"owner", "ghost"}});
    task("dropped", {{"status", "cancelled"}, {"owner", "ghost"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnknownOwner, IsSilentAboutATaskThatNobodyOwns)
{
    task("fix-login", {{"status", "ready"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnknownOwner, IsSilentWhereATeamKeepsNoFilesOfItsPeople)
{
    remove("tasks/team");
    owned_by("ghost");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), IsEmpty());
}

TEST_F(UnknownOwner, TakesAnIndexForNobody)
{
    person("index");
    person("README");
    owned_by("index");

    ask();

    EXPECT_EQ(detail(), "nobody is index");
}

TEST_F(UnknownOwner, ClearsWhenTheRoleIsFilled)
{
    owned_by("data-viz");
    role("data-viz", {{"filled_by", "ghost"}});
    ask();

    role("data-viz", {{"filled_by", "rj"}});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(UnknownOwner, IsNotEvaluatedWhereTheRoleCannotBeRead)
{
    owned_by("data-viz");
    task("other", {{"status", "ready"}, {"owner", "dave"}});
    file(role_path("data-viz"), torn_front_matter);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_EQ(why_not(), role_path("data-viz") + " cannot be read");
}

TEST_F(UnknownOwner, IsNotEvaluatedWhereATornFileMayNameTheOwner)
{
    owned_by("data-viz");
    file("tasks/team/someone.md", torn_front_matter);

    ask();

    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(UnknownOwner, KeepsItsSignalWhileTheRoleCannotBeRead)
{
    owned_by("data-viz");
    role("data-viz", {{"filled_by", "ghost"}});
    ask();

    file(role_path("data-viz"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(UnknownOwner, IsNotEvaluatedAtAllWhenTheTeamIsOutOfSight)
{
    owned_by("ghost");
    hide("tasks/team");

    ask();

    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(UnknownOwner, IsNotEvaluatedForATornTask)
{
    owned_by("ghost");
    ask();

    file(task_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
