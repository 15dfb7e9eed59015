#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// A file system that cannot exchange two files, with one entry to prune. (R32)
class ExchangelessDisk : public EndToEnd {
protected:
    ExchangelessDisk()
    {
        task("fix-login", {{"status", "completed"}});
        registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")},
                           {"keep", entry("keep", ".worktrees/keep")}});
        worktree("keep");
        whole = read(dave);
        sync();
    }

    Answer tm_db_there(std::vector<std::string> arguments)
    {
        std::vector<std::string> words = {"strace",
                                          "-f",
                                          "-qq",
                                          "-o",
                                          "/dev/null",
                                          "-e",
                                          "trace=renameat2",
                                          "-e",
                                          "inject=renameat2:error=EINVAL",
                                          TM_DB_BINARY};
        words.insert(words.end(), arguments.begin(), arguments.end());
        return run(std::move(words));
    }
    std::string pruned() const { return value("SELECT COUNT(*) FROM prune"); }

    std::string whole;
};

TEST_F(ExchangelessDisk, KeepsEveryRegisterAsItIs)
{
    const Answer answer = tm_db_there({"reconcile", "--exit-code"});

    EXPECT_EQ(answer.status, 5) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("--allow-plain-rename"));
    EXPECT_EQ(pruned(), "0");
    EXPECT_EQ(read(dave), whole);
}

TEST_F(ExchangelessDisk, LosesAnEntryWhereThatIsAllowedAndSaysWhatItRisks)
{
    tm_db_there({"reconcile"});
    may_change(dave);

    const Answer answer = tm_db_there({"reconcile", "--allow-plain-rename"});

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr(dave + " was replaced by a plain rename: what others wrote"));
    EXPECT_EQ(pruned(), "1");
    EXPECT_THAT(read(dave), testing::Not(HasSubstr("fix-login")));
}

TEST_F(ExchangelessDisk, NamesTheRegistersAtRiskInJson)
{
    may_change(dave);

    const Answer answer = tm_db_there({"reconcile", "--allow-plain-rename", "--json"});

    EXPECT_EQ(answer.json().at("plain_renames"), nlohmann::json::array({dave}));
}

TEST_F(ExchangelessDisk, GivesAnEntryBackWhereThatIsAllowed)
{
    may_change(dave);
    reconcile();

    const Answer refused = tm_db_there({"restore", "fix-login", "--exit-code"});
    const Answer allowed = tm_db_there({"restore", "fix-login", "--allow-plain-rename"});

    EXPECT_EQ(refused.status, 5);
    EXPECT_EQ(allowed.status, 0) << allowed.err;
    EXPECT_THAT(allowed.out, AllOf(HasSubstr("byte for byte"), HasSubstr("by a plain rename")));
    EXPECT_EQ(read(dave), whole);
}

TEST_F(ExchangelessDisk, IsSeenByTheDoctor)
{
    const Answer answer = tm_db_there({"doctor"});

    EXPECT_THAT(answer.out, AllOf(HasSubstr("refused: its file system cannot exchange"),
                                  HasSubstr("--allow-plain-rename")));
}

TEST_F(ExchangelessDisk, IsNotAskedForWhereFilesCanBeExchanged)
{
    may_change(dave);

    const Answer answer = tm_db({"reconcile", "--allow-plain-rename"});

    EXPECT_EQ(pruned(), "1");
    EXPECT_THAT(answer.out, testing::Not(HasSubstr("plain rename")));
}

}   // namespace
}   // namespace tmdb
