#include "support/end_to_end.hpp"

#include <filesystem>

namespace tmdb {

namespace fs = std::filesystem;

namespace {

/// Of a folder whose list has changed only what is new in it is looked at: the rest must be as a
/// first sync would find it.
class FolderChanges : public EndToEnd {
protected:
    FolderChanges()
    {
        edit("kept", "ready");
        edit("edited", "ready");
        edit("went", "ready");
        file(path("torn"), "---\nstatus: [\n---\n");
        file(path("no-file") + "/inside.txt", "");
        settle();
    }

    static std::string path(const std::string& slug)
    {
        return "tasks/workstreams/core/tasks/" + slug + ".md";
    }
    void edit(const std::string& slug, const std::string& status)
    {
        task(slug, {{"status", status}});
    }
    void move(const std::string& from, const std::string& to)
    {
        fs::rename(root() / path(from), root() / path(to));
    }

    void expect_mirror_of_a_first_sync()
    {
        sync();
        const std::string anew = outside("anew.db");
        fs::remove(anew);
        ASSERT_EQ(tm_db({"sync", "--db", anew}).status, 0);
        for (const std::string columns :
             {"* FROM task", "path, inode, size, mtime_ns, ctime_ns FROM source",
              "* FROM problem"}) {
            const std::string all = "SELECT " + columns + " ORDER BY path";
            EXPECT_EQ(run({"sqlite3", database(), all}).out, run({"sqlite3", anew, all}).out);
        }
    }
};

TEST_F(FolderChanges, MayBeOneEdit)
{
    edit("edited", "completed");

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT status FROM task WHERE slug = 'edited'"), "completed");
    EXPECT_EQ(value("SELECT COUNT(*) FROM problem"), "2");
}

TEST_F(FolderChanges, MayBeOneEditAfterAnother)
{
    edit("edited", "completed");
    settle();
    edit("kept", "completed");

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task WHERE status = 'completed'"), "2");
}

TEST_F(FolderChanges, MayBeAFileThatCameBesideAnEdit)
{
    edit("edited", "completed");
    edit("came", "ready");

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "5");
}

TEST_F(FolderChanges, MayBeAFileThatWentBesideAnEdit)
{
    edit("edited", "completed");
    remove(path("went"));

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task WHERE slug = 'went'"), "0");
}

TEST_F(FolderChanges, MayBeAFileThatWentAndOneThatCame)
{
    move("went", "came");

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT group_concat(slug) FROM (SELECT slug FROM task ORDER BY slug)"),
              "came,edited,kept,torn");
}

TEST_F(FolderChanges, MayBeAFileThatReplacedAnother)
{
    move("went", "edited");

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "3");
}

TEST_F(FolderChanges, MayMendAFile)
{
    edit("torn", "ready");

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT path FROM problem"), path("no-file"));
}

TEST_F(FolderChanges, MayTakeAwayWhatWasInTheWay)
{
    edit("edited", "completed");
    remove(path("torn"));
    remove(path("no-file"));

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM problem"), "0");
}

TEST_F(FolderChanges, MayPutAFileWhereNoneWas)
{
    remove(path("no-file"));
    edit("no-file", "ready");

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT status FROM task WHERE slug = 'no-file'"), "ready");
}

TEST_F(FolderChanges, MayPutAFolderWhereAFileWas)
{
    remove(path("went"));
    fs::create_directory(root() / path("went"));

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task WHERE slug = 'went'"), "0");
}

TEST_F(FolderChanges, MayBeALinkWhoseTargetIsWatchedFromThenOn)
{
    file("tasks/target.txt", markdown({{"status", "ready"}}));
    fs::create_symlink("../../../target.txt", root() / path("linked"));
    settle();
    file("tasks/target.txt", markdown({{"status", "completed"}}));

    expect_mirror_of_a_first_sync();

    EXPECT_EQ(value("SELECT status FROM task WHERE slug = 'linked'"), "completed");
}

}   // namespace
}   // namespace tmdb
