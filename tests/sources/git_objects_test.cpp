#include "sources/git_objects.hpp"

#include "sources/git_objects_fixture.hpp"

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string nobodys_oid(40, '1');

auto oids(const auto&... expected)
{
    return ElementsAre(Field(&Commit::oid, expected)...);
}

// --- commits ------------------------------------------------------------------------------------

class CommitsOfGit : public ObjectsTest {
protected:
    /// A commit on top of another whose time is written so.
    std::string commit_at(const std::string& parent, const std::string& time)
    {
        write("../commit", "tree " + tree(parent) + "\nparent " + parent +
                               "\nauthor Eve <eve@example.org> 1 +0000"
                               "\ncommitter Eve <eve@example.org> " +
                               time + "\n\nwhen?\n");
        return git({"hash-object", "-t", "commit", "-w", "--literally", "../commit"});
    }
};

TEST_F(CommitsOfGit, AreKnownByTreeTimeAndParents)
{
    const auto root = commit_file("a", "1");
    const auto next = commit_file("a", "2");
    GitObjects git_objects = objects();

    const auto found = git_objects.commits({next});

    const Commit expected{.oid = next,
                          .tree = tree(next),
                          .time = std::stoll(git({"log", "-1", "--format=%ct", next})),
                          .parents = {root}};
    EXPECT_THAT(found, ElementsAre(expected));
}

TEST_F(CommitsOfGit, MayHaveNoParentOrMany)
{
    const auto root = commit_on({});
    const auto other = commit_on({});
    const auto third = commit_on({root});
    const auto octopus = commit_on({root, other, third});
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.commits({root}).at(0).parents, IsEmpty());
    EXPECT_THAT(git_objects.commits({octopus}).at(0).parents, ElementsAre(root, other, third));
}

TEST_F(CommitsOfGit, MayHaveAnyTime)
{
    const auto root = commit_file("a", "1");
    const auto before = commit_at(root, "-62135596800 +0000");
    const auto beyond = commit_at(before, "99999999999999999999 +0000");
    const auto never = commit_at(beyond, "");
    GitObjects git_objects = objects();

    const auto found = git_objects.history({never}, {root});

    EXPECT_EQ(git_objects.trouble(), "");
    EXPECT_THAT(found, oids(never, beyond, before, root));
    EXPECT_THAT(git_objects.commits({never, beyond, before}), SizeIs(3));
}

TEST_F(CommitsOfGit, AreLeftOutWhenTheyAreNotThere)
{
    const auto root = commit_file("a", "1");
    const auto blob = oid("HEAD:a");
    GitObjects git_objects = objects();

    const auto found = git_objects.commits({nobodys_oid, root, blob, std::string(40, '0'), ""});

    EXPECT_THAT(found, oids(root));
    EXPECT_EQ(git_objects.trouble(), "");
}

TEST_F(CommitsOfGit, CostNothingWhenNoneIsAskedFor)
{
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.commits({}), IsEmpty());
    EXPECT_THAT(git_objects.history({}, {nobodys_oid}), IsEmpty());
    EXPECT_THAT(git_objects.resolve({}), IsEmpty());
    EXPECT_THAT(git_objects.contents({}), IsEmpty());
    EXPECT_THAT(asked, IsEmpty());
}

TEST_F(CommitsOfGit, AreUnknownWhenGitIsCutShort)   // G08, G09
{
    const auto root = commit_file("a", "1");
    git_is_cut_short("rev-list");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.commits({root}), IsEmpty());
    EXPECT_EQ(git_objects.trouble(), "git: timed out after 10 s");
}

TEST_F(CommitsOfGit, AreUnknownWhenALineMakesNoSense)   // G09
{
    const auto root = commit_file("a", "1");
    const std::string good = "> " + root + " " + tree(root) + " 1 \n";

    git_says("rev-list", good + "> " + root.substr(0, 20));
    GitObjects cut = objects();
    cut.commits({root});
    git_says("rev-list", good + "warning: something\n");
    GitObjects odd = objects();
    odd.history({root}, {});

    EXPECT_EQ(cut.trouble(), "what git says makes no sense: rev-list");
    EXPECT_EQ(odd.trouble(), "what git says makes no sense: rev-list");
}

// --- history ------------------------------------------------------------------------------------

using HistoryOfGit = ObjectsTest;

TEST_F(HistoryOfGit, ShowsChildrenBeforeParents)
{
    const auto first = commit_on({});
    const auto left = commit_on({first});
    const auto right = commit_on({first});
    const auto merge = commit_on({left, right});
    GitObjects git_objects = objects();

    const auto found = git_objects.history({merge}, {});

    ASSERT_THAT(found, SizeIs(4));
    EXPECT_EQ(found.front().oid, merge);
    EXPECT_EQ(found.back().oid, first);
}

