#include "sources/register_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

const std::string path = ".tasks/task_manager/task-manager-alice.register.json";

ParsedRegister parse(std::string_view bytes)
{
    return parse_register(bytes, path);
}

/// Of a register that is one on the whole: its slugs in order.
std::vector<std::string> slugs(std::string_view bytes)
{
    const auto parsed = parse(bytes);
    std::vector<std::string> slugs = {parsed.readable ? "readable:" : "unreadable:"};
    for (const auto& entry : parsed.entries) {
        slugs.push_back(entry.slug);
    }
    return slugs;
}

/// Why a file is no register; the wrong question for one that is.
std::string refusal(std::string_view bytes)
{
    const auto parsed = parse(bytes);
    return !parsed.readable && parsed.entries.empty() && parsed.problems.size() == 1
               ? parsed.problems.front().message
               : "it is a register";
}

/// Of a register with a bad entry T-1 beside a good one T-2: what is wrong with T-1.
std::string problem_of_entry(const std::string& value)
{
    const auto parsed = parse(R"({"T-1": )" + value + R"(, "T-2": {"slug": "T-2"}})");
    EXPECT_TRUE(parsed.readable);
    EXPECT_THAT(parsed.entries, SizeIs(2));
    EXPECT_EQ(parsed.entries.at(1).problem, std::nullopt);
    EXPECT_EQ(parsed.problems.size(), parsed.entries.at(0).problem ? 1 : 0);
    return parsed.entries.at(0).problem.value_or("");
}

TEST(RegisterFile, IsReadWholly)
{
    const std::string entry = R"({"slug": "T-1", "task_path": "tasks/T-1.md",
        "worktree_path": ".worktrees/T-1", "registered_at": "2026-03-24T18:08:04Z",
        "launched_at": "2026-03-24 18:09", "started_at": "soon", "n": 1E400})";

    const auto parsed = parse("{\"T-1\" : " + entry + " }");

    const RegisterEntry expected{.slug = "T-1",
                                 .task_path = "tasks/T-1.md",
                                 .worktree_path = ".worktrees/T-1",
                                 .registered_at = "2026-03-24T18:08:04Z",
                                 .launched_at = "2026-03-24 18:09",
                                 .started_at = "soon",
                                 .raw = entry,
                                 .problem = std::nullopt,
                                 .position = 0};
    EXPECT_TRUE(parsed.readable);
    EXPECT_THAT(parsed.entries, ElementsAre(expected));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(RegisterFile, HasItsEntriesInTheOrderOfTheFile)
{
    const auto parsed = parse(R"({"b": {}, "c": {}, "a": {}})");

    EXPECT_THAT(parsed.entries,
                ElementsAre(Field(&RegisterEntry::slug, "b"), Field(&RegisterEntry::slug, "c"),
                            Field(&RegisterEntry::slug, "a")));
    EXPECT_THAT(parsed.entries,
                ElementsAre(Field(&RegisterEntry::position, 0), Field(&RegisterEntry::position, 1),
                            Field(&RegisterEntry::position, 2)));
}

TEST(RegisterFile, KeepsUnknownFieldsAsTheyWereWritten)   // R08, R09
{
    const std::string entry =
        R"({ "//": "a comment", "n": [1E400,1e2 , -0,0.10], "deep": {"é": "\u00e9"} })";

    const auto parsed = parse("{\"T-1\":" + entry + "}");

    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_THAT(parsed.entries, ElementsAre(Field(&RegisterEntry::raw, entry)));
}

TEST(RegisterFile, TellsNullAndMissingFromEmpty)
{
    const auto parsed = parse(R"({"T-1": {"task_path": null, "worktree_path": ""}})");

    ASSERT_THAT(parsed.entries, SizeIs(1));
    EXPECT_EQ(parsed.entries[0].task_path, std::nullopt);
    EXPECT_EQ(parsed.entries[0].worktree_path, "");
    EXPECT_EQ(parsed.entries[0].started_at, std::nullopt);
    EXPECT_EQ(parsed.entries[0].problem, std::nullopt);
}

