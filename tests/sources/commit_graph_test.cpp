#include "sources/commit_graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class CommitGraphTest : public testing::Test {
protected:
    // --- given ------------------------------------------------------------------------------
    void commit(const std::string& name, const std::vector<std::string>& parents = {})
    {
        graph.add({Commit{.oid = name, .tree = "tree of " + name, .parents = parents}});
    }

    /// "0", "1" and so on, each on top of the one before.
    void commit_line(int length)
    {
        commit("0");
        for (int i = 1; i < length; ++i) {
            commit(std::to_string(i), {std::to_string(i - 1)});
        }
    }

    // --- then -------------------------------------------------------------------------------
    CommitGraph::Node node(const std::string& name) const { return graph.find(name).value(); }
    std::vector<std::string> names(const std::vector<CommitGraph::Node>& nodes) const
    {
        std::vector<std::string> found;
        for (const auto one : nodes) {
            found.push_back(graph[one].oid);
        }
        return found;
    }
    std::vector<std::string> reach(const std::vector<std::string>& starts) const
    {
        const auto marks = reach_marks(starts);
        std::vector<CommitGraph::Node> nodes;
        for (CommitGraph::Node one = 0; one < marks.size(); ++one) {
            if (marks[one]) {
                nodes.push_back(one);
            }
        }
        return names(nodes);
    }
    CommitGraph::Marks reach_marks(const std::vector<std::string>& starts) const
    {
        std::vector<CommitGraph::Node> nodes;
        for (const auto& start : starts) {
            nodes.push_back(node(start));
        }
        return graph.reachable_from(nodes);
    }
    std::string merge_base(const std::string& one, const std::string& other) const
    {
        const auto base = graph.merge_base(node(one), reach_marks({other}));
        return base ? graph[*base].oid : "none";
    }
    bool leads_to(const std::string& from, const std::string& to) const
    {
        return graph.leads_to(node(from), node(to));
    }

    CommitGraph graph;
};

// --- what is in it ------------------------------------------------------------------------------

TEST_F(CommitGraphTest, IsEmptyAtFirst)
{
    EXPECT_EQ(graph.size(), 0u);
    EXPECT_EQ(graph.find("a"), std::nullopt);
    EXPECT_THAT(graph.reachable_from({}), IsEmpty());
}

TEST_F(CommitGraphTest, KeepsTheFirstOfTwoThatAreAlike)
{
    commit("a");
    commit("b", {"a"});
    commit("b");

    EXPECT_EQ(graph.size(), 2u);
    EXPECT_THAT(graph[node("b")].parents, ElementsAre("a"));
}

