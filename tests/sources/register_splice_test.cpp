#include "sources/register_splice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What Python's json.dump(…, indent=None), indent=2 and indent=4 write.
constexpr std::string_view on_one_line = R"({"T-1": {"slug": "T-1", "tags": ["a", "b"]}, )"
                                         R"("T-2": {"note": "caf\u00e9", "n": 1.5}, "T-3": {}})";

constexpr std::string_view indented_by_2 = R"({
  "T-1": {
    "slug": "T-1",
    "worktree_path": null
  },
  "T-2": {
    "note": "caf\u00e9",
    "n": 1.5
  },
  "T-3": {}
})";

constexpr std::string_view indented_by_4 = R"({
    "T-1": {
        "slug": "T-1"
    },
    "T-2": {
        "n": 1.5
    }
})";

// --- the proof ------------------------------------------------------------------------------

bool is_without_t1(std::string_view left)
{
    return is_register_without(scan_json(left), layout_of_register(on_one_line), {"T-1"});
}

TEST(TheProofOfASplice, HoldsForTheRegisterWithoutTheEntryHoweverItIsLaidOut)
{
    EXPECT_TRUE(is_without_t1(R"({"T-2": {"note": "caf\u00e9", "n": 1.5}, "T-3": {}})"));
    EXPECT_TRUE(is_without_t1("{\"T-2\":{\"note\":\"caf\\u00e9\",\"n\":1.5},\n\"T-3\":{}}"));
}

TEST(TheProofOfASplice, FailsOnAnotherSpelling)
{
    EXPECT_FALSE(is_without_t1(R"({"T-2": {"note": "café", "n": 1.5}, "T-3": {}})"));
    EXPECT_FALSE(is_without_t1(R"({"T-2": {"note": "caf\u00e9", "n": 1.50}, "T-3": {}})"));
}

TEST(TheProofOfASplice, FailsOnAnotherKind)
{
    EXPECT_FALSE(is_without_t1(R"({"T-2": {"note": "caf\u00e9", "n": 1.5}, "T-3": []})"));
}

TEST(TheProofOfASplice, FailsWhenMoreIsGone)
{
    EXPECT_FALSE(is_without_t1(R"({"T-2": {"note": "caf\u00e9", "n": 1.5}})"));
    EXPECT_FALSE(is_without_t1(R"({"T-3": {}})"));
}

TEST(TheProofOfASplice, FailsWhenSomethingHasCome)
{
    EXPECT_FALSE(is_without_t1(R"({"T-2": {"note": "caf\u00e9", "n": 1.5}, "T-3": {}, "T-4": 1})"));
}

TEST(TheProofOfASplice, FailsWhenWhatIsBeforeTheEntryHasChanged)
{
    EXPECT_FALSE(is_register_without(scan_json(R"({"T-1": {}, "T-2": {}})"),
                                     layout_of_register(on_one_line), {"T-3"}));
}

TEST(TheProofOfASplice, FailsOnWhatEndsTooEarly)
{
    JsonScan left = scan_json(R"({"T-2": {"note": "caf\u00e9", "n": 1.5}, "T-3": {}})");
    left.tokens.pop_back();

    EXPECT_FALSE(is_register_without(left, layout_of_register(on_one_line), {"T-1"}));
}

TEST(TheProofOfASplice, FailsOnWhatIsTorn)
{
    EXPECT_FALSE(is_without_t1(R"({"T-2": {"note")"));
}

// --- cutting --------------------------------------------------------------------------------

TEST(SpliceOut, LeavesWhatPythonWritesOnOneLine)
{
    EXPECT_EQ(splice_out(on_one_line, {"T-1"}).bytes,
              R"({"T-2": {"note": "caf\u00e9", "n": 1.5}, "T-3": {}})");
    EXPECT_EQ(splice_out(on_one_line, {"T-2"}).bytes,
              R"({"T-1": {"slug": "T-1", "tags": ["a", "b"]}, "T-3": {}})");
    EXPECT_EQ(
        splice_out(on_one_line, {"T-3"}).bytes,
        R"({"T-1": {"slug": "T-1", "tags": ["a", "b"]}, "T-2": {"note": "caf\u00e9", "n": 1.5}})");
    EXPECT_EQ(splice_out(on_one_line, {"T-2", "T-3"}).bytes,
              R"({"T-1": {"slug": "T-1", "tags": ["a", "b"]}})");
    EXPECT_EQ(splice_out(on_one_line, {"T-1", "T-2", "T-3"}).bytes, "{}");
}

