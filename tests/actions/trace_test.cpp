#include "actions/trace.hpp"
#include "actions/trace_text.hpp"

#include "base/path.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <gtest/gtest.h>

namespace tmdb {

namespace {

namespace fs = std::filesystem;

/// A part of the survey that looks as it is told to.
class Tracing : public ::testing::Test {
protected:
    Tracing()
    {
        write(at("folder/one.md"), "one");
        write(at("folder/two.md"), "two");
        fs::create_symlink("one.md", at("folder/link.md"));
    }

    std::string at(const std::string& path) const { return top_ / path; }

    static void write(const std::string& path, const std::string& text)
    {
        fs::create_directories(fs::path(path).parent_path());
        write_file(path, text);
    }

    /// As if what is there were old.
    void trace() { kept_ = tracing_.trace(machine_.wall_clock() + 3600 * one_second); }

    static std::string names_of(const Looked<std::vector<DirectoryEntry>>& entries)
    {
        std::string names;
        for (const auto& entry : *entries) {
            names += entry.name + ' ';
        }
        return names;
    }

    bool is_unchanged() { return Traces(machine_, {{"part", kept_}}).unchanged("part"); }

    FakeMachine machine_;
    TracingMachine tracing_{machine_};
    std::string kept_;

private:
    TemporaryDirectory directory_;
    fs::path top_ = fs::canonical(directory_.path());
};

TEST_F(Tracing, ThatNothingHasTouchedIsUnchanged)
{
    tracing_.list(at("folder"), Look::stats, "*.md");
    tracing_.list(at("folder"), Look::names);
    tracing_.lstat(at("folder"));
    tracing_.stat(at("folder/link.md"));
    tracing_.read(at("folder/one.md"), 100);
    tracing_.real_path(at("folder/one.md"));
    tracing_.real_path(at("folder/link.md"));
    tracing_.read_link(at("folder/link.md"));
    tracing_.stat(at("nowhere"));
    trace();

    EXPECT_TRUE(is_unchanged());
}

TEST_F(Tracing, FindsAFileThatWasWrittenAgainAtOnceInTheSameSize)   // T18
{
    tracing_.read(at("folder/one.md"), 100);
    const auto stamp = fs::last_write_time(at("folder/one.md"));
    trace();

    write(at("folder/one.md"), "eno");
    fs::last_write_time(at("folder/one.md"), stamp);

    EXPECT_FALSE(is_unchanged());
}

TEST_F(Tracing, FindsWhatHasComeOrGoneAmongListedNames)
{
    tracing_.list(at("folder"), Look::names, "*.md");
    trace();
    write(at("folder/three.md"), "three");
    EXPECT_FALSE(is_unchanged());
    fs::remove(at("folder/three.md"));
    EXPECT_TRUE(is_unchanged());
    fs::remove(at("folder/two.md"));
    EXPECT_FALSE(is_unchanged());
}

TEST_F(Tracing, DoesNotMindNamesThatNobodyAskedFor)
{
    tracing_.list(at("folder"), Look::stats, "*.md");
    tracing_.lstat(at("folder"));
    tracing_.real_path(at("folder"));
    trace();

    write(at("folder/tm.db-journal"), "");

    EXPECT_TRUE(is_unchanged());
}

TEST_F(Tracing, KeepsAListThatHasChangedForTheNextWhoAsks)
{
    tracing_.list(at("folder"), Look::stats, "*.md");
    trace();
    write(at("folder/three.md"), "three");
    Traces traces(machine_, {{"part", kept_}});
    ListedMachine listed(machine_, traces);
    write(at("folder/four.md"), "four");

    const auto once = listed.list(at("folder"), Look::stats, "*.md");
    const auto again = listed.list(at("folder"), Look::stats, "*.md");

    EXPECT_EQ(names_of(once), "link.md one.md three.md two.md ");
    EXPECT_EQ(once->front().stat, machine_.lstat(at("folder/link.md")).value);
    EXPECT_EQ(names_of(again), "four.md link.md one.md three.md two.md ");
}

TEST_F(Tracing, KnowsWhatWasInAListThatHasChanged)
{
    tracing_.list(at("folder"), Look::stats, "*.md");
    trace();
    write(at("folder/three.md"), "three");
    write(at("folder/two.md"), "two and more");

    const auto before = Traces(machine_, {{"part", kept_}}).entries_before("part");

    ASSERT_TRUE(before);
    EXPECT_EQ(before->count(), 3);   // link, one and two
    const auto entries = machine_.list(at("folder"), Look::stats, "*.md");
    std::string known;
    for (const auto& entry : *entries) {
        known += before->contains(entry) ? entry.name + ' ' : "";
    }
    EXPECT_EQ(known, "link.md one.md ");
}

TEST_F(Tracing, DoesNotKnowWhatWasInAListBesideOtherLooks)
{
    tracing_.list(at("folder"), Look::stats, "*.md");
    tracing_.lstat(at("folder"));
    trace();
    write(at("folder/three.md"), "three");

    EXPECT_FALSE(Traces(machine_, {{"part", kept_}}).entries_before("part"));
}

TEST_F(Tracing, KeepsNoListThatHasNotChanged)
{
    tracing_.list(at("folder"), Look::stats, "*.md");
    trace();

    Traces traces(machine_, {{"part", kept_}});

    EXPECT_TRUE(traces.unchanged("part"));
    EXPECT_FALSE(traces.take_list(at("folder"), "*.md"));
}

TEST_F(Tracing, FindsALinkThatLeadsElsewhere)
{
    tracing_.real_path(at("folder/link.md"));
    trace();

    fs::remove(at("folder/link.md"));
    fs::create_symlink("two.md", at("folder/link.md"));

    EXPECT_FALSE(is_unchanged());
}

TEST_F(Tracing, FindsAChangeBehindAListedLink)
{
    tracing_.list(at("folder"), Look::stats, "link.md");
    tracing_.stat(at("folder/link.md"));
    trace();

    write(at("folder/one.md"), "one and more");

    EXPECT_FALSE(is_unchanged());
}

TEST_F(Tracing, FindsAFolderThatALinkHasReplaced)
{
    tracing_.real_path(at("folder/one.md"));
    trace();
    ASSERT_TRUE(is_unchanged());

    fs::rename(at("folder"), at("elsewhere"));
    fs::create_directory_symlink("elsewhere", at("folder"));

    EXPECT_FALSE(is_unchanged());
}

TEST_F(Tracing, FindsWhatWasMissing)
{
    tracing_.lstat(at("missing"));
    trace();
    ASSERT_TRUE(is_unchanged());

    write(at("missing"), "");

    EXPECT_FALSE(is_unchanged());
}

TEST_F(Tracing, AsksOnceForWhatAListHasTold)
{
    tracing_.list(at("folder"), Look::stats, "*.md");
    const auto sights = [&] {
        std::vector<Sight> read;
        read_block(blocks_in(tracing_.trace(machine_.wall_clock() * 2)).front(), read);
        return read;
    };
    ASSERT_EQ(sights().size(), 1);

    tracing_.lstat(at("folder/one.md"));
    tracing_.read(at("folder/two.md"), 100);
    tracing_.stat(at("folder/missing.md"));

    EXPECT_EQ(sights().size(), 1);
}

TEST_F(Tracing, ThatCannotBeReadIsBelievedInNothing)
{
    tracing_.stat(at("folder/one.md"));
    trace();
    ASSERT_TRUE(is_unchanged());

    kept_ += "\ns/as it was written once";

    EXPECT_FALSE(is_unchanged());
}

TEST_F(Tracing, OfAYoungFileIsNotKept)
{
    const auto began = machine_.wall_clock();
    tracing_.stat(at("folder/one.md"));

    EXPECT_EQ(tracing_.trace(began), "");
}

TEST_F(Tracing, OfAFailureOfTheMomentIsNotKept)
{
    machine_.failing[at("folder/one.md")] = EIO;
    tracing_.lstat(at("folder/one.md"));
    trace();

    EXPECT_EQ(kept_, "");
}

TEST_F(Tracing, OfAFileThatMayNotBeReadIsNotKept)   // by whoever comes next it may
{
    machine_.failing[at("folder/one.md")] = EACCES;
    tracing_.read(at("folder/one.md"), 100);
    trace();

    EXPECT_EQ(kept_, "");
}

TEST_F(Tracing, OfANameWithALineEndIsNotKept)
{
    tracing_.lstat(at("a\nb"));
    trace();

    EXPECT_EQ(kept_, "");
}

TEST_F(Tracing, ThatIsBrokenIsNotBelieved)
{
    for (const std::string text : {"", "x", "x\n", "x\n\n", "0123\nl", "\n/"}) {
        EXPECT_FALSE(Traces(machine_, {{"part", text}}).unchanged("part")) << text;
    }
}

}   // namespace
}   // namespace tmdb
