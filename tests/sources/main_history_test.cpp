#include "sources/main_history.hpp"

#include "sources/git_objects_fixture.hpp"

#include <optional>

namespace tmdb {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class MainHistoryTest : public ObjectsTest {
protected:
    // --- given ------------------------------------------------------------------------------
    /// A commit with these parents, made at this second.
    std::string commit_at(int second, const std::vector<std::string>& parents)
    {
        std::string text = "tree " + git({"hash-object", "-t", "tree", "-w", "/dev/null"}) + "\n";
        for (const auto& parent : parents) {
            text += "parent " + parent + "\n";
        }
        const std::string when = " Eve <eve@example.org> " + std::to_string(second) + " +0000\n";
        write("../commit",
              text + "author" + when + "committer" + when + "\n" + std::to_string(++made_) + "\n");
        return git({"hash-object", "-t", "commit", "-w", "../commit"});
    }

    // --- when -------------------------------------------------------------------------------
    const MainHistory& history(const std::vector<std::string>& mains,
                               const std::vector<std::string>& heads)
    {
        GitObjects git_objects = objects();
        asked.clear();
        found_.emplace(git_objects, mains, heads);
        trouble = git_objects.trouble();
        return *found_;
    }

    // --- then -------------------------------------------------------------------------------
    CommitGraph::Node node(const std::string& oid) const
    {
        return found_->graph().find(oid).value();
    }
    std::string name(std::optional<CommitGraph::Node> node) const
    {
        return node ? found_->graph()[*node].oid : "none";
    }
    std::vector<std::string> ahead(const std::string& head) const
    {
        std::vector<std::string> oids;
        for (const auto one : found_->ahead_of_main(node(head))) {
            oids.push_back(name(one));
        }
        return oids;
    }
    std::vector<std::string> tips() const
    {
        std::vector<std::string> oids;
        for (const auto& tip : found_->tips()) {
            oids.push_back(name(tip.node));
        }
        return oids;
    }

