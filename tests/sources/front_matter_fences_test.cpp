#include "sources/front_matter_problems.hpp"

namespace tmdb {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;

TEST(FrontMatter, IsReadBetweenItsFences)
{
    const auto front = parse_front_matter("---\nstatus: ready\n---\nstatus: no\n---\n");

    EXPECT_EQ(front.json, R"({"status":"ready"})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatter, MayEndWithTheFile)
{
    const auto front = parse_front_matter("---\nstatus: ready\n---");

    EXPECT_EQ(front.json, R"({"status":"ready"})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatter, T01IsMissedInAFileWithoutAFence)
{
    const auto front = parse_front_matter("# A heading\n---\nstatus: ready\n---\n");

    EXPECT_THAT(front.problems, ElementsAre(problem(1, 1, "no front matter")));
    EXPECT_EQ(front.json, "{}");
}

TEST(FrontMatter, T01IsMissedInAnEmptyFile)
{
    EXPECT_THAT(parse_front_matter("").problems, ElementsAre(problem(1, 1, "no front matter")));
}

TEST(FrontMatter, T01OfOneFenceIsNotClosed)
{
    EXPECT_THAT(parse_front_matter("---").problems,
                ElementsAre(problem(1, 1, "front matter is not closed")));
    EXPECT_THAT(parse_front_matter("---\n").problems,
                ElementsAre(problem(1, 1, "front matter is not closed")));
}

TEST(FrontMatter, NeedsExactlyThreeHyphens)
{
    EXPECT_THAT(parse_front_matter("----\na: b\n---\n").problems, only_mentions("no front matter"));
    EXPECT_THAT(parse_front_matter("--\na: b\n---\n").problems, only_mentions("no front matter"));
    EXPECT_THAT(parse_front_matter("---\na: b\n----\n").problems, only_mentions("not closed"));
}

TEST(FrontMatter, MayBeEmpty)
{
    const auto front = parse_front_matter("---\n---\n");

    EXPECT_THAT(front.problems, IsEmpty());
    EXPECT_EQ(front.json, "{}");
    EXPECT_EQ(front.root.kind, FrontMatterValue::Kind::mapping);
}

TEST(FrontMatter, OfNothingButCommentsIsEmpty)
{
    const auto front = parse_yaml("# later\n\n");

    EXPECT_THAT(front.problems, IsEmpty());
    EXPECT_EQ(front.json, "{}");
}

TEST(FrontMatter, T02CutAnywhereIsNeverReadInPart)
{
    const std::string whole = "---\nid: 7\nstatus: completed\n---";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto front = parse_front_matter(std::string_view(whole).substr(0, length));
        EXPECT_THAT(front.problems, Not(IsEmpty())) << "after " << length << " bytes";
        EXPECT_EQ(front.json, "{}") << "after " << length << " bytes";
    }
}

TEST(FrontMatter, T06BeyondTheLimitIsRefused)
{
    const std::string head = "---\ntitle: " + std::string(front_matter_limit, 'x') + "\n---\n";

    const auto front = parse_front_matter(head);

    EXPECT_THAT(front.problems,
                ElementsAre(problem(1, 1, "front matter is over the limit of 64 KiB")));
    EXPECT_EQ(front.json, "{}");
}

TEST(FrontMatter, T06MayFillTheLimitToTheLastByte)
{
    const std::string begin = "---\ntitle: ";
    const std::string end = "\n---\n";
    const std::string title(front_matter_limit - begin.size() - end.size(), 'x');

    const auto front = parse_front_matter(begin + title + end);

    EXPECT_THAT(front.problems, IsEmpty());
    EXPECT_EQ(front.find("title")->scalar, title);
}

TEST(FrontMatter, T06DoesNotTakeALineThatTheLimitCutForAFence)
{
    const std::string begin = "---\ntitle: ";
    const std::string end = "\n---";
    const std::string title(front_matter_limit - begin.size() - end.size(), 'x');

    const auto front = parse_front_matter(begin + title + end + "- and more\n");

    EXPECT_THAT(front.problems, only_mentions("over the limit"));
}

TEST(FrontMatter, T11EndsAtThreeDots)
{
    const auto front = parse_front_matter("---\na: 1\n...\nb: 2\n---\n");

    EXPECT_EQ(front.json, R"({"a":"1"})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatter, T12MayHaveAByteOrderMark)
{
    const auto front = parse_front_matter("\xEF\xBB\xBF---\na: 1\n---\n");

    EXPECT_EQ(front.json, R"({"a":"1"})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatter, T12MayHaveWindowsLineEnds)
{
    const auto front = parse_front_matter("---\r\na: 1\r\nb: two words\r\n---\r\nbody\r\n");

    EXPECT_EQ(front.json, R"({"a":"1","b":"two words"})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatter, MayHaveBlanksAfterItsFences)
{
    const auto front = parse_front_matter("--- \t\na: 1\n---  \nbody\n");

    EXPECT_EQ(front.json, R"({"a":"1"})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatterBlock, GoesFromFenceToFence)
{
    EXPECT_THAT(front_matter_block("\xEF\xBB\xBF---\na: 1\n--- \nbody\n"),
                Optional(std::string_view("---\na: 1\n---")));
    EXPECT_THAT(front_matter_block("---\na: 1\n...\nbody\n"),
                Optional(std::string_view("---\na: 1\n...")));
}

TEST(FrontMatterBlock, IsMissedWhereAFenceIs)
{
    EXPECT_EQ(front_matter_block("a: 1\n---\n"), std::nullopt);
    EXPECT_EQ(front_matter_block("---\na: 1\n"), std::nullopt);
    EXPECT_EQ(front_matter_block(""), std::nullopt);
}

// --- bytes ----------------------------------------------------------------------------------

TEST(FrontMatter, T12RefusesAByteOrderMarkBeforeALineOfIt)
{
    EXPECT_THAT(parse_yaml("\xEF\xBB\xBFtext: |2\n    one\n").problems,
                ElementsAre(problem(2, 1, "byte order mark inside of the file")));
    EXPECT_THAT(parse_yaml("id: T-1\n\xEF\xBB\xBF\nstatus: done\n").problems,
                ElementsAre(problem(3, 1, "byte order mark inside of the file")));
}

TEST(FrontMatter, T12MayHaveAByteOrderMarkInAText)
{
    EXPECT_THAT(parse_yaml("title: one\xEF\xBB\xBF two\n").problems, IsEmpty());
}

TEST(FrontMatter, T12RefusesLinesThatEndWithACarriageReturnAlone)
{
    EXPECT_THAT(parse_front_matter("---\ra: 1\r---\r").problems,
                ElementsAre(problem(1, 4, "carriage return without a line feed")));
    EXPECT_THAT(parse_yaml("a: 1\nb: x\rc: 3\n").problems,
                ElementsAre(problem(3, 5, "carriage return without a line feed")));
}

TEST(FrontMatter, T12RefusesNul)
{
    EXPECT_THAT(parse_yaml(std::string("a: 1\nb: x\0y\n", 12)).problems,
                ElementsAre(problem(3, 5, "control characters are not allowed")));
}

TEST(FrontMatter, T12RefusesControlCharacters)
{
    EXPECT_THAT(parse_yaml("a: \x1b[31m\n").problems,
                ElementsAre(problem(2, 4, "control characters are not allowed")));
    EXPECT_THAT(parse_yaml("a: \x7f\n").problems, only_mentions("control characters"));
    EXPECT_THAT(parse_yaml("a: \xC2\x9B\n").problems, only_mentions("control characters"));
}

TEST(FrontMatter, T12RefusesWhatIsNotUtf8)
{
    EXPECT_THAT(parse_yaml("a: \xC3\xA9\xFF\n").problems,
                ElementsAre(AllOf(mentions("UTF-8"), Field(&FrontMatterProblem::line, 2),
                                  Field(&FrontMatterProblem::column, 5))));
    EXPECT_THAT(parse_yaml("a: \xED\xA0\x80\n").problems, Not(IsEmpty()));
    EXPECT_THAT(parse_yaml("a: \xC3").problems, Not(IsEmpty()));
}

}   // namespace
}   // namespace tmdb
