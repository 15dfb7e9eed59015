#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class DuplicateRegistration : public PassTest {
protected:
    DuplicateRegistration() : PassTest("duplicate_registration") {}
};

TEST_F(DuplicateRegistration, SpeaksOfOneTaskInTwoRegisters)
{
    register_tasks({"fix-login"});
    registers("bob", {{"fix-login", entry("fix-login", std::nullopt)}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_EQ(evidence()["entries"], Json::array({{{"register", bob},
                                                   {"worktree_path", nullptr},
                                                   {"registered_at", minutes_ago(120)}},
                                                  {{"register", dave},
                                                   {"worktree_path", ".worktrees/fix-login"},
                                                   {"registered_at", minutes_ago(120)}}}));
    EXPECT_EQ(detail(), "it is registered by bob and dave");
}

TEST_F(DuplicateRegistration, IsSilentAboutDifferentTasks)
{
    register_tasks({"fix-login"});
    registers("bob", {{"fix-logout", entry("fix-logout", std::nullopt)}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DuplicateRegistration, LeavesARepetitionWithinOneRegisterToUnreadableSource)
{
    registers("dave", {entry("fix-login", std::nullopt), entry("fix-login", std::nullopt)});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DuplicateRegistration, ClearsWhenOneLetsGo)
{
    register_tasks({"fix-login"});
    registers("bob", {{"fix-login", entry("fix-login", std::nullopt)}});
    ask();

    registers("bob", Json::object());
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(DuplicateRegistration, KeepsItsSignalWhileARegisterIsTorn)   // R01, R02
{
    register_tasks({"fix-login"});
    registers("bob", {{"fix-login", entry("fix-login", std::nullopt)}});
    ask();

    file(bob, torn_json);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(DuplicateRegistration, OpensNothingByLastGoodRows)
{
    register_tasks({"fix-login"});
    sync();
    file(dave, torn_json);
    registers("bob", {{"fix-login", entry("fix-login", std::nullopt)}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
