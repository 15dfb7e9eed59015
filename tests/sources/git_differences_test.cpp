#include "sources/git_objects.hpp"

#include "sources/git_objects_fixture.hpp"

#include <set>

namespace tmdb {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string no_object(40, '0');
const std::string unknown_object(40, '1');

// --- which files differ -------------------------------------------------------------------------

class DifferencesOfGit : public ObjectsTest {
protected:
    /// When two trees are asked about, and this is the answer.
    std::string trouble_with(const std::string& answer)
    {
        git_says("diff-tree", answer);
        GitObjects git_objects = objects();
        git_objects.differences({{unknown_object, no_object}});
        return git_objects.trouble();
    }

    const std::string nonsense = "what git says makes no sense: diff-tree";
};

TEST_F(DifferencesOfGit, NameWhatCameWhatWentAndWhatChanged)
{
    write("changed", "1");
    write("gone", "here");
    const auto before = tree(commit("before"));
    write("changed", "2");
    write("folder/new", "new");
    git({"rm", "--quiet", "gone"});
    const auto after = tree(commit("after"));
    GitObjects git_objects = objects();

    const auto found = git_objects.differences({{before, after}});

    EXPECT_EQ(git_objects.trouble(), "");
    EXPECT_THAT(
        found,
        ElementsAre(ElementsAre(
            ChangedFile{"changed", oid(before + ":changed"), oid(after + ":changed"), 'M', 0100644,
                        0100644},
            ChangedFile{"folder/new", no_object, oid(after + ":folder/new"), 'A', 0, 0100644},
            ChangedFile{"gone", oid(before + ":gone"), no_object, 'D', 0100644, 0})));
}

TEST_F(DifferencesOfGit, AreToldForEachPair)
{
    const auto one = tree(commit_file("a", "1"));
    const auto two = tree(commit_file("b", "2"));
    GitObjects git_objects = objects();

    const auto found = git_objects.differences({{one, two}, {one, one}, {two, one}});

    EXPECT_THAT(found, ElementsAre(SizeIs(1), IsEmpty(), SizeIs(1)));
    EXPECT_EQ(found.at(0).at(0).status, 'A');
    EXPECT_EQ(found.at(2).at(0).status, 'D');
    EXPECT_THAT(asked, ElementsAre("diff-tree"));
}

TEST_F(DifferencesOfGit, FollowNoRename)
{
    const auto before = tree(commit_file("old", "a text\nof some lines\n"));
    git({"mv", "old", "new"});
    const auto after = tree(commit("move"));
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.differences({{before, after}}).at(0), SizeIs(2));
}

TEST_F(DifferencesOfGit, SeeAChangeOfModeAlone)
{
    const auto before = tree(commit_file("a", "1"));
    const auto after = tree_after({"update-index", "--chmod=+x", "a"});
    const auto blob = oid(before + ":a");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.differences({{before, after}}),
                ElementsAre(ElementsAre(ChangedFile{"a", blob, blob, 'M', 0100644, 0100755})));
}

TEST_F(DifferencesOfGit, KnowASubmoduleByItsCommit)
{
    const auto before = tree(commit_file("a", "1"));
    const auto after =
        tree_after({"update-index", "--add", "--cacheinfo", "160000," + unknown_object + ",sub"});
    GitObjects git_objects = objects();

    EXPECT_THAT(
        git_objects.differences({{before, after}}),
        ElementsAre(ElementsAre(ChangedFile{"sub", no_object, unknown_object, 'A', 0, 0160000})));
}

TEST_F(DifferencesOfGit, KeepOddNames)   // G11, T20
{
    const auto before = tree(commit_file("a", "1"));
    write("b \"c\"\n:\xff\t", "odd");
    const auto after = tree(commit("odd"));
    GitObjects git_objects = objects();

    EXPECT_EQ(git_objects.differences({{before, after}}).at(0).at(0).path, "b \"c\"\n:\xff\t");
}

TEST_F(DifferencesOfGit, AreUnknownForATreeThatIsNotThere)
{
    const auto known = tree(commit_file("a", "1"));
    GitObjects from_nowhere = objects();
    GitObjects to_nowhere = objects();

    from_nowhere.differences({{unknown_object, known}});
    to_nowhere.differences({{known, unknown_object}, {known, known}});

    EXPECT_NE(from_nowhere.trouble(), "");
    EXPECT_NE(to_nowhere.trouble(), "");
}

