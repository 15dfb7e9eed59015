#include "base/late_writer.hpp"
#include "base/replace_file_fixture.hpp"

#include <gmock/gmock.h>

#include <cerrno>
#include <map>
#include <optional>
#include <utility>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

namespace fs = std::filesystem;

/// A machine on which the nth act of a kind goes wrong, or something happens just before it.
class StagedMachine : public FakeMachine {
public:
    using Act = std::pair<std::string, int>;   // what, and the how many-th of these; 0: each

    std::map<Act, int> failing_acts;   // with these errors
    std::map<Act, std::function<void()>> before;
    std::map<Act, Lease> leases;   // what is said of them

    Looked<FileStat> lstat(const std::string& path) override
    {
        return staged<FileStat>("lstat", [&] { return FakeMachine::lstat(path); });
    }
    Looked<FileContent> read(const std::string& path, std::size_t limit) override
    {
        return staged<FileContent>("read", [&] { return FakeMachine::read(path, limit); });
    }
    Looked<int> create(const std::string& path, std::uint32_t mode) override
    {
        return staged<int>("create", [&] { return FakeMachine::create(path, mode); });
    }
    Looked<FileStat> stat_open(int descriptor) override
    {
        return staged<FileStat>("stat_open", [&] { return FakeMachine::stat_open(descriptor); });
    }
    int set_lease(int descriptor, Lease lease) override
    {
        const int error = stage("set_lease");
        return error ? error : FakeMachine::set_lease(descriptor, lease);
    }
    Looked<Lease> lease(int descriptor) override
    {
        stage("lease");
        const auto said = leases.find({"lease", turns_["lease"]});
        return said != leases.end() ? Looked<Lease>{said->second} : FakeMachine::lease(descriptor);
    }
    int rename(const std::string& from, const std::string& to) override
    {
        const int error = stage("rename");
        return error ? error : FakeMachine::rename(from, to);
    }
    int rewrite(int descriptor, std::string_view bytes) override
    {
        const int error = stage("rewrite");
        return error ? error : FakeMachine::rewrite(descriptor, bytes);
    }
    int exchange(const std::string& one, const std::string& other) override
    {
        const int error = stage("exchange");
        return error ? error : FakeMachine::exchange(one, other);
    }

private:
    /// The error of this turn, or 0.
    int stage(const std::string& what)
    {
        const int turn = ++turns_[what];
        for (const int chosen : {turn, 0}) {
            if (const auto happens = before.find({what, chosen}); happens != before.end()) {
                happens->second();
            }
        }
        for (const int chosen : {turn, 0}) {
            if (const auto fails = failing_acts.find({what, chosen}); fails != failing_acts.end()) {
                return fails->second;
            }
        }
        return 0;
    }
    template <typename T, typename Real>
    Looked<T> staged(const std::string& what, Real real)
    {
        const int error = stage(what);
        return error ? Looked<T>::failed(error) : real();
    }

    std::map<std::string, int> turns_;
};

class StagedReplace : public ReplaceFile {
protected:
    ReplaceResult run() { return replace_on(staged); }
    void fail(const std::string& what, int turn, int error)
    {
        staged.failing_acts[{what, turn}] = error;
    }
    void before(const std::string& what, int turn, std::function<void()> happens)
    {
        staged.before[{what, turn}] = std::move(happens);
    }
    std::string kept_bytes() const { return text_of(temporary); }
    void expect_only(const std::string& expected)
    {
        EXPECT_EQ(bytes(), expected);
        EXPECT_THAT(names(), ElementsAre("register.json"));
    }
    /// Who found the old file before the exchange, and opens it when the new one is published.
    void a_late_writer_comes()
    {
        staged.on_reached = [this](std::string_view step) {
            if (step == "replace: published") {
                late.open_and_write("late");
            }
        };
    }
    /// Somebody renames over the file just before the exchange; while ours is out of its place
    /// again somebody opens it whom it was given to.
    void a_newcomer_and_a_late_writer_come()
    {
        before("exchange", 1, [this] { rename_over(path, "theirs"); });
        before("exchange", 2, [this] {
            late_for_ours.emplace(path);
            late_for_ours->open_and_write("late");
        });
    }

