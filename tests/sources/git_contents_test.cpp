#include "sources/git_objects.hpp"

#include "sources/git_objects_fixture.hpp"

namespace tmdb {
namespace {

using namespace std::string_literals;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::Optional;
using testing::SizeIs;

const std::string nobodys_oid(40, '1');

std::vector<OptionalText> taken(GitObjects& git_objects, const std::vector<std::string>& names,
                                std::size_t longest = std::string::npos)
{
    std::vector<OptionalText> contents(names.size());
    git_objects.take_contents(names, longest, [&](std::size_t place, std::string_view content) {
        contents[place] = content;
    });
    return contents;
}

// --- names --------------------------------------------------------------------------------------

using NamesOfGit = ObjectsTest;

TEST_F(NamesOfGit, LeadToObjects)
{
    const auto head = commit_file("folder/a", "1");
    GitObjects git_objects = objects();

    const auto found = git_objects.resolve(
        {head + ":folder/a", head + ":folder", head + "^{tree}", head + ":gone", nobodys_oid});

    EXPECT_THAT(found, ElementsAre(oid("HEAD:folder/a"), oid("HEAD:folder"), tree(head),
                                   std::nullopt, std::nullopt));
    EXPECT_THAT(asked, ElementsAre("cat-file"));
}

TEST_F(NamesOfGit, MayBeOdd)   // G11, T20
{
    write("a b\t", "blank");
    write("\"quoted\"", "quotes");
    write("line\nfeed", "two lines");
    write("\xff\xe9", "bytes");
    write("x missing", "words");
    write(":-x*", "signs");
    const auto head = commit("odd names");
    GitObjects git_objects = objects();

    const std::vector<std::string> names = {
        head + ":a b\t", head + ":\"quoted\"", head + ":line\nfeed", head + ":line\nfeed missing",
        head + ":x",     head + ":x missing",  head + ":\xff\xe9",   head + "::-x*",
        head + ":\xff"};
    const auto found = git_objects.contents(names);

    EXPECT_EQ(taken(git_objects, names), found);
    EXPECT_THAT(found, ElementsAre("blank", "quotes", "two lines", std::nullopt, std::nullopt,
                                   "words", "bytes", "signs", std::nullopt));
    EXPECT_EQ(git_objects.trouble(), "");
}

TEST_F(NamesOfGit, AreReadByTheFolderWithAsManyProcessesForManyAsForTwo)
{
    std::vector<std::string> names;
    for (int number = 0; number < 30; ++number) {
        const std::string name = "folder/" + std::to_string(number);
        write(name, "text " + std::to_string(number));
        names.push_back(name);
    }
    write("alone", "one");
    const auto head = commit("many files");
    for (auto& name : names) {
        name.insert(0, head + ":");
    }
    GitObjects git_objects = objects();

    const auto of_two = taken(git_objects, {names[3], names[7]});
    const auto asked_for_two = std::exchange(asked, {});
    names.insert(names.end(), {head + ":alone", head + ":folder", head + ":folder/gone"});
    const auto of_all = taken(git_objects, names);

    EXPECT_THAT(of_two, ElementsAre("text 3", "text 7"));
    EXPECT_EQ(of_all, git_objects.contents(names));
    EXPECT_EQ(of_all.at(30), "one");
    EXPECT_EQ(of_all.at(31), std::nullopt);
    asked.resize(asked_for_two.size());
    EXPECT_EQ(asked, asked_for_two);
}

TEST_F(NamesOfGit, LeadToTheBeginningsOfFilesHoweverLong)
{
    write("folder/long", "beginning" + std::string(200 << 10, 'x'));
    write("folder/short", "all");
    write("folder/empty", "");
    const auto head = commit("files of all lengths");
    GitObjects git_objects = objects();

    const auto found = taken(
        git_objects, {head + ":folder/long", head + ":folder/short", head + ":folder/empty"}, 9);

    EXPECT_THAT(found, ElementsAre("beginning", "all", ""));
}

TEST_F(NamesOfGit, LeadToTheBeginningsOfMoreThanFitsInOneAnswer)
{
    git_says("cat-file", "blob 99999999999\nbeginning");
    GitObjects git_objects = objects();

    const auto found = taken(git_objects, {nobodys_oid + ":a"}, 9);

    EXPECT_THAT(found, ElementsAre(std::nullopt));
    EXPECT_EQ(git_objects.trouble(), "what git says makes no sense: cat-file");   // it ends there
}

TEST_F(NamesOfGit, AreUnknownWhenTheAnswerIsCutShort)   // G09
{
    const auto head = commit_file("a", "1");
    git_says("cat-file", oid("HEAD:a"));
    GitObjects git_objects = objects();

    git_objects.resolve({head + ":a"});

    EXPECT_EQ(git_objects.trouble(), "what git says makes no sense: cat-file");
}

TEST_F(NamesOfGit, AreUnknownWhenThereAreMoreAnswersThanQuestions)
{
    const auto head = commit_file("a", "1");
    GitObjects for_oid = objects();
    GitObjects for_text = objects();

    for_oid.resolve({head + ":a\0"s + head});
    for_text.contents({head + ":a\0"s + head});

    EXPECT_EQ(for_oid.trouble(), "what git says makes no sense: cat-file");
    EXPECT_EQ(for_text.trouble(), "what git says makes no sense: cat-file");
}

// --- contents -----------------------------------------------------------------------------------

class ContentsOfGit : public ObjectsTest {
protected:
    /// When one file is asked for, and this is the answer.
    std::string trouble_with(const std::string& answer)
    {
        git_says("cat-file", answer);
        GitObjects git_objects = objects();
        git_objects.contents({nobodys_oid});
        return git_objects.trouble();
    }