TEST_F(DifferencesOfGit, AreUnknownWhenTheAnswerMakesNoSense)   // G09
{
    const std::string head = unknown_object + " " + no_object + "\n";
    const std::string file =
        ":100644 100644 " + unknown_object + " " + no_object + std::string(" M\0a\0", 5);

    EXPECT_EQ(trouble_with(""), nonsense);
    EXPECT_EQ(trouble_with(head.substr(0, 30)), nonsense);
    EXPECT_EQ(trouble_with(head + file.substr(0, 30)), nonsense);
    EXPECT_EQ(trouble_with(head + file.substr(0, file.size() - 3)), nonsense);
    EXPECT_EQ(trouble_with(head + file.substr(0, file.size() - 1)), nonsense);
    EXPECT_EQ(trouble_with(head + file + "more"), nonsense);
    EXPECT_EQ(trouble_with(head + file + head), nonsense);
}

// --- the ids of patches -------------------------------------------------------------------------

class PatchIds : public ObjectsTest {
protected:
    PatchIds() { start = tree(commit_file("a", "1\n2\n3\n4\n5\n6\n7\n8\n")); }

    /// The tree in which that file has this text.
    std::string with(const std::string& name, const std::string& text)
    {
        git({"read-tree", start});
        write(name, text);
        return tree_after({"add", name});
    }
    std::vector<std::string> ids(const std::vector<OidPair>& trees)
    {
        GitObjects git_objects = objects();
        auto found = git_objects.patch_ids(trees);
        EXPECT_EQ(git_objects.trouble(), "");
        return found;
    }

    std::string start;
};

TEST_F(PatchIds, AreThoseOfTheChangeWhereverItsLinesHaveMoved)
{
    const auto after = with("a", "1\n2\n3\n4\nfive\n6\n7\n8\n");
    const auto moved = with("a", "0\n1\n2\n3\n4\n5\n6\n7\n8\n");
    const auto moved_after = with("a", "0\n1\n2\n3\n4\nfive\n6\n7\n8\n");
    const auto other = with("a", "1\n2\n3\n4\nfünf\n6\n7\n8\n");

    const auto found = ids({{start, after}, {moved, moved_after}, {start, other}});

    EXPECT_THAT(found, Each(SizeIs(40)));
    EXPECT_EQ(found.at(0), found.at(1));
    EXPECT_NE(found.at(0), found.at(2));
}

TEST_F(PatchIds, TellWhatHasNoLines)
{
    const auto executable = tree_after({"update-index", "--chmod=+x", "a"});
    const auto one_empty = with("one", "");
    const auto other_empty = with("other", "");
    const auto binary = with("binary", std::string("\0one", 4));
    const auto other_binary = with("binary", std::string("\0two", 4));

    const auto found = ids({{start, executable},
                            {start, one_empty},
                            {start, other_empty},
                            {start, binary},
                            {start, other_binary}});

    EXPECT_THAT(found, Each(SizeIs(40)));
    EXPECT_THAT(std::set<std::string>(found.begin(), found.end()), SizeIs(5));
}

TEST_F(PatchIds, AreNotMisledByTextThatLooksLikeAPatch)
{
    const auto after = with("a", "diff --git a/a b/a\n" + unknown_object + "\ncommit " +
                                     unknown_object + "\n--- a\n+++ b\n@@ -1 +1 @@\n");
    const auto odd_name = with("line\nfeed " + unknown_object, "1\n");

    EXPECT_THAT(ids({{start, after}, {start, odd_name}, {after, start}}), Each(SizeIs(40)));
}

TEST_F(PatchIds, AreUnknownForTreesThatDoNotDiffer)
{
    GitObjects git_objects = objects();

    git_objects.patch_ids({{start, start}});

    EXPECT_EQ(git_objects.trouble(), "what git says makes no sense: patch-id");
}

TEST_F(PatchIds, AreUnknownWhenEitherCommandIsCutShort)   // G08
{
    const auto after = with("a", "one\n");

    git_is_cut_short("patch-id");
    GitObjects without_ids = objects();
    without_ids.patch_ids({{start, after}});
    git_is_cut_short("diff-tree");
    GitObjects without_patches = objects();
    without_patches.patch_ids({{start, after}});

    EXPECT_EQ(without_ids.trouble(), "git: timed out after 10 s");
    EXPECT_EQ(without_patches.trouble(), "git: timed out after 10 s");
}

TEST_F(PatchIds, AreUnknownWhenTheyAreOfSomethingElse)
{
    const auto after = with("a", "one\n");
    git_says("patch-id", unknown_object + " " + unknown_object + "\n");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.patch_ids({{start, after}}), ElementsAre(""));
    EXPECT_EQ(git_objects.trouble(), "what git says makes no sense: patch-id");
}

}   // namespace
}   // namespace tmdb
