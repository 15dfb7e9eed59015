#include "sources/object_answers.hpp"

#include "sources/object_answers_fixture.hpp"

#include <utility>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::SizeIs;

const std::string no_object(40, '0');

// --- what a difference touches ------------------------------------------------------------------

class Shapes : public AnswersTest {
protected:
    DifferenceShape shape_of(const OidPair& trees)
    {
        GitObjects git_objects = objects();
        return ObjectAnswers(git_objects, memory).shapes({trees}).at(trees);
    }
};

TEST_F(Shapes, HaveThePathsAndTheFirstFileAsItWas)
{
    on_task_write("story", lines("three"));
    on_task_write("zoo", "new");

    const auto shape = shape_of(pair());

    EXPECT_THAT(shape.hash, SizeIs(32));
    EXPECT_EQ(shape.path, "story");
    EXPECT_EQ(shape.old_oid, oid(base + ":story"));
}

TEST_F(Shapes, AreAlikeForTheSamePathsAlone)
{
    on_task_write("story", lines("three"));
    const auto three = pair();
    on_task_write("story", lines("drei"));
    const auto drei = pair();
    on_task_write("zoo", "new");
    const auto more = pair();

    EXPECT_EQ(shape_of(three).hash, shape_of(drei).hash);
    EXPECT_NE(shape_of(three).hash, shape_of(more).hash);
    EXPECT_NE(shape_of(three).hash, shape_of({three.from, more.from}).hash);
}

TEST_F(Shapes, TellComingFromGoing)
{
    on_task_write("zoo", "new");
    const auto [from, to] = pair();

    EXPECT_NE(shape_of({from, to}).hash, shape_of({to, from}).hash);
    EXPECT_EQ(shape_of({from, to}).old_oid, no_object);
}

TEST_F(Shapes, OfNoDifferenceAreEmptyAlsoFromMemory)
{
    EXPECT_EQ(shape_of(pair()).hash, "");
    EXPECT_EQ(shape_of(pair()).hash, "");
    EXPECT_EQ(shape_of(pair()).path, "");
}

TEST_F(Shapes, KeepOddNamesInMemory)   // T20
{
    on_task_write(" a  b\n\xff ", "new");
    const auto first = shape_of(pair());

    const auto again = shape_of(pair());

    EXPECT_EQ(first.path, " a  b\n\xff ");
    EXPECT_EQ(again.path, first.path);
    EXPECT_EQ(again.hash, first.hash);
    EXPECT_EQ(again.old_oid, no_object);
}

// --- memory -------------------------------------------------------------------------------------

class AnswersInMemory : public AnswersTest {
protected:
    AnswersInMemory()
    {
        on_task_write("story", lines("three"));
        on_main_write("story", lines("three", "eight"));
        asked.clear();
    }

    /// Everything that can be asked, of the branch.
    void ask_all()
    {
        GitObjects git_objects = objects();
        ObjectAnswers answers(git_objects, memory);
        answers.shapes({pair()});
        answers.patch_ids({pair()});
        answers.absorbed(oid("main"), {pair()});
    }
};

TEST_F(AnswersInMemory, AreFoundOutOnce)
{
    ask_all();
    EXPECT_THAT(std::exchange(asked, {}), SizeIs(10));
    const auto known = memory.fresh;

    ask_all();

    EXPECT_THAT(asked, IsEmpty());
    EXPECT_EQ(memory.fresh, known);
    EXPECT_THAT(known, SizeIs(3));
}

TEST_F(AnswersInMemory, AreThoseThatSomebodyElseKept)
{
    ask_all();
    const auto kept = std::exchange(memory.fresh, {});
    asked.clear();
    memory.look_up = [&](const GitQuestion& question) { return OptionalText(kept.at(question)); };

    ask_all();
    const bool absorbed = is_absorbed();

    EXPECT_TRUE(absorbed);
    EXPECT_THAT(asked, IsEmpty());
    EXPECT_THAT(memory.fresh, IsEmpty());
}

TEST_F(AnswersInMemory, AreAskedOnceForPairsThatAreNamedTwice)
{
    GitObjects git_objects = objects();
    ObjectAnswers answers(git_objects, memory);

    const auto found = answers.patch_ids({pair(), pair(), {pair().to, pair().from}, pair()});

    EXPECT_THAT(found, SizeIs(2));
    EXPECT_THAT(asked, ElementsAre("diff-tree", "patch-id"));
}

TEST_F(AnswersInMemory, OfBeingAbsorbedAreOneForEachMain)
{
    EXPECT_TRUE(is_absorbed());
    on_main_write("story", lines());

    EXPECT_FALSE(is_absorbed());
    EXPECT_THAT(memory.fresh, SizeIs(2));
}

TEST_F(AnswersInMemory, AreNotOfWhatGitCouldNotTell)
{
    git_is_cut_short("diff-tree");

    ask_all();

    EXPECT_THAT(memory.fresh, IsEmpty());
}

TEST_F(AnswersInMemory, AreNotOfAMergeThatGitCouldNotTry)
{
    GitObjects git_objects = objects();
    git_is_cut_short("merge-tree");

    const auto found = ObjectAnswers(git_objects, memory).absorbed(oid("main"), {pair()});

    EXPECT_THAT(found, IsEmpty());
    EXPECT_THAT(memory.fresh, IsEmpty());
    EXPECT_EQ(git_objects.trouble(), "git: timed out after 10 s");
}

TEST_F(AnswersInMemory, AreStillGivenWhenGitFailsForTheOthers)
{
    ask_all();
    git_is_cut_short("diff-tree");
    GitObjects git_objects = objects();
    const OidPair unknown{pair().to, pair().from};

    const auto found = ObjectAnswers(git_objects, memory).patch_ids({pair(), unknown});

    EXPECT_THAT(found, ElementsAre(Key(pair())));
    EXPECT_NE(git_objects.trouble(), "");
}

}   // namespace
}   // namespace tmdb
