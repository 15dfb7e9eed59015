#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class SplitManagerIdentity : public PassTest {
protected:
    SplitManagerIdentity() : PassTest("split_manager_identity") {}
};

TEST_F(SplitManagerIdentity, SpeaksOfOneNameInTwoSpellings)
{
    registers("dave.fowler", Json::object());
    registers("Dave-Fowler", Json::object());

    ask();

    EXPECT_EQ(signals(), Rows({{"davefowler", "NULL", "warning"}}));
    EXPECT_EQ(evidence(), Json({{"owner_key", "davefowler"},
                                {"registers",
                                 {".tasks/task_manager/task-manager-Dave-Fowler.register.json",
                                  ".tasks/task_manager/task-manager-dave.fowler.register.json"}}}));
    EXPECT_EQ(detail(), "2 registers are davefowler's: Dave-Fowler, dave.fowler");
}

TEST_F(SplitManagerIdentity, SpeaksOfAnAliasThatTheConfigurationNames)
{
    configure("[owners]\ndave = [\"davefowler\"]\n");
    registers("dave", Json::object());
    registers("dave-fowler", Json::object());

    ask();

    EXPECT_EQ(signals(), Rows({{"dave", "NULL", "warning"}}));
}

TEST_F(SplitManagerIdentity, IsSilentAboutDifferentNames)
{
    registers("dave", Json::object());
    registers("dave-fowler", Json::object());
    registers("bob", Json::object());

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(SplitManagerIdentity, IsSilentAboutWhatLiesBesideTheRegisters)
{
    registers("dave", Json::object());
    file(".tasks/task_manager/task-manager-dave.snapshot.json", "{}");
    file(".tasks/task_manager/task-manager-dave.register.json.bak", "{}");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(SplitManagerIdentity, ClearsWhenTheRegistersAreMerged)
{
    registers("dave.fowler", Json::object());
    registers("dave-fowler", Json::object());
    ask();

    remove(".tasks/task_manager/task-manager-dave.fowler.register.json");
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(SplitManagerIdentity, NeedsOnlyTheNamesAndSpeaksOfATornRegisterToo)
{
    registers("dave.fowler", Json::object());
    file(".tasks/task_manager/task-manager-dave-fowler.register.json", torn_json);

    ask();

    EXPECT_EQ(signals(), Rows({{"davefowler", "NULL", "warning"}}));
}

TEST_F(SplitManagerIdentity, KeepsItsSignalWhileTheRegistersAreOutOfSight)
{
    configure("[layout]\nregisters = [\"registers/*.json\"]\n");
    file("registers/dave.fowler.json", "{}");
    file("registers/dave-fowler.json", "{}");
    ask();

    hide("registers");
    ask();

    EXPECT_EQ(signals(), Rows({{"davefowler", "NULL", "warning"}}));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

}   // namespace
}   // namespace tmdb
