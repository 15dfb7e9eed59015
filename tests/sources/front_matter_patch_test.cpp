#include "sources/front_matter_patching.hpp"

#include <gmock/gmock.h>

namespace tmdb {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string numbered_lines(int count)
{
    std::string lines;
    for (int i = 1; i <= count; ++i) {
        lines += "k" + std::to_string(i) + ": " + std::to_string(i) + "\n";
    }
    return lines;
}

FrontMatterPatch patch_of(const std::string& root, const std::string& copy, const Keys& keys)
{
    return patch_front_matter(root, copy, "T-1.md", keys);
}

std::string trouble_of(const std::string& root, const std::string& copy)
{
    const auto patch = patch_of(root, copy, {"a"});
    EXPECT_EQ(patch.diff, "");
    return patch.trouble;
}

// --- one field ------------------------------------------------------------------------------

TEST_F(FrontMatterPatching, ChangesAField)
{
    EXPECT_EQ(applied("---\nid: 7\nstatus: ready\nowner: x\n---\nBody.\n",
                      "---\nid: 8\nstatus: completed\nowner: y\n---\nOther.\n", {"status"}),
              "---\nid: 7\nstatus: completed\nowner: x\n---\nBody.\n");
}

TEST_F(FrontMatterPatching, AddsAFieldAtTheTop)
{
    EXPECT_EQ(applied("---\nb: 2\n---\n", "---\na: 1\nb: 2\n---\n", {"a"}),
              "---\na: 1\nb: 2\n---\n");
}

TEST_F(FrontMatterPatching, AddsAFieldInTheMiddle)
{
    EXPECT_EQ(applied("---\na: 1\nc: 3\n---\n", "---\na: 0\nb: 2\nc: 0\n---\n", {"b"}),
              "---\na: 1\nb: 2\nc: 3\n---\n");
}

TEST_F(FrontMatterPatching, AddsAFieldAtTheEnd)
{
    EXPECT_EQ(applied("---\na: 1\n---\n", "---\na: 1\nb: 2\n---\n", {"b"}),
              "---\na: 1\nb: 2\n---\n");
}

TEST_F(FrontMatterPatching, AddsAFieldAfterTheNearestThatTheRootHas)
{
    EXPECT_EQ(
        applied("---\na: 1\nz: 9\n---\n", "---\na: 1\nb: 2\nc: 3\nd: 4\nz: 9\n---\n", {"d", "c"}),
        "---\na: 1\nc: 3\nd: 4\nz: 9\n---\n");
}

TEST_F(FrontMatterPatching, AddsFieldsToAnEmptyMapping)
{
    EXPECT_EQ(applied("---\n---\n", "---\na: 1\nb: 2\n---\n", {"a", "b"}),
              "---\na: 1\nb: 2\n---\n");
    EXPECT_EQ(applied("---\n# later\n---", "---\na: 1\n---\n", {"a"}), "---\n# later\na: 1\n---");
}

TEST_F(FrontMatterPatching, RemovesAField)
{
    EXPECT_EQ(applied("---\na: 1\nb:\n  - x\nc: 3\n---\n", "---\na: 1\nc: 4\n---\n", {"b"}),
              "---\na: 1\nc: 3\n---\n");
    EXPECT_EQ(applied("---\na: 1\n---\n", "---\n---\n", {"a"}), "---\n---\n");
}

// --- several fields -------------------------------------------------------------------------

TEST_F(FrontMatterPatching, ChangesAddsAndRemovesAtOnce)
{
    EXPECT_EQ(applied("---\na: 1\nold: 2\nc: 3\n---\n", "---\na: 0\nnew: 4\nc: 5\n---\n",
                      {"a", "old", "new"}),
              "---\na: 0\nnew: 4\nc: 3\n---\n");
}

TEST_F(FrontMatterPatching, KeepsItsOwnOrderOfKeys)
{
    EXPECT_EQ(applied("---\na: 1\nb: 2\nc: 3\n---\n", "---\nc: 6\nx: 0\nb: 5\na: 4\n---\n",
                      {"a", "c", "x"}),
              "---\na: 4\nb: 2\nc: 6\nx: 0\n---\n");
}

TEST_F(FrontMatterPatching, MakesAHunkOfEachDistantChange)
{
    const std::string root = "---\n" + numbered_lines(30) + "---\n";
    const std::string copy = "---\nk0: 0\n" + numbered_lines(29) + "---\n";

    const auto diff = patch_of(root, copy, {"k0", "k30"}).diff;

    EXPECT_EQ(diff, "diff --git a/T-1.md b/T-1.md\n--- a/T-1.md\n+++ b/T-1.md\n"
                    "@@ -1,4 +1,5 @@\n ---\n+k0: 0\n k1: 1\n k2: 2\n k3: 3\n"
                    "@@ -28,5 +29,4 @@\n k27: 27\n k28: 28\n k29: 29\n-k30: 30\n ---\n");
    EXPECT_EQ(applied(root, copy, {"k0", "k30"}), copy);
}

TEST_F(FrontMatterPatching, JoinsHunksThatWouldTouch)
{
    const std::string copy = "---\nk0: 0\n" + numbered_lines(6) + "k9: 9\n---\n";
    const std::string far_copy = "---\nk0: 0\n" + numbered_lines(7) + "k9: 9\n---\n";

    const auto diff = patch_of("---\n" + numbered_lines(6) + "---\n", copy, {"k0", "k9"}).diff;
    const auto far = patch_of("---\n" + numbered_lines(7) + "---\n", far_copy, {"k0", "k9"}).diff;

    EXPECT_THAT(diff, HasSubstr("@@ -1,8 +1,10 @@\n ---\n+k0: 0\n k1"));
    EXPECT_THAT(far, AllOf(HasSubstr("@@ -1,4 +1,5 @@\n"), HasSubstr("@@ -6,4 +7,5 @@\n k5")));
}

// --- values of many lines -------------------------------------------------------------------

TEST_F(FrontMatterPatching, TakesLists)
{
    EXPECT_EQ(
        applied("---\ntags: [x, y]\nb: 1\n---\n", "---\ntags:\n- x\n- z\nb: 2\n---\n", {"tags"}),
        "---\ntags:\n- x\n- z\nb: 1\n---\n");
    EXPECT_EQ(applied("---\ntags:\n  - x\n  - y\n---\n", "---\ntags: [x,\n  z]\n---\n", {"tags"}),
              "---\ntags: [x,\n  z]\n---\n");
}

TEST_F(FrontMatterPatching, TakesBlocksOfText)
{
    const std::string copy = "---\na: |\n  one\n\n  # no comment\n  two\nb: >-\n  folded\n  "
                             "text\n\nc: \"x\n  y\"\n---\n";

    EXPECT_EQ(applied("---\na: 1\nb: 2\nc: 3\n---\n", copy, {"a", "b", "c"}),
              "---\na: |\n  one\n\n  # no comment\n  two\nb: >-\n  folded\n  text\nc: \"x\n  "
              "y\"\n---\n");
    EXPECT_EQ(applied(copy, "---\na: 1\n---\n", {"a"}),
              "---\na: 1\nb: >-\n  folded\n  text\n\nc: \"x\n  y\"\n---\n");
}

TEST_F(FrontMatterPatching, TakesNestedMappings)
{
    EXPECT_EQ(applied("---\nm:\n  k: 1\n  l:\n    - {x: y}\nstatus: a\n---\n",
                      "---\nm:\n  k: 1\n  status: z\n  l:\n    - {x: z}\nstatus: b\n---\n", {"m"}),
              "---\nm:\n  k: 1\n  status: z\n  l:\n    - {x: z}\nstatus: a\n---\n");
}

TEST_F(FrontMatterPatching, ShowsOnlyTheLinesOfAValueThatDiffer)
{
    const auto diff =
        patch_of("---\nt:\n- a\n- b\n- c\n---\n", "---\nt:\n- a\n- x\n- c\n---\n", {"t"});

    EXPECT_THAT(diff.diff, HasSubstr("@@ -1,6 +1,6 @@\n ---\n t:\n - a\n-- b\n+- x\n - c\n ---\n"));
}

TEST_F(FrontMatterPatching, TakesKeysHoweverTheyAreWritten)
{
    EXPECT_EQ(
        applied("---\n\"a\": 1\nb: 2\n---\n", "---\n? a\n: 3\n'c d' : 4\n---\n", {"a", "c d"}),
        "---\n? a\n: 3\n'c d' : 4\nb: 2\n---\n");
    EXPECT_EQ(applied("---\n  a: 1\n  b: 2\n---\n", "---\n  a: 3\n  b: 4\n---\n", {"b"}),
              "---\n  a: 1\n  b: 4\n---\n");
}

// --- comments and blank lines ---------------------------------------------------------------

TEST_F(FrontMatterPatching, TakesTheCommentsOfAField)
{
    EXPECT_EQ(applied("---\na: 1\n# old\nb: 2   # two\nc: 3\n---\n",
                      "---\na: 1\n# new\n# words\nb:   # list\n  - x # y\n# c\nc: 3\n---\n", {"b"}),
              "---\na: 1\n# new\n# words\nb:   # list\n  - x # y\nc: 3\n---\n");
    EXPECT_EQ(applied("---\na: 1\n# old\nb: 2\n---\n", "---\na: 1\n---\n", {"b"}),
              "---\na: 1\n---\n");
}

TEST_F(FrontMatterPatching, LeavesTheCommentsOfOtherFields)
{
    EXPECT_EQ(applied("---\n# head\n\n# a\na: 1\n  # a, too\n\n# b\nb: 2\n# end\n---\n",
                      "---\na: 3\nb: 2\n---\n", {"a"}),
              "---\n# head\n\na: 3\n\n# b\nb: 2\n# end\n---\n");
}

TEST_F(FrontMatterPatching, ReadsLikeTheCopyWhereBlankLinesMakeGroups)
{
    const std::string groups = "---\n\na: 1\n\nb: 2\n\n# three\nc: 3\n\n---\n";

    EXPECT_EQ(applied(groups, "---\n\na: 1\nx: 0\n\nb: 2\n\n# three\nc: 3\n\n---\n", {"x"}),
              "---\n\na: 1\nx: 0\n\nb: 2\n\n# three\nc: 3\n\n---\n");
    EXPECT_EQ(applied(groups, "---\n\na: 1\n\nx: 0\nb: 2\n\n# three\nc: 3\n\n---\n", {"x"}),
              "---\n\na: 1\n\nx: 0\nb: 2\n\n# three\nc: 3\n\n---\n");
    EXPECT_EQ(applied(groups, "---\n\na: 1\n\nb: 2\n\n# three\nc: 3\n\nx: 0\n---\n", {"x"}),
              "---\n\na: 1\n\nb: 2\n\n# three\nc: 3\n\nx: 0\n---\n");
    EXPECT_EQ(applied(groups, "---\n\na: 1\n\n# three\nc: 3\n\n---\n", {"b"}),
              "---\n\na: 1\n\n# three\nc: 3\n\n---\n");
    EXPECT_EQ(applied(groups, "---\na: 4\nb: 5\nc: 3\n---\n", {"a", "b"}),
              "---\n\na: 4\n\nb: 5\n\n# three\nc: 3\n\n---\n");
}

// --- bytes ----------------------------------------------------------------------------------

TEST_F(FrontMatterPatching, GivesTheRootItsOwnLineEnds)
{
    EXPECT_EQ(applied("---\r\na: 1\r\nb: 2\r\n---\r\nBody\r\n", "---\na:\n  - x\nc: 3\nb: 2\n---\n",
                      {"a", "c"}),
              "---\r\na:\r\n  - x\r\nc: 3\r\nb: 2\r\n---\r\nBody\r\n");
    EXPECT_EQ(applied("---\na: 1\nb: 2\n---\nBody\n",
                      "---\r\na:\r\n  - x\r\n\r\nc: 3\r\nb: 2\r\n---\r\n", {"a", "c"}),
              "---\na:\n  - x\n\nc: 3\nb: 2\n---\nBody\n");
}

TEST_F(FrontMatterPatching, KeepsMixedLineEnds)
{
    EXPECT_EQ(
        applied("---\na: 1\r\nb:\r\n- x\n- y\r\n---\r\nBody", "---\nb:\n- x\n- z\n---\n", {"b"}),
        "---\na: 1\r\nb:\r\n- x\n- z\n---\r\nBody");
}

TEST_F(FrontMatterPatching, KeepsAByteOrderMarkAndBlanksAfterFences)
{
    EXPECT_EQ(
        applied("\xEF\xBB\xBF--- \t\na: 1\n---  \nBody\n", "\xEF\xBB\xBF---\na: 2\n...\n", {"a"}),
        "\xEF\xBB\xBF--- \t\na: 2\n---  \nBody\n");
}

TEST_F(FrontMatterPatching, SaysWhereTheFileEndsWithoutALineFeed)
{
    const auto at_the_fence = patch_of("---\na: 1\n---", "---\na: 2\n---", {"a"});

    EXPECT_THAT(at_the_fence.diff, HasSubstr("+a: 2\n ---\n\\ No newline at end of file\n"));
    EXPECT_EQ(applied("---\na: 1\n---", "---\na: 2\n---", {"a"}), "---\na: 2\n---");
    EXPECT_EQ(applied("---\na: 1\n---\n\nx", "---\na: 2\n---\n", {"a"}), "---\na: 2\n---\n\nx");
    EXPECT_EQ(applied("---\na: 1\n---\n1\n2\nx", "---\na: 2\n---\n", {"a"}),
              "---\na: 2\n---\n1\n2\nx");
}

TEST_F(FrontMatterPatching, DoesNotRunIntoTheLimit)
{
    const std::string begin = "---\na: 1\n---\none\n";
    const std::string body = std::string(front_matter_limit, 'x') + "\n";

    const auto diff =
        patch_of((begin + body).substr(0, front_matter_limit), "---\na: 2\n---\n", {"a"});

    EXPECT_THAT(diff.diff, HasSubstr("@@ -1,4 +1,4 @@\n ---\n-a: 1\n+a: 2\n ---\n one\n"));
    EXPECT_EQ(applied(begin + body, "---\na: 2\n---\n", {"a"}), "---\na: 2\n---\none\n" + body);
    EXPECT_EQ(applied("---\na: 1\nb: 2\n---\n" + body, "---\na: 1\n---\n", {"b"}),
              "---\na: 1\n---\n" + body);
}

// --- paths ----------------------------------------------------------------------------------

TEST_F(FrontMatterPatching, FindsFilesOfAnyName)
{
    const std::string before = "---\na: 1\n---\n";
    const std::string after = "---\na: 2\n---\n";

    EXPECT_EQ(applied(before, after, {"a"}, "with blank/a file .md"), after);
    EXPECT_EQ(applied(before, after, {"a"}, "say \"it\" \\ 'so'.md"), after);
    EXPECT_EQ(applied(before, after, {"a"}, "two\nlines\tand a \x01.md"), after);
    EXPECT_EQ(applied(before, after, {"a"}, "aufgäbe/日本語.md"), after);
    EXPECT_EQ(applied(before, after, {"a"}, "\xFF\x7F-.md"), after);
}

TEST_F(FrontMatterPatching, WritesWhatGitWouldWrite)
{
    const std::string before = "---\na: 1\nb: 2\n---\nBody\n\nx";
    const std::string after = "---\na: 1\nc: 3\n---\nBody\n\nx";
    const std::string plain = "tasks/T-1.md";
    const std::string odd = "a \a\b\t\n\v\f\r\"\\\x1f\x7fé.md";

    EXPECT_EQ(patch_front_matter(before, after, plain, {"b", "c"}).diff,
              written_by_git(before, after, plain));
    EXPECT_EQ(patch_front_matter(before, after, odd, {"b", "c"}).diff,
              written_by_git(before, after, odd));
}

// --- nothing to do --------------------------------------------------------------------------

TEST(FrontMatterPatch, IsEmptyWhereNothingChanges)
{
    const std::string root = "---\na: 1\n# b\nb: 2\n---\n";

    EXPECT_EQ(patch_of(root, root, {"a", "b"}).diff, "");
    EXPECT_EQ(patch_of(root, "---\r\nb: 3\r\na: 1\r\n---\r\nBody", {"a"}).diff, "");
    EXPECT_EQ(patch_of(root, "---\na: 2\n---\n", {}).diff, "");
    EXPECT_EQ(patch_of(root, "---\na: 2\n---\n", {"neither"}).diff, "");
    EXPECT_EQ(patch_of(root, "---\na: 2\n---\n", {"neither"}).trouble, "");
}

// --- refusals -------------------------------------------------------------------------------

TEST(FrontMatterPatch, NeedsFrontMatterInBothFiles)
{
    EXPECT_EQ(trouble_of("# Heading\n", "---\na: 1\n---\n"), "root file, line 1: no front matter");
    EXPECT_EQ(trouble_of("---\na: 1\n---\n", "---\na: 1\n"),
              "worktree copy, line 1: front matter is not closed");
}

TEST(FrontMatterPatch, NeedsFrontMatterWithoutProblems)
{
    EXPECT_EQ(trouble_of("---\na: 1\nb: 2\nb: 3\n---\n", "---\na: 2\n---\n"),
              "root file, line 4: duplicate key 'b': '2' and then '3'");
    EXPECT_EQ(trouble_of("---\na: 1\n---\n", "---\na: &x 1\n---\n"),
              "worktree copy, line 2: anchor '&x' is not allowed");
}

TEST(FrontMatterPatch, NeedsKeysOnLinesOfTheirOwn)
{
    EXPECT_EQ(trouble_of("---\n{a: 1, b: 2}\n---\n", "---\na: 2\n---\n"),
              "root file: the keys are not on lines of their own");
    EXPECT_EQ(trouble_of("---\na: 2\n---\n", "---\n{\n  a: 1,\n  b: 2\n}\n---\n"),
              "worktree copy: the keys are not on lines of their own");
    EXPECT_EQ(trouble_of("---\n{}\n---\n", "---\na: 1\n---\n"),
              "root file: the keys are not on lines of their own");
}

TEST(FrontMatterPatch, NeedsLineEndsThatEverybodyKnows)
{
    EXPECT_THAT(trouble_of("---\nb: \"x\xE2\x80\xA8y\"\na: 1\n---\n", "---\na: 2\n---\n"),
                StartsWith("root file: a line end that only YAML knows"));
    EXPECT_THAT(trouble_of("---\na: 1\n---\n", "---\nb: 1\xC2\x85"
                                               "a: 2\n---\n"),
                StartsWith("worktree copy: a line end that only YAML knows"));
}

TEST(FrontMatterPatch, IsRefusedWhereTheResultWouldReadOtherwise)
{
    const std::string trouble =
        "taken line by line, the fields would not say what they say in the copy";

    EXPECT_EQ(trouble_of("---\n~\n---\n", "---\na: 1\n---\n"), trouble);
    EXPECT_EQ(trouble_of("---\na: 1\nb: 2\n---\n", "---\n  a: 3\n---\n"), trouble);
    EXPECT_EQ(trouble_of("---\na: |+\n  x\n\nb: 2\n---\n", "---\na: |+\n  x\n\n\nb: 2\n---\n"),
              trouble);
    EXPECT_EQ(trouble_of("---\nb: \"x\n# y\"\na: 1\n---\n", "---\n---\n"), trouble);
}

TEST(FrontMatterPatch, IsRefusedWhereTheFrontMatterWouldOutgrowItsLimit)
{
    const std::string title(front_matter_limit - 30, 'x');

    EXPECT_THAT(trouble_of("---\nt: " + title + "\n---\n", "---\na: 1234567890123456789\n---\n"),
                StartsWith("taken line by line"));
}

}   // namespace
}   // namespace tmdb