TEST_F(HistoryOfGit, EndsAtWhatIsHiddenAndShowsIt)
{
    const auto first = commit_on({});
    const auto second = commit_on({first});
    const auto third = commit_on({second});
    GitObjects git_objects = objects();

    const auto found = git_objects.history({third}, {second});

    EXPECT_THAT(found, oids(third, second));
    EXPECT_FALSE(found.at(0).is_boundary);
    EXPECT_TRUE(found.at(1).is_boundary);
}

TEST_F(HistoryOfGit, MayHideOnlyTheParents)
{
    const auto first = commit_on({});
    const auto second = commit_on({first});
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.history({second}, {second + "^@"}), oids(second, first));
    EXPECT_THAT(git_objects.history({second}, {first + "^@"}), oids(second, first));
    EXPECT_EQ(git_objects.trouble(), "");
}

TEST_F(HistoryOfGit, IsEmptyBehindWhatIsHidden)
{
    const auto first = commit_on({});
    const auto second = commit_on({first});
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.history({first}, {second}), IsEmpty());
    EXPECT_EQ(git_objects.trouble(), "");
}

TEST_F(HistoryOfGit, IsNotDisturbedByRefsToTreesFilesAndTags)
{
    const auto first = commit_file("a", "1");
    git({"tag", "-a", "-m", "of a commit", "inner"});
    git({"tag", "-a", "-m", "of a tag", "outer", "inner"});
    const auto second = commit_file("a", "2");
    GitObjects git_objects = objects();

    const auto found = git_objects.history({second}, {oid("outer"), oid("HEAD:a"), tree("HEAD~1")});

    EXPECT_EQ(git_objects.trouble(), "");
    EXPECT_THAT(found, oids(second, first));
}

TEST_F(HistoryOfGit, IsUnknownWhenAHeadIsNotThere)
{
    const auto root = commit_file("a", "1");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.history({root, nobodys_oid}, {}), IsEmpty());
    EXPECT_THAT(git_objects.trouble(), HasSubstr("git ended with status 128"));
}

TEST_F(HistoryOfGit, IsWhatItIsWhateverTheRepositoryReplaces)
{
    const auto first = commit_on({});
    const auto second = commit_on({first});
    git({"replace", second, commit_on({})});
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.history({second}, {}), oids(second, first));
}

TEST_F(HistoryOfGit, EndsWhereACloneWasMadeShallow)
{
    commit_file("a", "1");
    const auto second = commit_file("a", "2");
    git({"clone", "--quiet", "--depth=1", "file://" + repository.path().string(), "../shallow"});
    const std::string root = repository.path().parent_path() / "shallow";
    GitObjects shallow(machine, root, find_git_directory(machine, root).value.value(), second,
                       git_test_environment());

    const auto found = shallow.history({second}, {});

    EXPECT_EQ(shallow.trouble(), "");
    EXPECT_THAT(found, ElementsAre(Field(&Commit::parents, IsEmpty())));
}

// --- trouble ------------------------------------------------------------------------------------

using TroubleWithGit = ObjectsTest;

TEST_F(TroubleWithGit, StaysAndAsksNoMore)
{
    const auto head = commit_file("a", "1");
    git_fails("cat-file");
    GitObjects git_objects = objects();
    git_objects.resolve({head});
    git_says("cat-file", head + "\n");

    EXPECT_THAT(git_objects.resolve({head}), ElementsAre(std::nullopt));
    EXPECT_THAT(git_objects.history({head}, {}), IsEmpty());
    EXPECT_THAT(git_objects.differences({{head, head}}), ElementsAre(IsEmpty()));
    EXPECT_THAT(git_objects.merges_keep_ours({{"a", "b", "c"}}), ElementsAre(false));
    EXPECT_EQ(git_objects.trouble(), "git ended with status 128: fatal: broken");
    EXPECT_THAT(asked, SizeIs(1));
}

TEST_F(TroubleWithGit, LeavesNoHalfAnAnswer)
{
    const auto head = commit_file("a", "1");
    git_says("cat-file", head + "\n" + head);
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.resolve({head, head}), ElementsAre(std::nullopt, std::nullopt));
    EXPECT_NE(git_objects.trouble(), "");
}

class ObjectsOfSha256 : public ObjectsTest {
protected:
    ObjectsOfSha256() : ObjectsTest({"--object-format=sha256"}) { id_digits = 64; }
};

TEST_F(ObjectsOfSha256, AreAskedForInTheSameWay)
{
    const auto head = commit_file("a", "1");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.commits({head}), oids(head));
    EXPECT_THAT(git_objects.contents({head + ":a"}), ElementsAre("1"));
    EXPECT_EQ(git_objects.trouble(), "");
    EXPECT_THAT(head, SizeIs(64));
}

}   // namespace
}   // namespace tmdb