TEST(SpliceOut, LeavesWhatPythonWritesWithTwoSpaces)
{
    EXPECT_EQ(splice_out(indented_by_2, {"T-1"}).bytes, R"({
  "T-2": {
    "note": "caf\u00e9",
    "n": 1.5
  },
  "T-3": {}
})");
    EXPECT_EQ(splice_out(indented_by_2, {"T-3"}).bytes, R"({
  "T-1": {
    "slug": "T-1",
    "worktree_path": null
  },
  "T-2": {
    "note": "caf\u00e9",
    "n": 1.5
  }
})");
    EXPECT_EQ(splice_out(indented_by_2, {"T-3", "T-1"}).bytes, R"({
  "T-2": {
    "note": "caf\u00e9",
    "n": 1.5
  }
})");
}

TEST(SpliceOut, LeavesWhatPythonWritesWithFourSpaces)
{
    EXPECT_EQ(splice_out(indented_by_4, {"T-1"}).bytes, R"({
    "T-2": {
        "n": 1.5
    }
})");
    EXPECT_EQ(splice_out(indented_by_4, {"T-2"}).bytes, R"({
    "T-1": {
        "slug": "T-1"
    }
})");
}

TEST(SpliceOut, LeavesTheBlanksAroundTheLastEntry)
{
    EXPECT_EQ(splice_out(indented_by_4, {"T-1", "T-2"}).bytes, "{\n    \n}");
}

TEST(SpliceOut, TellsWhatItCutAndWhere)
{
    const auto splice = splice_out(R"({"a": 1, "b": {}, "c": {}, "d": {}})", {"d", "b"});

    EXPECT_EQ(splice.bytes, R"({"a": 1, "c": {}})");
    EXPECT_THAT(splice.cuts, ElementsAre(Cut{"b", 9, R"("b": {}, )", "a", "c"},
                                         Cut{"d", 25, R"(, "d": {})", "c", ""}));
}

TEST(SpliceOut, GivesEachEntryOfARunItsOwnCut)
{
    const auto splice = splice_out(R"({"a": {}, "b": {}, "c": {}})", {"a", "b", "c"});

    EXPECT_EQ(splice.bytes, "{}");
    EXPECT_THAT(splice.cuts, ElementsAre(Cut{"a", 1, R"("a": {}, )", "", "b"},
                                         Cut{"b", 10, R"("b": {}, )", "a", "c"},
                                         Cut{"c", 19, R"("c": {})", "b", ""}));
}

TEST(SpliceOut, WorksBelowAWrapperKey)
{
    EXPECT_EQ(
        splice_out(R"({"version": 1, "entries": {"a": {}, "b": {}}, "at": "x"})", {"b"}).bytes,
        R"({"version": 1, "entries": {"a": {}}, "at": "x"})");
    EXPECT_EQ(splice_out(R"({"tasks": {"a": {}}})", {"a"}).bytes, R"({"tasks": {}})");
}

TEST(SpliceOut, WorksInArrays)
{
    EXPECT_EQ(splice_out(R"([{"slug": "a"}, null, {"slug": "b"}])", {"a"}).bytes,
              R"([null, {"slug": "b"}])");
    EXPECT_EQ(splice_out(R"({"tasks": [{"slug": "a"}]})", {"a"}).bytes, R"({"tasks": []})");
}

TEST(SpliceOut, FindsASlugHoweverItIsSpelled)
{
    EXPECT_EQ(splice_out(R"({"\u0061": {}, "b": {}})", {"a"}).bytes, R"({"b": {}})");
}

TEST(SpliceOut, CutsNothingForNoSlugs)
{
    const auto splice = splice_out(indented_by_2, {});

    EXPECT_EQ(splice.bytes, indented_by_2);
    EXPECT_THAT(splice.cuts, IsEmpty());
}

TEST(SpliceOut, TakesAskingTwiceForAskingOnce)
{
    EXPECT_EQ(splice_out(R"({"a": {}, "b": {}})", {"a", "a"}).bytes, R"({"b": {}})");
}

