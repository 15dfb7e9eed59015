#include "sources/git_quote.hpp"

#include "sources/git_objects_fixture.hpp"

namespace tmdb {
namespace {

using namespace std::string_literals;

TEST(GitQuoted, LeavesAPlainPathAsItIs)
{
    EXPECT_EQ(git_quoted("/srv/a b/it's-$HOME~*?[x]!#.d"), "/srv/a b/it's-$HOME~*?[x]!#.d");
    EXPECT_EQ(git_quoted(""), "");
}

TEST(GitQuoted, HasLettersForWhatCHasLettersFor)
{
    EXPECT_EQ(git_quoted("\a\b\t\n\v\f\r"), R"("\a\b\t\n\v\f\r")");
}

TEST(GitQuoted, EscapesQuotesAndBackslashes)
{
    EXPECT_EQ(git_quoted(R"(a"b)"), R"("a\"b")");
    EXPECT_EQ(git_quoted(R"(a\n)"), R"("a\\n")");
}

TEST(GitQuoted, WritesOtherBytesInThreeOctalDigits)
{
    EXPECT_EQ(git_quoted("\0001"s), R"("\0001")");
    EXPECT_EQ(git_quoted("\x1b\x7f"), R"("\033\177")");
    EXPECT_EQ(git_quoted("\x80\xff"), R"("\200\377")");
    EXPECT_EQ(git_quoted("ü"), R"("\303\274")");
}

class GitQuotedAsGit : public ObjectsTest {
protected:
    /// Files with each byte in their names that a name can hold, in the order of git's list.
    std::vector<std::string> write_all_names()
    {
        std::vector<std::string> names;
        for (int byte = 1; byte < 256; ++byte) {
            if (byte != '/') {
                names.push_back("at " + std::string(1, static_cast<char>(byte)) + " end");
                write(names.back(), "");
            }
        }
        return names;
    }
    static std::string quoted_lines(const std::vector<std::string>& names)
    {
        std::string lines;
        for (const auto& name : names) {
            lines += git_quoted(name) + "\n";
        }
        return lines;
    }
};

TEST_F(GitQuotedAsGit, AgreesWithGitAboutEveryByteThatANameCanHold)
{
    const auto names = write_all_names();

    git({"add", "--all"});

    EXPECT_EQ(git({"ls-files"}) + "\n", quoted_lines(names));
}

}   // namespace
}   // namespace tmdb