    const std::string temporary = directory.path() / ".tmdb-1.tmp";
    StagedMachine staged;
    LateWriter late{path};
    std::optional<LateWriter> late_for_ours;
};

// --- before the exchange
// ---------------------------------------------------------------------------

TEST_F(StagedReplace, FailsWhenTheNewFileCannotBeLookedAt)
{
    fail("stat_open", 1, EIO);

    EXPECT_EQ(run().replaced, Replaced::failed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, FailsWhenTheNewFileCannotBeNamed)
{
    fail("rename", 1, EIO);

    EXPECT_EQ(run().replaced, Replaced::failed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, TakesNoNameOfWhichItCannotBeSeenThatItIsFree)
{
    fail("lstat", 1, EIO);

    EXPECT_EQ(run().replaced, Replaced::failed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, NamesOnlyWhatIsWholeAndDurable)
{
    std::string then;
    before("rename", 1, [&] { then = text_of(unfinished(temporary)); });

    EXPECT_EQ(run().replaced, Replaced::yes);
    EXPECT_EQ(then, "new bytes");
}

TEST_F(StagedReplace, TakesAFileThatCannotBeLookedAtForChanged)
{
    fail("stat_open", 2, EIO);

    EXPECT_EQ(run().replaced, Replaced::changed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, TakesAFileThatCannotBeReadOnceMoreForChanged)
{
    fail("read", 2, EIO);

    EXPECT_EQ(run().replaced, Replaced::changed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, BelievesBytesNotStamps)
{
    FileContent base = machine.read(path, 1 << 20).value.value();
    base.bytes = "old bytez";   // under the same stamps

    const auto result = replace_file(
        staged, {.path = path, .base = base, .bytes = "new bytes", .temporary = ".tmdb-1.tmp"},
        [] { return true; });

    EXPECT_EQ(result.replaced, Replaced::changed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, LeavesAFileAloneThatSomebodyWaitsToWrite)
{
    staged.leases = {{{"lease", 1}, Lease::none}};

    EXPECT_EQ(run().replaced, Replaced::changed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, DoesWithoutLeasesWhereOnlyTheOldFileCanHaveOne)
{
    fail("set_lease", 2, EAGAIN);

    EXPECT_EQ(run().replaced, Replaced::yes);
    expect_only("new bytes");
}

// --- a plain rename
// ----------------------------------------------------------------------------------

TEST_F(StagedReplace, RenamesNotOverAFileThatSomebodyWaitsToWrite)
{
    plain_rename = PlainRename::allowed;
    before("exchange", 1, [this] { late.open_and_write("late"); });
    fail("exchange", 1, EINVAL);

    EXPECT_EQ(run().replaced, Replaced::changed);

    EXPECT_TRUE(late.has_written());
    expect_only("late");
}

TEST_F(StagedReplace, FailsWhenNotEvenARenameIsPossible)
{
    plain_rename = PlainRename::allowed;
    fail("exchange", 1, EINVAL);
    fail("rename", 2, EIO);

    EXPECT_EQ(run().replaced, Replaced::failed);
    expect_only("old bytes");
}

// --- what has come out goes back
// -------------------------------------------------------------------------

TEST_F(StagedReplace, PutsAFileBackThatWasTouchedAtThatMoment)
{
    before("exchange", 1, [this] {
        fs::last_write_time(path, fs::last_write_time(path) + std::chrono::seconds(1));
    });

    EXPECT_EQ(run().replaced, Replaced::changed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, WithoutLeasesPutsBackWhatCannotBeRead)
{
    fail("set_lease", 0, EINVAL);
    fail("read", 3, EIO);

    EXPECT_EQ(run().replaced, Replaced::changed);
    expect_only("old bytes");
}

TEST_F(StagedReplace, WithoutLeasesPutsBackOtherBytesUnderTheSameStamps)
{
    fail("set_lease", 0, EINVAL);
    before("exchange", 1, [this] {
        const auto then = fs::last_write_time(path);
        write_file(path, "OLD BYTES");
        fs::last_write_time(path, then);
    });

    EXPECT_EQ(run().replaced, Replaced::changed);
    expect_only("OLD BYTES");
}

TEST_F(StagedReplace, WithoutLeasesGivesThePathBackToo)
{
    fail("set_lease", 0, EINVAL);
    before("exchange", 1, [this] { rename_over(path, "theirs"); });

    EXPECT_EQ(run().replaced, Replaced::changed);
    expect_only("theirs");
}

TEST_F(StagedReplace, KeepsBothVersionsWhileOthersGoOnReplacingIt)
{
    int number = 0;
    before("exchange", 0, [&] { rename_over(path, "theirs " + std::to_string(++number)); });

    const auto result = run();

    EXPECT_EQ(result.replaced, Replaced::displaced);
    EXPECT_THAT(result.reason, HasSubstr("keep replacing it"));
    EXPECT_EQ(bytes(), "theirs " + std::to_string(number - 1));
    EXPECT_EQ(kept_bytes(), "theirs " + std::to_string(number));
}

TEST_F(StagedReplace, KeepsANewcomerThatCannotGoBack)
{
    before("exchange", 1, [this] { rename_over(path, "theirs"); });
    fail("exchange", 2, EIO);

    EXPECT_EQ(run().replaced, Replaced::displaced);
    EXPECT_EQ(kept_bytes(), "theirs");
}

TEST_F(StagedReplace, KeepsANewcomerWhoseRemovedPlaceItCannotTake)
{
    before("exchange", 1, [this] { rename_over(path, "theirs"); });
    before("exchange", 2, [this] { fs::remove(path); });
    fail("rename", 2, EIO);

    EXPECT_EQ(run().replaced, Replaced::displaced);
    EXPECT_EQ(kept_bytes(), "theirs");
}

TEST_F(StagedReplace, SaysSoWhenANewcomerWasRemovedBeforeItCouldGoBack)
{
    before("exchange", 1, [this] { rename_over(path, "theirs"); });
    before("exchange", 2, [this] { fs::remove(temporary); });

    EXPECT_EQ(run().replaced, Replaced::displaced);
    EXPECT_EQ(bytes(), "new bytes");
}

TEST_F(StagedReplace, KeepsBothVersionsWhenItCannotSeeWhatCameOut)
{
    before("exchange", 1, [this] { rename_over(path, "theirs"); });
    fail("lstat", 4, EIO);

    EXPECT_EQ(run().replaced, Replaced::displaced);
    EXPECT_THAT((std::vector{bytes(), kept_bytes()}), UnorderedElementsAre("theirs", "new bytes"));
}

// --- who had found our file before it went back
// --------------------------------------------------------------

TEST_F(StagedReplace, LetsAReaderThatFoundOursHaveWhatIsAtThePath)
{
    before("exchange", 1, [this] { rename_over(path, "theirs"); });
    staged.leases = {{{"lease", 2}, Lease::read}, {{"lease", 3}, Lease::read}};

    EXPECT_EQ(run().replaced, Replaced::changed);
    expect_only("theirs");
}

TEST_F(StagedReplace, KeepsOursForAWriterWhenThePathCannotBeRead)
{
    a_newcomer_and_a_late_writer_come();
    fail("read", 3, EIO);

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late_for_ours->has_written());
    EXPECT_EQ(bytes(), "theirs");
    EXPECT_EQ(kept_bytes(), "late");
}

TEST_F(StagedReplace, KeepsOursForAWriterWhenItCannotTakeTheBytesOfThePath)
{
    a_newcomer_and_a_late_writer_come();
    fail("rewrite", 1, EIO);

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late_for_ours->has_written());
    EXPECT_EQ(kept_bytes(), "late");
}

TEST_F(StagedReplace, KeepsOursForAWriterWhenItCannotTakeThePath)
{
    a_newcomer_and_a_late_writer_come();
    fail("exchange", 3, EIO);

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late_for_ours->has_written());
    EXPECT_EQ(bytes(), "theirs");
    EXPECT_EQ(kept_bytes(), "late");
}

TEST_F(StagedReplace, KeepsANewerFileThatAWriterOfOursMeets)
{
    a_newcomer_and_a_late_writer_come();
    before("exchange", 3, [this] { rename_over(path, "newer"); });

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late_for_ours->has_written());
    EXPECT_EQ(bytes(), "late");
    EXPECT_EQ(kept_bytes(), "newer");
}

TEST_F(StagedReplace, KeepsWhatAWriterOfOursMeetsAndNobodyCanLookAt)
{
    a_newcomer_and_a_late_writer_come();
    fail("lstat", 5, EIO);

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late_for_ours->has_written());
    EXPECT_EQ(bytes(), "late");
    EXPECT_EQ(kept_bytes(), "theirs");
}

// --- who had found the old file before the exchange
// ------------------------------------------------------------

TEST_F(StagedReplace, KeepsTheOldFileForALateWriterWhileOursIsRead)
{
    std::ifstream reader;
    staged.on_reached = [&](std::string_view step) {
        if (step == "replace: published") {
            reader.open(path);
            late.open_and_write("late");
        }
    };

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late.has_written());
    EXPECT_EQ(bytes(), "new bytes");
    EXPECT_EQ(kept_bytes(), "late");
}

TEST_F(StagedReplace, KeepsTheOldFileForALateWriterWhenThePathCannotBeLookedAt)
{
    a_late_writer_comes();
    before("set_lease", 4, [this] { staged.failing[path] = EIO; });

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late.has_written());
    EXPECT_EQ(kept_bytes(), "late");
}

TEST_F(StagedReplace, KeepsTheOldFileForALateWriterWhenItCannotGoBack)
{
    a_late_writer_comes();
    fail("exchange", 2, EIO);

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late.has_written());
    EXPECT_EQ(kept_bytes(), "late");
}