TEST(SpliceOut, RefusesWhatNobodyShouldAsk)
{
    EXPECT_THROW(splice_out(R"({"a": {}})", {"b"}), std::logic_error);
    EXPECT_THROW(splice_out(R"({"a": {})", {"a"}), std::logic_error);
    EXPECT_THROW(splice_out(R"([{"slug": "a"}, {"slug": "a"}])", {"a"}), std::logic_error);
}

TEST(SpliceOut, IsNotMisledByBracketsInTexts)
{
    EXPECT_EQ(splice_out(R"({"a}": {"x": "},\"b\": {\\"}, "b": {"y": "]"}})", {"a}"}).bytes,
              R"({"b": {"y": "]"}})");
}

TEST(Unsplice, PutsASubsetBackByCuttingAgain)
{
    const auto splice = splice_out(indented_by_2, {"T-1", "T-3"});

    const auto base = unsplice(splice.bytes, splice.cuts);

    EXPECT_EQ(base, indented_by_2);
    EXPECT_EQ(splice_out(base, {"T-3"}).bytes, R"({
  "T-1": {
    "slug": "T-1",
    "worktree_path": null
  },
  "T-2": {
    "note": "caf\u00e9",
    "n": 1.5
  }
})");
}

TEST(Unsplice, SurvivesAFileThatIsShorterThanItWas)
{
    EXPECT_EQ(unsplice("{}", {Cut{"a", 100, "x", "", ""}, Cut{"b", 50, "y", "", ""}}), "{}xy");
}

// --- putting back beside a neighbour ---

constexpr auto none = std::nullopt;

/// The cut of T-2 out of `base`, put into another register.
std::optional<std::string> moved(std::string_view base, std::string_view bytes)
{
    return insert_beside_neighbour(bytes, splice_out(base, {"T-2"}).cuts.at(0));
}

TEST(InsertBesideNeighbour, PrefersThePlaceAfterTheOldPredecessor)
{
    EXPECT_EQ(moved(R"({"T-1": {}, "T-2": {}, "T-3": {}})", R"({"T-3": {}, "T-1": {}, "x": {}})"),
              R"({"T-3": {}, "T-1": {}, "T-2": {}, "x": {}})");
}

TEST(InsertBesideNeighbour, ElseTakesThePlaceBeforeTheOldSuccessor)
{
    EXPECT_EQ(moved(R"({"T-1": {}, "T-2": {}, "T-3": {}})", R"({"x": {}, "T-3": {}})"),
              R"({"x": {}, "T-2": {}, "T-3": {}})");
    EXPECT_EQ(moved(R"({"T-2": {}, "T-3": {}})", R"({"T-3": {}, "x": {}})"),
              R"({"T-2": {}, "T-3": {}, "x": {}})");
}

TEST(InsertBesideNeighbour, ElseTakesTheEnd)
{
    EXPECT_EQ(moved(R"({"T-1": {}, "T-2": {}})", R"({"x": {}, "y": {}})"),
              R"({"x": {}, "y": {}, "T-2": {}})");
    EXPECT_EQ(moved(R"({"T-2": {}})", R"({"x": {}})"), R"({"x": {},"T-2": {}})");
}

TEST(InsertBesideNeighbour, FollowsTheStyleAround)
{
    EXPECT_EQ(
        moved(on_one_line, "{\r\n\t\"T-1\": {},\r\n\t\"x\": {}\r\n}\r\n"),
        "{\r\n\t\"T-1\": {},\r\n\t\"T-2\": {\"note\": \"caf\\u00e9\", \"n\": 1.5},\r\n\t\"x\": "
        "{}\r\n}\r\n");
    EXPECT_EQ(moved(indented_by_4, R"({"T-1":{},"x":{}})"),
              "{\"T-1\":{},\"T-2\": {\n        \"n\": 1.5\n    },\"x\":{}}");
}

TEST(InsertBesideNeighbour, FollowsTheStyleOfAnOnlyNeighbour)
{
    EXPECT_EQ(moved(R"({"T-1": {}, "T-2": {}})", "{\n  \"x\": {}\n}"),
              "{\n  \"x\": {},\n  \"T-2\": {}\n}");
    EXPECT_EQ(moved(R"({"T-1": {}, "T-2": {}})", R"({"x": {}})"), R"({"x": {}, "T-2": {}})");
    EXPECT_EQ(moved(indented_by_4, R"({"T-3":{}})"),
              "{\"T-3\":{},\"T-2\": {\n        \"n\": 1.5\n    }}");
}