TEST(RegisterFile, KeepsOddPathsForOthersToJudge)   // R13
{
    EXPECT_EQ(problem_of_entry(R"({"worktree_path": ""})"), "");
    EXPECT_EQ(problem_of_entry(R"({"worktree_path": "."})"), "");
    EXPECT_EQ(problem_of_entry(R"({"worktree_path": "/"})"), "");
    EXPECT_EQ(problem_of_entry(R"({"worktree_path": null})"), "");
}

TEST(RegisterFile, ResolvesTheEscapesOfSlugsAndFields)
{
    const auto parsed = parse(R"({"T-\u00e9\n\ud83d\ude00": {"task_path": "a\/b"}})");

    ASSERT_THAT(parsed.entries, SizeIs(1));
    EXPECT_EQ(parsed.entries[0].slug, "T-é\n😀");
    EXPECT_EQ(parsed.entries[0].task_path, "a/b");
}

TEST(RegisterFile, MayHaveABomAndAnyLayout)   // R10
{
    EXPECT_THAT(slugs("\xef\xbb\xbf{\"a\": {}}"), ElementsAre("readable:", "a"));
    EXPECT_THAT(slugs("{\r\n\t\"a\" :\t{ }  \r\n}\r\n"), ElementsAre("readable:", "a"));
    EXPECT_THAT(slugs("  {\"a\":{}}"), ElementsAre("readable:", "a"));
}

TEST(RegisterFile, MayHaveNoEntries)   // R12
{
    EXPECT_THAT(slugs("{}"), ElementsAre("readable:"));
    EXPECT_THAT(slugs("[]"), ElementsAre("readable:"));
    EXPECT_THAT(slugs(R"({"entries": {}})"), ElementsAre("readable:"));
    EXPECT_THAT(slugs(R"({"tasks": []})"), ElementsAre("readable:"));
}

// --- shapes ---

TEST(RegisterShape, IsAlsoAnObjectUnderOneKey)
{
    EXPECT_THAT(slugs(R"({"entries": {"a": {}, "b": {}}})"), ElementsAre("readable:", "a", "b"));
    EXPECT_THAT(slugs(R"({"tasks": {"a": {}}})"), ElementsAre("readable:", "a"));
    EXPECT_THAT(slugs(R"({"register": {"a": {}}})"), ElementsAre("readable:", "a"));
    EXPECT_THAT(slugs(R"({"registered": {"a": {}}})"), ElementsAre("readable:", "a"));
}

TEST(RegisterShape, IsAlsoAnArrayAloneOrUnderOneKey)
{
    EXPECT_THAT(slugs(R"([{"slug": "a"}, {"x": 1, "slug": "b"}])"),
                ElementsAre("readable:", "a", "b"));
    EXPECT_THAT(slugs(R"({"entries": [{"slug": "a"}]})"), ElementsAre("readable:", "a"));
}

TEST(RegisterShape, AllowsNeighboursThatAreNoObjects)
{
    EXPECT_THAT(slugs(R"({"version": 1, "at": "x", "entries": {"a": {}}, "n": null, "l": [1]})"),
                ElementsAre("readable:", "a"));
}

TEST(RegisterShape, RefusesAnObjectBesideTheWrapper)
{
    EXPECT_EQ(refusal(R"({"entries": {"a": {}}, "T-1": {}})"),
              "an object beside the key that holds the entries");
    EXPECT_EQ(refusal(R"({"meta": {}, "tasks": []})"),
              "an object beside the key that holds the entries");
}

TEST(RegisterShape, RefusesWhatTwoParsersReadDifferently)
{
    JsonScan scan = scan_json(R"({"a": {}, "b": {}})");
    scan.tokens[1] = scan.tokens[4];

    const auto layout = layout_of_register(std::move(scan));

    ASSERT_TRUE(layout.trouble);
    EXPECT_EQ(layout.trouble->message, "two parsers disagree");
}

TEST(RegisterShape, FindsTheSlugOfAnArraysEntryAmongItsFields)
{
    const auto layout = layout_of_register(R"([{"n": 1, "owner": "x", "slug": "a"}, {"slug": 2}])");

    ASSERT_EQ(layout.entries.size(), 2u);
    EXPECT_EQ(layout.entries[0].slug, "a");
    EXPECT_EQ(layout.entries[1].slug, "");
}