    const std::string nonsense = "what git says makes no sense: cat-file";
};

TEST_F(ContentsOfGit, AreBytes)
{
    const std::string bytes = "\0\n\xff missing\n"s;
    const auto head = commit_file("a", bytes);
    commit_file("empty", "");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.contents({head + ":a", oid("HEAD:empty")}), ElementsAre(bytes, ""));
}

TEST_F(ContentsOfGit, AreThoseOfFilesAlone)
{
    const auto head = commit_file("folder/a", "1");
    GitObjects git_objects = objects();

    const auto found =
        git_objects.contents({head, head + ":folder", nobodys_oid, "", head + ":folder/a"});

    EXPECT_THAT(found, ElementsAre(std::nullopt, std::nullopt, std::nullopt, std::nullopt, "1"));
    EXPECT_EQ(git_objects.trouble(), "");
}

TEST_F(ContentsOfGit, AreUnknownBeyondTheLimitOfOutput)   // G09
{
    const auto head = commit_file("large", std::string((64u << 20) - 1'000, 'x'));
    const auto small = commit_file("small", std::string(2'000, 'x'));
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.contents({head + ":large"}), ElementsAre(Optional(SizeIs(67'107'864))));
    EXPECT_EQ(git_objects.trouble(), "");

    EXPECT_THAT(git_objects.contents({small + ":small", small + ":large"}),
                ElementsAre(std::nullopt, std::nullopt));
    EXPECT_EQ(git_objects.trouble(), "git: wrote more than 64 MiB");
}

TEST_F(ContentsOfGit, AreUnknownWhenTheAnswerMakesNoSense)   // G09
{
    EXPECT_EQ(trouble_with(""), nonsense);
    EXPECT_EQ(trouble_with("blob 3\nab"), nonsense);
    EXPECT_EQ(trouble_with("blob 3\nabc"), nonsense);
    EXPECT_EQ(trouble_with("blob 3\nabcd"), nonsense);
    EXPECT_EQ(trouble_with("blob -1\n\n"), nonsense);
    EXPECT_EQ(trouble_with("blob abc\n\n"), nonsense);
    EXPECT_EQ(trouble_with("blob 99999999999999999999\n\n"), nonsense);
    EXPECT_EQ(trouble_with("blob\n\n"), nonsense);
    EXPECT_EQ(trouble_with("blob 0\n\nblob 0\n\n"), nonsense);
}

// --- entries of trees ---------------------------------------------------------------------------

using EntriesOfGit = ObjectsTest;

TEST_F(EntriesOfGit, HaveTheirModes)
{
    write("file", "1");
    write("folder/run", "2");
    git({"add", "--all"});
    git({"update-index", "--chmod=+x", "folder/run"});
    git({"update-index", "--add", "--cacheinfo", "120000," + oid(":file") + ",link"});
    git({"update-index", "--add", "--cacheinfo", "160000," + nobodys_oid + ",sub"});
    const auto head = repository.commit("all kinds");
    GitObjects git_objects = objects();

    const auto found = git_objects.entries(
        {head + ":file", head + ":folder/run", head + ":folder", head + ":link", head + ":sub"});

    EXPECT_THAT(found, ElementsAre(TreeEntry{0100644, oid(head + ":file")},
                                   TreeEntry{0100755, oid(head + ":folder/run")},
                                   TreeEntry{040000, oid(head + ":folder")},
                                   TreeEntry{0120000, oid(head + ":file")},
                                   TreeEntry{0160000, nobodys_oid}));
    EXPECT_THAT(asked, ElementsAre("cat-file"));
}

TEST_F(EntriesOfGit, AreNoneWhereThereIsNothing)
{
    const auto head = commit_file("folder/a", "1");
    GitObjects git_objects = objects();

    const auto found = git_objects.entries(
        {head + ":b", head + ":gone/a", head + ":folder/a/b", nobodys_oid + ":a", head + ":"});

    EXPECT_THAT(found, Each(std::nullopt));
    EXPECT_EQ(git_objects.trouble(), "");
}

TEST_F(EntriesOfGit, MayHaveOddNames)   // T20
{
    write("a:b \"c\"\n/d\xff ", "1");
    const auto head = commit("odd");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.entries({head + ":a:b \"c\"\n/d\xff "}),
                ElementsAre(Optional(Field(&TreeEntry::mode, 0100644))));
}

TEST_F(EntriesOfGit, AreUnknownWhenATreeIsCutShort)   // G09
{
    git_says("cat-file", "tree 20\n" + "100644 a\0"s + std::string(11, 'x') + "\n");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.entries({nobodys_oid + ":a"}), ElementsAre(std::nullopt));
    EXPECT_EQ(git_objects.trouble(), "what git says makes no sense: cat-file");
}

class EntriesOfSha256 : public ObjectsTest {
protected:
    EntriesOfSha256() : ObjectsTest({"--object-format=sha256"}) { id_digits = 64; }
};

TEST_F(EntriesOfSha256, HaveLongIds)
{
    const auto head = commit_file("a", "1");
    commit_file("b", "2");
    GitObjects git_objects = objects();

    EXPECT_THAT(git_objects.entries({oid("HEAD") + ":b", head + ":a"}),
                ElementsAre(TreeEntry{0100644, oid("HEAD:b")}, TreeEntry{0100644, oid("HEAD:a")}));
}

}   // namespace
}   // namespace tmdb
