#include "report/next_step.hpp"

#include <gmock/gmock.h>

namespace tmdb {
namespace {

TEST(AShellWord, IsPlainWhereItCanBe)
{
    EXPECT_EQ(shell_word(".worktrees/fix-login"), ".worktrees/fix-login");
    EXPECT_EQ(shell_word("a b"), "'a b'");
    EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_word("$(rm)"), "'$(rm)'");
    EXPECT_EQ(shell_word("-rf"), "./'-rf'");
    EXPECT_EQ(shell_word(""), "''");
}

TEST(ANextStep, QuotesWhatItNames)
{
    const Dossier dossier{.slug = "a b", .worktrees = {{.path = "my worktree"}}};

    EXPECT_EQ(words_for(Step::take_over_fields, dossier).command,
              "tm-db diff 'a b' --patch | git apply");
    EXPECT_EQ(words_for(Step::clean_up, dossier).command,
              "tm-db certify 'my worktree' && git worktree remove 'my worktree'");
}

TEST(ANextStep, LeadsToTheFileThatCannotBeRead)
{
    Signal signal;
    signal.finding = {.code = "unreadable_source", .subject = "register.json"};

    EXPECT_EQ(words_for(Step::correct_sources, {.slug = "x", .signals = {signal}}).command,
              "${EDITOR:-vi} register.json");
}

TEST(ANextStep, MergesTheHeadThatTheSyncSaw)
{
    const std::string head(40, 'a');

    EXPECT_EQ(words_for(Step::tell_worktree,
                        {.slug = "x", .worktrees = {{.path = "w"}}, .head_oid = head})
                  .command,
              "git -C w merge " + head);
}

TEST(ANextStep, NamesWhatATaskWaitsFor)
{
    const NextStep step =
        words_for(Step::wait_for_dependencies, {.slug = "x", .unmet_dependencies = {"a", "b"}});

    EXPECT_EQ(step.what, "wait: it depends on a, b");
    EXPECT_EQ(step.command, "tm-db why a");
}

TEST(ANextStep, IsNoCommandWhereNothingIsToBeDone)
{
    EXPECT_EQ(words_for(Step::nothing, {}).command, "");
}

}   // namespace
}   // namespace tmdb