TEST(RegisterShape, RefusesTwoWrappers)
{
    EXPECT_EQ(refusal(R"({"entries": {"a": {}}, "tasks": {"b": {}}})"),
              "two of its keys could hold the entries");
    EXPECT_EQ(refusal(R"({"entries": {}, "tasks": []})"), "two of its keys could hold the entries");
}

TEST(RegisterShape, TakesATaskCalledTasksForAnEntry)
{
    EXPECT_THAT(slugs(R"({"tasks": {"worktree_path": null}, "b": {}})"),
                ElementsAre("readable:", "tasks", "b"));
    EXPECT_THAT(slugs(R"({"entries": {"slug": "entries", "x": {}}})"),
                ElementsAre("readable:", "entries"));
    EXPECT_THAT(slugs(R"({"tasks": null, "b": {}})"), ElementsAre("readable:", "tasks", "b"));
}

TEST(RegisterShape, TakesAFieldsNameBelowAWrapperForASlug)
{
    EXPECT_THAT(slugs(R"({"tasks": {"slug": {}, "started_at": {}}})"),
                ElementsAre("readable:", "slug", "started_at"));
}

TEST(RegisterShape, LooksForTheWrapperOnlyAtTheTop)
{
    EXPECT_THAT(slugs(R"({"tasks": {"entries": {"a": {}}}})"), ElementsAre("readable:", "entries"));
}

TEST(RegisterShape, RefusesWhatHoldsNoEntries)   // R12
{
    EXPECT_EQ(refusal(R"(["a", "b"])"), "an array without any entry");
    EXPECT_EQ(refusal(R"({"entries": [1]})"), "an array without any entry");
    EXPECT_EQ(refusal(R"("a")"), "it is neither an object nor an array");
    EXPECT_EQ(refusal("7"), "it is neither an object nor an array");
    EXPECT_EQ(refusal("null"), "it is neither an object nor an array");
}

// --- the whole file ---

TEST(RegisterFile, IsUnreadableWhenTheScannerSaysSo)   // R01, R03, R04, R05, R06, R11
{
    EXPECT_EQ(refusal(""), "empty: a writer may be in the middle of it");
    EXPECT_EQ(refusal(R"({"a": {}}})"), "trailing data after the document");
    EXPECT_EQ(refusal(std::string("{}\0", 3)), "a NUL at byte 2");
    EXPECT_EQ(refusal(R"({"a": {}, "\u0061": {}})"), "duplicate key 'a'");
    EXPECT_EQ(refusal(R"({"a": {"slug": "a", "slug": "a"}})"), "duplicate key 'slug'");
    EXPECT_EQ(refusal("{\"a\": \"\xff\"}"), "not valid UTF-8 at byte 7");
}

TEST(RegisterFile, NamesThePlaceOfItsTrouble)   // R02
{
    const auto parsed = parse("{\n  \"a\": {},\n");

    EXPECT_FALSE(parsed.readable);
    EXPECT_THAT(parsed.problems,
                ElementsAre(Problem{path, 3, 1, "torn: the document ends inside an object", ""}));
}

TEST(RegisterFile, IsReadUpToItsLimit)   // R14
{
    std::string bytes = R"({"a": {}})";
    bytes.resize(register_size_limit, ' ');
    EXPECT_THAT(slugs(bytes), ElementsAre("readable:", "a"));

    bytes += ' ';
    EXPECT_EQ(refusal(bytes), "over the limit of 16 MiB");
}

