#include "sources/git_scratch.hpp"

#include "sources/git_objects_fixture.hpp"

#include <cerrno>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class GitScratchTest : public ObjectsTest {
protected:
    GitScratch scratch() { return {machine, repository.path(), sample, environment}; }
    std::string common() const { return repository.path() / ".git"; }

    std::string sample = std::string(40, '0');
    std::vector<std::string> environment = git_test_environment();
};

// --- what it is ---------------------------------------------------------------------------------

TEST_F(GitScratchTest, IsAFolderThatGoesAwayWithAllThatWasWritten)
{
    std::string folder;
    {
        GitScratch git_scratch = scratch();
        folder = git_scratch.ask({"rev-parse", "--absolute-git-dir"}, "");
        folder.pop_back();
        git_scratch.ask({"hash-object", "-w", "--stdin"}, "text");
        EXPECT_EQ(git_scratch.trouble(), "");
        EXPECT_FALSE(fs::is_empty(fs::path(folder) / "objects"));
    }

    EXPECT_FALSE(fs::exists(folder));
}

TEST_F(GitScratchTest, IsForItsOwnerAlone)
{
    GitScratch git_scratch = scratch();

    std::string folder = git_scratch.ask({"rev-parse", "--absolute-git-dir"}, "");
    folder.pop_back();

    EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
}

// G05
TEST_F(GitScratchTest, IsConfiguredByNobodyElse)
{
    git({"config", "alias.canary", "!touch canary"});
    git({"config", "core.pager", "touch canary"});
    write("home/.gitconfig", "[diff]\n\texternal = touch canary\n");
    environment.push_back("HOME=" + (repository.path() / "home").string());
    environment.push_back("GIT_CONFIG_PARAMETERS='alias.canary=!touch canary'");
    environment.push_back("XDG_CONFIG_HOME=" + (repository.path() / "home").string());
    GitScratch git_scratch = scratch();

    const auto names = git_scratch.ask({"config", "--list", "--name-only"}, "");

    EXPECT_EQ(names, "core.repositoryformatversion\ncore.bare\ncore.attributesfile\ncore.fsync\n"
                     "core.compression\ncore.fsmonitor\ncore.hookspath\n");
}

// G05
TEST_F(GitScratchTest, HasTheAttributesOfNobody)
{
    write(".gitattributes", "* -diff merge=union text\n");
    write("home/.config/git/attributes", "* -diff\n");
    environment.push_back("HOME=" + (repository.path() / "home").string());
    const auto before = tree(commit_file("a", "1\n"));
    const auto after = tree(commit_file("a", "2\n"));
    GitScratch git_scratch = scratch();
    git_scratch.borrow_objects(common());

    const auto patch = git_scratch.ask({"diff-tree", "-p", before, after}, "");

    EXPECT_EQ(git_scratch.trouble(), "");
    EXPECT_THAT(patch, HasSubstr("-1\n+2\n"));
}

// G07
TEST_F(GitScratchTest, IsNotLedAstrayByTheEnvironment)
{
    environment.push_back("GIT_DIR=" + common());
    environment.push_back("GIT_OBJECT_DIRECTORY=" + common() + "/objects");
    GitScratch git_scratch = scratch();

    const auto folder = git_scratch.ask({"rev-parse", "--absolute-git-dir"}, "");

    EXPECT_THAT(folder, Not(HasSubstr(repository.path().string())));
}

TEST_F(GitScratchTest, KnowsTheHashByALengthOfAnId)
{
    sample = std::string(64, '0');
    GitScratch git_scratch = scratch();

    EXPECT_THAT(git_scratch.ask({"hash-object", "--stdin"}, ""), SizeIs(64 + 1));
    EXPECT_EQ(git_scratch.trouble(), "");
}

// --- objects that it borrows --------------------------------------------------------------------