TEST(InsertBesideNeighbour, BringsItsStyleIntoAnEmptyRegister)
{
    EXPECT_EQ(moved(R"({"T-1": {}, "T-2": {}})", "{}"), R"({"T-2": {}})");
    EXPECT_EQ(moved("{\n  \"T-1\": {},\n  \"T-2\": {}\n}\n", "{}\n"), "{\n  \"T-2\": {}\n}\n");
    EXPECT_EQ(moved("{\r\n\t\"T-2\": {\r\n\t\t\"x\": 1\r\n\t}\r\n}", "{}"),
              "{\r\n\t\"T-2\": {\r\n\t\t\"x\": 1\r\n\t}\r\n}");
    EXPECT_EQ(moved(indented_by_4, "{\n}"), "{\n    \"T-2\": {\n        \"n\": 1.5\n    }\n}");
}

TEST(InsertBesideNeighbour, ClosesAnEmptyContainerAtItsIndentation)
{
    EXPECT_EQ(moved("{\n  \"entries\": {\n    \"T-2\": {},\n    \"T-3\": {}\n  }\n}",
                    "{\n  \"version\": 2,\n  \"entries\": {}\n}"),
              "{\n  \"version\": 2,\n  \"entries\": {\n    \"T-2\": {}\n  }\n}");
}

TEST(InsertBesideNeighbour, FindsThePlaceThatAPruningLeft)
{
    EXPECT_EQ(moved("{\n  \"T-1\": {},\n  \"T-2\": {}\n}\n", "{\n    \n}\n"),
              "{\n    \"T-2\": {}\n}\n");
    EXPECT_EQ(moved("{\r\n  \"T-2\": {}\r\n}", "{\r\n  \r\n}"), "{\r\n  \"T-2\": {}\r\n}");
}

TEST(InsertBesideNeighbour, WorksInArrays)
{
    EXPECT_EQ(moved(R"([{"slug": "T-1"}, {"slug": "T-2"}])", R"([{"x": 1}, {"slug": "T-1"}])"),
              R"([{"x": 1}, {"slug": "T-1"}, {"slug": "T-2"}])");
    EXPECT_EQ(moved(R"([{"slug": "T-2"}])", "[]"), R"([{"slug": "T-2"}])");
}

TEST(InsertBesideNeighbour, TakesNoElementWithoutASlugForTheOldNeighbour)
{
    EXPECT_EQ(moved(R"([{"slug": "T-2"}, {"slug": "T-3"}])", R"([{}, {"x": 1}, {"slug": "T-3"}])"),
              R"([{}, {"x": 1}, {"slug": "T-2"}, {"slug": "T-3"}])");
}

TEST(InsertBesideNeighbour, NeverOverwritesASlugThatIsThere)
{
    EXPECT_EQ(moved(R"({"T-2": {"x": 1}})", R"({"T-2": {"x": 2}})"), none);
    EXPECT_EQ(moved(R"({"T-2": {}})", R"({"T-\u0032": {}})"), none);
}

TEST(InsertBesideNeighbour, GivesUpWhereTheRegisterCannotTakeIt)
{
    EXPECT_EQ(moved(R"({"T-2": {}})", ""), none);
    EXPECT_EQ(moved(R"({"T-2": {}})", R"({"T-1": {})"), none);
    EXPECT_EQ(moved(R"({"T-2": {}})", R"([{"slug": "T-1"}])"), none);
    EXPECT_EQ(moved(R"([{"slug": "T-2"}])", R"({"T-1": {}})"), none);
}

TEST(InsertBesideNeighbour, GivesUpOnACutThatIsNoMember)
{
    EXPECT_EQ(insert_beside_neighbour("{}", Cut{"a", 1, "", "", ""}), none);
    EXPECT_EQ(insert_beside_neighbour("{}", Cut{"a", 1, " , ", "", ""}), none);
    EXPECT_EQ(insert_beside_neighbour("{}", Cut{"a", 1, R"("a": {)", "", ""}), none);
    EXPECT_EQ(insert_beside_neighbour("{}", Cut{"a", 1, R"("b": {})", "", ""}), none);
    EXPECT_EQ(insert_beside_neighbour("{}", Cut{"a", 1, R"("a": {}, "b": {})", "", ""}), none);
}

}   // namespace
}   // namespace tmdb