TEST_F(CommitGraphTest, FindsEveryCommitHoweverManyCome)
{
    commit_line(5'000);

    EXPECT_EQ(graph[node("0")].oid, "0");
    EXPECT_EQ(graph[node("2500")].tree, "tree of 2500");
    EXPECT_TRUE(leads_to("4999", "0"));
    EXPECT_THAT(graph.first_parents(node("4999")), SizeIs(5'000));
}

TEST_F(CommitGraphTest, HasParentsInTheirOrder)
{
    commit("a");
    commit("b");
    commit("merge", {"b", "a"});

    EXPECT_THAT(names(graph.parents(node("merge"))), ElementsAre("b", "a"));
    EXPECT_EQ(graph.first_parent(node("merge")), node("b"));
    EXPECT_EQ(graph.first_parent(node("a")), std::nullopt);
}

TEST_F(CommitGraphTest, PassesOverParentsThatWereNeverAdded)
{
    commit("a");
    commit("merge", {"elsewhere", "a"});

    EXPECT_THAT(names(graph.parents(node("merge"))), ElementsAre("a"));
    EXPECT_EQ(graph.first_parent(node("merge")), std::nullopt);
    EXPECT_THAT(names(graph.first_parents(node("merge"))), ElementsAre("merge"));
}

TEST_F(CommitGraphTest, TakesParentsThatComeLater)
{
    commit("child", {"parent"});
    commit("parent");

    EXPECT_TRUE(leads_to("child", "parent"));
}

// --- ways ---------------------------------------------------------------------------------------

class Ways : public CommitGraphTest {
protected:
    /// a - b - c - merge, and from a another way: a - x - merge.
    Ways()
    {
        commit("a");
        commit("b", {"a"});
        commit("c", {"b"});
        commit("x", {"a"});
        commit("merge", {"c", "x"});
        commit("other");
    }
};

TEST_F(Ways, LeadBackwardsOnly)
{
    EXPECT_TRUE(leads_to("c", "a"));
    EXPECT_TRUE(leads_to("merge", "x"));
    EXPECT_FALSE(leads_to("a", "c"));
    EXPECT_FALSE(leads_to("c", "x"));
    EXPECT_FALSE(leads_to("merge", "other"));
}

TEST_F(Ways, LeadFromEachToItself)
{
    EXPECT_TRUE(leads_to("b", "b"));
}

TEST_F(Ways, LeadFromSeveral)
{
    EXPECT_THAT(reach({"b", "other"}), UnorderedElementsAre("a", "b", "other"));
    EXPECT_THAT(reach({}), IsEmpty());
}

TEST_F(Ways, EndBeforeWhatIsMarked)
{
    EXPECT_THAT(names(graph.reachable_before(node("merge"), reach_marks({"b"}))),
                UnorderedElementsAre("merge", "c", "x"));
    EXPECT_THAT(graph.reachable_before(node("a"), reach_marks({"b"})), IsEmpty());
}

TEST_F(Ways, AlongFirstParentsLeaveOutWhatWasMerged)
{
    EXPECT_THAT(names(graph.first_parents(node("merge"))), ElementsAre("merge", "c", "b", "a"));
}

// --- merge bases --------------------------------------------------------------------------------

using MergeBase = CommitGraphTest;

TEST_F(MergeBase, IsWhereTwoHaveParted)
{
    commit("a");
    commit("b", {"a"});
    commit("main", {"b"});
    commit("task", {"b"});

    EXPECT_EQ(merge_base("task", "main"), "b");
}

TEST_F(MergeBase, IsTheOneThatLiesBehindTheOther)
{
    commit("a");
    commit("b", {"a"});

    EXPECT_EQ(merge_base("a", "b"), "a");
    EXPECT_EQ(merge_base("b", "a"), "a");
    EXPECT_EQ(merge_base("b", "b"), "b");
}

TEST_F(MergeBase, IsNoneOfUnrelatedHistories)
{
    commit("a");
    commit("b");
    commit("task", {"b"});

    EXPECT_EQ(merge_base("task", "a"), "none");
}

TEST_F(MergeBase, IsTheLastPlaceWhereMainWasTakenIn)
{
    commit("a");
    commit("b", {"a"});
    commit("main", {"b"});
    commit("x", {"a"});
    commit("y", {"x", "b"});
    commit("task", {"y", "a"});

    EXPECT_EQ(merge_base("task", "main"), "b");
}

TEST_F(MergeBase, IsTheBestWhateverTheOrderOfParents)
{
    commit("a");
    commit("b", {"a"});
    commit("c", {"b"});
    commit("main", {"c"});
    commit("one", {"a", "b", "c"});
    commit("other", {"c", "b", "a"});
    commit("third", {"b", "c", "a"});

    EXPECT_EQ(merge_base("one", "main"), "c");
    EXPECT_EQ(merge_base("other", "main"), "c");
    EXPECT_EQ(merge_base("third", "main"), "c");
}

TEST_F(MergeBase, IsOneOfSeveralInACrissCross)
{
    commit("root");
    commit("left", {"root"});
    commit("right", {"root"});
    commit("main", {"left", "right"});
    commit("task", {"right", "left"});

    EXPECT_THAT(merge_base("task", "main"), AnyOf(Eq("left"), Eq("right")));
    EXPECT_THAT(merge_base("main", "task"), AnyOf(Eq("left"), Eq("right")));
}

TEST_F(MergeBase, IsKnownThroughOneOfTwoRoots)
{
    commit("one");
    commit("other");
    commit("main", {"one", "other"});
    commit("task", {"other"});

    EXPECT_EQ(merge_base("task", "main"), "other");
}

}   // namespace
}   // namespace tmdb