TEST_F(GitScratchTest, ReadsBorrowedObjectsAndWritesNoneOfThem)
{
    const auto head = commit_file("a", "1");
    const auto before = git({"count-objects", "--verbose"});
    GitScratch git_scratch = scratch();

    git_scratch.borrow_objects(common());

    EXPECT_EQ(git_scratch.ask({"cat-file", "blob", head + ":a"}, ""), "1");
    git_scratch.ask({"hash-object", "-w", "--stdin"}, "new");
    EXPECT_EQ(git_scratch.trouble(), "");
    EXPECT_EQ(git({"count-objects", "--verbose"}), before);
}

TEST_F(GitScratchTest, BorrowsFromAnOddPlace)   // T20
{
    const GitRepository odd(repository.path() / "a \"b\"\n#:\\ \xff\t");
    const auto head = odd.commit("here");
    GitScratch git_scratch = scratch();

    git_scratch.borrow_objects(odd.path() / ".git");

    EXPECT_EQ(git_scratch.ask({"cat-file", "-t", head}, ""), "commit\n");
    EXPECT_EQ(git_scratch.trouble(), "");
}

TEST_F(GitScratchTest, BorrowsWhatTheRepositoryBorrows)
{
    const auto head = commit_file("a", "1");
    git({"clone", "--quiet", "--shared", ".", "../shared"});
    GitScratch git_scratch = scratch();

    git_scratch.borrow_objects(repository.path().parent_path() / "shared/.git");

    EXPECT_EQ(git_scratch.ask({"cat-file", "-t", head}, ""), "commit\n");
}

TEST_F(GitScratchTest, CannotBorrowWhenItCannotSeeWhereHistoryEnds)
{
    machine.failing[common() + "/shallow"] = EACCES;
    GitScratch git_scratch = scratch();

    git_scratch.borrow_objects(common());

    EXPECT_EQ(git_scratch.trouble(),
              "git's list of shallow commits cannot be read: permission denied");
}

// --- trouble ------------------------------------------------------------------------------------

TEST_F(GitScratchTest, KeepsItsFirstTrouble)
{
    GitScratch git_scratch = scratch();

    git_scratch.require(true, "nothing");
    EXPECT_EQ(git_scratch.trouble(), "");
    git_scratch.require(false, "first");
    git_scratch.fail("second");

    EXPECT_EQ(git_scratch.trouble(), "what git says makes no sense: first");
}

TEST_F(GitScratchTest, AsksNothingOnceSomethingWentWrong)
{
    GitScratch git_scratch = scratch();
    git_scratch.ask({"cat-file", "blob", sample}, "");
    const auto trouble = git_scratch.trouble();

    EXPECT_EQ(git_scratch.ask({"hash-object", "--stdin"}, ""), "");

    EXPECT_THAT(asked, SizeIs(1));
    EXPECT_EQ(git_scratch.trouble(), trouble);
    EXPECT_THAT(trouble, HasSubstr("git ended with status 128"));
}

/// A machine whose temporary files have no room.
class FullMachine : public FakeMachine {
public:
    bool has_folder = true;
    int writing = ENOSPC;

    Looked<std::string> make_scratch_folder() override
    {
        return has_folder ? FakeMachine::make_scratch_folder()
                          : Looked<std::string>::failed(ENOSPC);
    }
    int write(int, std::string_view) override { return writing; }
};

TEST(GitScratchWithoutRoom, SaysSo)
{
    FullMachine full;
    FullMachine without_folder;
    without_folder.has_folder = false;
    const std::string sample(40, '0');

    GitScratch cannot_write(full, "/", sample, git_test_environment());
    GitScratch cannot_begin(without_folder, "/", sample, git_test_environment());
    cannot_begin.borrow_objects("/nowhere");

    EXPECT_EQ(cannot_write.trouble(), "scratch work cannot be written: no space left on device");
    EXPECT_EQ(cannot_begin.trouble(),
              "a folder for scratch work cannot be made: no space left on device");
    EXPECT_THAT(cannot_begin.ask({"version"}, ""), IsEmpty());
}

}   // namespace
}   // namespace tmdb