TEST_F(StagedReplace, LeavesANewerFileWhereALateWriterWouldHaveMetIt)
{
    a_late_writer_comes();
    before("exchange", 2, [this] { rename_over(path, "newer"); });

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late.has_written());
    EXPECT_EQ(bytes(), "newer");
    EXPECT_EQ(kept_bytes(), "late");
}

TEST_F(StagedReplace, LeavesOursWhereALateWriterMeetsWhatNobodyCanLookAt)
{
    a_late_writer_comes();
    before("exchange", 2, [this] { staged.failing[temporary] = EIO; });

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late.has_written());
    EXPECT_EQ(bytes(), "new bytes");
    EXPECT_EQ(kept_bytes(), "late");
}

TEST_F(StagedReplace, KeepsOursWhenTwoWaitToWriteBoth)
{
    a_late_writer_comes();
    staged.leases = {{{"lease", 4}, Lease::none}};

    EXPECT_EQ(run().replaced, Replaced::displaced);

    EXPECT_TRUE(late.has_written());
    EXPECT_EQ(bytes(), "late");
    EXPECT_THAT(names(), UnorderedElementsAre("register.json", ".tmdb-1.tmp"));
}

// --- which way a folder gets
// --------------------------------------------------------------------------------------

TEST_F(StagedReplace, CannotTellTheWayWhereNoFileCanBeMade)
{
    for (const int turn : {1, 4}) {   // the first or the second of two
        fail("create", turn, EROFS);

        EXPECT_EQ(way_to_replace(staged, directory.path()), ReplaceWay::unknown);
    }
    expect_only("old bytes");
}

TEST_F(StagedReplace, TellsWhereThereAreNoLeases)
{
    fail("set_lease", 0, EINVAL);

    EXPECT_EQ(way_to_replace(staged, directory.path()), ReplaceWay::exchange);
    expect_only("old bytes");
}

}   // namespace
}   // namespace tmdb