TEST(RegisterFile, MayHaveAHundredThousandEntries)   // R14
{
    std::string bytes = "{";
    for (int number = 0; number < 100'000; ++number) {
        bytes += (number == 0 ? "\"e" : ",\"e") + std::to_string(number) + "\":{}";
    }
    bytes += "}";

    EXPECT_EQ(slugs(bytes).size(), 100'001u);   // "readable:" is the first
}

// --- bad entries (R13) ---

TEST(BadEntry, IsNoObject)
{
    EXPECT_EQ(problem_of_entry("null"), "the entry is not an object");
    EXPECT_EQ(problem_of_entry("\"x\""), "the entry is not an object");
    EXPECT_EQ(problem_of_entry("5"), "the entry is not an object");
    EXPECT_EQ(problem_of_entry("[]"), "the entry is not an object");
}

TEST(BadEntry, HasASlugUnlikeItsKey)
{
    EXPECT_EQ(problem_of_entry(R"({"slug": "T-3"})"), "its slug 'T-3' is unlike its key");
    EXPECT_EQ(problem_of_entry(R"({"slug": "t-1"})"), "its slug 't-1' is unlike its key");
    EXPECT_EQ(problem_of_entry(R"({"slug": ""})"), "its slug '' is unlike its key");
    EXPECT_EQ(problem_of_entry(R"({"slug": "T\u002d1"})"), "");
    EXPECT_EQ(problem_of_entry(R"({"slug": null})"), "");
}

TEST(BadEntry, HasAFieldOfAnotherKind)
{
    EXPECT_EQ(problem_of_entry(R"({"slug": 1})"), "slug is neither text nor null");
    EXPECT_EQ(problem_of_entry(R"({"task_path": {}})"), "task_path is neither text nor null");
    EXPECT_EQ(problem_of_entry(R"({"worktree_path": 5})"),
              "worktree_path is neither text nor null");
    EXPECT_EQ(problem_of_entry(R"({"registered_at": 0})"),
              "registered_at is neither text nor null");
    EXPECT_EQ(problem_of_entry(R"({"launched_at": true})"), "launched_at is neither text nor null");
    EXPECT_EQ(problem_of_entry(R"({"started_at": []})"), "started_at is neither text nor null");
}

TEST(BadEntry, KeepsItsRowAndWhatCouldBeRead)
{
    const auto parsed = parse(R"({"T-1": {"worktree_path": 5, "task_path": "tasks/T-1.md"}})");

    ASSERT_THAT(parsed.entries, SizeIs(1));
    EXPECT_EQ(parsed.entries[0].slug, "T-1");
    EXPECT_EQ(parsed.entries[0].task_path, "tasks/T-1.md");
    EXPECT_EQ(parsed.entries[0].worktree_path, std::nullopt);
    EXPECT_EQ(parsed.entries[0].raw, R"({"worktree_path": 5, "task_path": "tasks/T-1.md"})");
}

TEST(BadEntry, IsSpokenOfWithItsPlaceAndSlug)
{
    const auto parsed = parse("{\n  \"a\": {},\n  \"b\": null, \"c\": 1\n}");

    EXPECT_TRUE(parsed.readable);
    EXPECT_THAT(parsed.problems,
                ElementsAre(Problem{path, 3, 3, "the entry is not an object", "b"},
                            Problem{path, 3, 14, "the entry is not an object", "c"}));
}

TEST(BadEntry, HasNoRowWithoutASlug)
{
    const auto parsed = parse(R"([{"slug": "a"}, {"x": 1}, {"slug": null}, null, {"slug": "b"}])");

    EXPECT_THAT(parsed.problems,
                ElementsAre(Field(&Problem::message, "the entry has no slug"),
                            Field(&Problem::message, "the entry has no slug"),
                            Field(&Problem::message, "the entry is not an object")));
    EXPECT_THAT(parsed.entries,
                ElementsAre(Field(&RegisterEntry::slug, "a"), Field(&RegisterEntry::slug, "b")));
    EXPECT_EQ(parsed.entries[1].position, 4);
}

TEST(BadEntry, HasNoRowUnderAnEmptyKey)
{
    const auto parsed = parse(R"({"": {"slug": ""}, "a": {}})");

    EXPECT_THAT(parsed.problems, ElementsAre(Field(&Problem::message, "the entry has no slug")));
    EXPECT_THAT(parsed.entries, ElementsAre(Field(&RegisterEntry::slug, "a")));
}

TEST(BadEntry, HasTheSlugOfAnotherInTheArray)
{
    const auto parsed = parse(R"([{"slug": "a"}, {"slug": "b"}, {"slug": "\u0061"}])");

    const auto twice = Optional(std::string("the slug 'a' is there more than once"));
    EXPECT_THAT(parsed.entries, ElementsAre(Field(&RegisterEntry::problem, twice),
                                            Field(&RegisterEntry::problem, std::nullopt),
                                            Field(&RegisterEntry::problem, twice)));
    EXPECT_THAT(parsed.problems, SizeIs(2));
}

}   // namespace
}   // namespace tmdb