    std::string trouble;

private:
    std::optional<MainHistory> found_;
    int made_ = 0;
};

// --- where a head stands ------------------------------------------------------------------------

TEST_F(MainHistoryTest, KnowsWhereAHeadHasLeftMain)
{
    const auto root = commit_at(1, {});
    const auto fork = commit_at(2, {root});
    const auto main = commit_at(3, {fork});
    const auto one = commit_at(4, {fork});
    const auto head = commit_at(5, {one});

    const auto& found = history({main}, {head});

    EXPECT_EQ(trouble, "");
    EXPECT_EQ(name(found.base_of(node(head))), fork);
    EXPECT_THAT(ahead(head), UnorderedElementsAre(head, one));
    EXPECT_FALSE(found.is_in_main(node(head)));
    EXPECT_TRUE(found.is_in_main(node(fork)));
}

TEST_F(MainHistoryTest, KnowsMainsOwnLineAndWhatWasMergedIntoIt)
{
    const auto root = commit_at(1, {});
    const auto work = commit_at(2, {root});
    const auto merge = commit_at(3, {root, work});
    const auto main = commit_at(4, {merge});

    const auto& found = history({main}, {work, root});

    EXPECT_TRUE(found.is_on_line(node(root)));
    EXPECT_FALSE(found.is_on_line(node(work)));
    EXPECT_EQ(name(found.merged_by(node(work))), merge);
    EXPECT_EQ(name(found.merged_by(node(root))), "none");
    EXPECT_THAT(ahead(work), IsEmpty());
}

TEST_F(MainHistoryTest, CountsTheFirstMergeOfWhatWasMergedTwice)
{
    const auto root = commit_at(1, {});
    const auto work = commit_at(2, {root});
    const auto first = commit_at(3, {root, work});
    const auto more = commit_at(4, {work});
    const auto second = commit_at(5, {first, more});

    const auto& found = history({second}, {work, more});

    EXPECT_EQ(name(found.merged_by(node(work))), first);
    EXPECT_EQ(name(found.merged_by(node(more))), second);
}

TEST_F(MainHistoryTest, KnowsNoBaseInAnUnrelatedHistory)
{
    const auto main = commit_at(1, {commit_at(1, {})});
    const auto island = commit_at(2, {commit_at(1, {})});

    const auto& found = history({main}, {island});

    EXPECT_EQ(trouble, "");
    EXPECT_EQ(found.base_of(node(island)), std::nullopt);
    EXPECT_THAT(ahead(island), SizeIs(2));
}

TEST_F(MainHistoryTest, GivesOneBaseOfACrissCross)
{
    const auto root = commit_at(1, {});
    const auto left = commit_at(2, {root});
    const auto right = commit_at(3, {root});
    const auto main = commit_at(4, {left, right});
    const auto head = commit_at(5, {right, left});

    const auto& found = history({main}, {head});

    EXPECT_THAT(name(found.base_of(node(head))), AnyOf(left, right));
    EXPECT_THAT(ahead(head), ElementsAre(head));
}

// --- clocks -------------------------------------------------------------------------------------

TEST_F(MainHistoryTest, DoesNotTrustTheClock)
{
    const auto root = commit_at(900, {});
    const auto fork = commit_at(800, {root});
    const auto later = commit_at(100, {fork});
    const auto main = commit_at(50, {later});
    const auto early = commit_at(10, {root});
    const auto late = commit_at(20, {later});

    const auto& found = history({main}, {early, late, fork});

    EXPECT_EQ(trouble, "");
    EXPECT_EQ(name(found.base_of(node(early))), root);
    EXPECT_EQ(name(found.base_of(node(late))), later);
    EXPECT_TRUE(found.is_on_line(node(fork)));
}

/// On the boundary of a walk are commits, but not the way from one of them to another.
TEST_F(MainHistoryTest, KnowsTheWayBetweenCommitsThatLieBehindTheOldestByItsClock)
{
    const auto older = commit_at(500, {});
    const auto between = commit_at(500, {older});
    const auto newer = commit_at(500, {between});
    const auto oldest = commit_at(100, {newer, older});
    const auto main = commit_at(600, {oldest});
    const auto head = commit_at(700, {older, newer});
    const auto at_oldest = commit_at(700, {oldest});

    const auto& found = history({main}, {head, at_oldest});

    EXPECT_EQ(name(found.base_of(node(head))), newer);
    EXPECT_TRUE(found.is_on_line(node(between)));
}

TEST_F(MainHistoryTest, NeedsNoThirdWalkForCommitsOfOneSecond)
{
    const auto root = commit_at(1, {});
    const auto one = commit_at(2, {root});
    const auto next = commit_at(2, {one});
    const auto main = commit_at(3, {next});
    const auto early = commit_at(3, {one});
    const auto late = commit_at(3, {next});

    const auto& found = history({main}, {late, early});

    EXPECT_EQ(name(found.base_of(node(early))), one);
    EXPECT_EQ(name(found.base_of(node(late))), next);
    EXPECT_THAT(asked, ElementsAre("cat-file", "rev-list", "rev-list", "rev-list"));
}

// --- tips ---------------------------------------------------------------------------------------

TEST_F(MainHistoryTest, HasNoTipBehindAnother)
{
    const auto root = commit_at(1, {});
    const auto head = commit_at(2, {root});
    const auto upstream = commit_at(3, {head});

    history({head, upstream, head}, {root});

    EXPECT_THAT(tips(), ElementsAre(upstream));
}

TEST_F(MainHistoryTest, HasTwoTipsThatHaveParted)
{
    const auto root = commit_at(1, {});
    const auto head = commit_at(2, {root});
    const auto upstream = commit_at(3, {root});
    const auto work = commit_at(4, {upstream});

    const auto& found = history({head, upstream}, {work});

    EXPECT_THAT(tips(), UnorderedElementsAre(head, upstream));
    EXPECT_TRUE(found.is_in_main(node(upstream)));
    EXPECT_EQ(name(found.base_of(node(work))), root);   // with HEAD
    EXPECT_THAT(ahead(work), ElementsAre(work));
}

TEST_F(MainHistoryTest, HasNoTipWhenMainIsNotThere)
{
    const auto root = commit_at(1, {});
    const std::string nobody(40, '1');

    EXPECT_THAT(history({}, {root}).tips(), IsEmpty());
    EXPECT_THAT(history({nobody}, {root}).tips(), IsEmpty());
    EXPECT_THAT(history({root, nobody}, {root}).tips(), IsEmpty());
    EXPECT_EQ(trouble, "");
}

// --- heads and processes ------------------------------------------------------------------------

TEST_F(MainHistoryTest, LeavesOutAHeadThatIsNotThere)
{
    const auto root = commit_at(1, {});
    const std::string nobody(40, '1');

    const auto& found = history({root}, {nobody, root});

    EXPECT_EQ(trouble, "");
    EXPECT_EQ(found.graph().find(nobody), std::nullopt);
    EXPECT_TRUE(found.is_in_main(node(root)));
}

TEST_F(MainHistoryTest, TakesTwoWalksHoweverManyHeadsThereAre)
{
    const auto root = commit_at(1, {});
    const auto main = commit_at(2, {root});
    const auto one = commit_at(3, {root});
    const auto two = commit_at(3, {root});
    const auto three = commit_at(3, {main});
    const auto four = commit_at(3, {three});

    history({main}, {one, two, three, four, main, root});

    EXPECT_THAT(asked, ElementsAre("cat-file", "rev-list", "rev-list", "rev-list"));
}

TEST_F(MainHistoryTest, IsNoneWhenAWalkIsCutShort)   // G08
{
    const auto root = commit_at(1, {});
    git_is_cut_short("rev-list");

    const auto& found = history({root}, {root});

    EXPECT_EQ(trouble, "git: timed out after 10 s");
    EXPECT_THAT(found.tips(), IsEmpty());
}

}   // namespace
}   // namespace tmdb
