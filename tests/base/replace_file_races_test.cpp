#include "base/late_writer.hpp"
#include "base/replace_file_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

namespace tmdb {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

// --- at the very moment of the exchange -------------------------------------------------------

/// A machine on which something happens just before the nth exchange.
class ExchangingMachine : public FakeMachine {
public:
    std::vector<std::function<void()>> before;   // each exchange, as far as they go

    int exchange(const std::string& one, const std::string& other) override
    {
        if (exchanges_ < before.size()) {
            before[exchanges_]();
        }
        ++exchanges_;
        return FakeMachine::exchange(one, other);
    }

private:
    std::size_t exchanges_ = 0;
};

TEST_F(ReplaceFile, GivesThePathBackToWhoeverRenamedOverItLast)
{
    ExchangingMachine exchanging;
    exchanging.before = {[this] { rename_over(path, "theirs"); }};

    EXPECT_EQ(replace_on(exchanging).replaced, Replaced::changed);

    EXPECT_EQ(bytes(), "theirs");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, KeepsBothVersionsWhenASecondNewcomerMeetsTheFirst)
{
    ExchangingMachine exchanging;
    exchanging.before = {[this] { rename_over(path, "theirs"); },
                         [this] { rename_over(path, "theirs, later"); }};

    const auto result = replace_on(exchanging);

    EXPECT_EQ(result.replaced, Replaced::displaced);
    EXPECT_THAT(result.reason, HasSubstr(".tmdb-1.tmp"));
    EXPECT_EQ(bytes(), "theirs, later");
    EXPECT_EQ(text_of(directory.path() / ".tmdb-1.tmp"), "theirs");
}

TEST_F(ReplaceFile, DoesNotBringBackAFileThatWasDeletedAtThatMoment)   // R30
{
    ExchangingMachine exchanging;
    exchanging.before = {[this] { fs::remove(path); }};

    EXPECT_EQ(replace_on(exchanging).replaced, Replaced::changed);
    EXPECT_THAT(names(), testing::IsEmpty());
}

TEST_F(ReplaceFile, PutsANewcomerBackThoughItsPlaceWasRemovedMeanwhile)
{
    ExchangingMachine exchanging;
    exchanging.before = {[this] { rename_over(path, "theirs"); }, [this] { fs::remove(path); }};

    EXPECT_EQ(replace_on(exchanging).replaced, Replaced::changed);

    EXPECT_EQ(bytes(), "theirs");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

// --- leases -------------------------------------------------------------------------------------

TEST_F(ReplaceFile, WaitsForWhoHasItOpenForWriting)   // R28
{
    std::ofstream writer(path, std::ios::app);

    const auto result = replace();

    EXPECT_EQ(result.replaced, Replaced::changed);
    EXPECT_THAT(result.reason, HasSubstr("open for writing"));
    EXPECT_EQ(bytes(), "old bytes");
}

TEST_F(ReplaceFile, IsNotHinderedByReaders)
{
    std::ifstream reader(path);

    EXPECT_EQ(replace().replaced, Replaced::yes);
}

TEST_F(ReplaceFile, MakesWayForWhoOpensTheOldFileAfterTheExchange)   // R29
{
    LateWriter writer(path);
    on_reaching("replace: published", [&] { writer.open_and_write("theirs"); });

    EXPECT_EQ(replace().replaced, Replaced::changed);

    EXPECT_TRUE(writer.has_written());
    EXPECT_EQ(bytes(), "theirs");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, LetsAWriterInThatFoundTheNewFileBeforeItWentBack)
{
    ExchangingMachine exchanging;
    std::optional<LateWriter> writer;
    exchanging.before = {[this] { rename_over(path, "theirs"); },
                         [&] {
                             writer.emplace(path);   // ours lies there
                             writer->open_and_write("late");
                         }};

    EXPECT_EQ(replace_on(exchanging).replaced, Replaced::changed);

    EXPECT_TRUE(writer->has_written());
    EXPECT_EQ(bytes(), "late");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, MakesWayForWhoOpensTheOldFileBeforeTheExchange)   // R29
{
    LateWriter writer(path);
    on_reaching("replace: before the exchange", [&] { writer.open_and_write("theirs"); });

    EXPECT_EQ(replace().replaced, Replaced::changed);

    EXPECT_TRUE(writer.has_written());
    EXPECT_EQ(bytes(), "theirs");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, KeepsBothVersionsWhenALateWriterMeetsANewerFile)
{
    LateWriter writer(path);
    on_reaching("replace: published", [&] {
        rename_over(path, "newer");
        writer.open_and_write("late");
    });

    const auto result = replace();

    EXPECT_EQ(result.replaced, Replaced::displaced);
    EXPECT_TRUE(writer.has_written());
    EXPECT_EQ(bytes(), "newer");
    EXPECT_EQ(text_of(directory.path() / ".tmdb-1.tmp"), "late");
}

/// Other programs, which take turns among themselves and know nothing of us: each adds a line of
/// its own to what it has read, by one of three ways to write a file.
class OtherPrograms {
public:
    explicit OtherPrograms(std::string path) : path_(std::move(path)) {}

    void write(int number)
    {
        const std::lock_guard lock(turn_);
        const std::string line = "line " + std::to_string(number) + '\n';
        const std::string text = text_of(path_) + line;
        switch (number % 3) {
        case 0: std::ofstream(path_, std::ios::binary | std::ios::trunc) << text; break;
        case 1: rename_over(path_, text); break;
        default: std::ofstream(path_, std::ios::binary | std::ios::app) << line; break;
        }
        written_.push_back(line);
    }

    /// What is neither in the file nor in the versions that were kept beside it.
    std::vector<std::string> lost(const std::string& kept) const
    {
        const std::string text = text_of(path_) + kept;
        std::vector<std::string> lines;
        std::ranges::copy_if(written_, std::back_inserter(lines), [&](const std::string& line) {
            return text.find(line) == std::string::npos;
        });
        return lines;
    }

private:
    const std::string path_;
    std::mutex turn_;
    std::vector<std::string> written_;
};

TEST_F(ReplaceFile, LosesNoLineOfOthersThatWriteAllTheTime)   // R27
{
    write_file(path, "");
    const auto real = make_machine();
    OtherPrograms others(path);
    std::atomic<int> number = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread) {
        threads.emplace_back([&] {
            for (int mine = number++; mine < 3'000; mine = number++) {
                others.write(mine);
            }
        });
    }
    int replaced = 0;
    std::string kept;   // when we are held up two of them can have written before we look again
    while (number < 3'000) {
        const auto base = real->read(path, 1 << 20);
        if (base && base->bytes.ends_with('\n')) {
            const auto result = replace_file(*real,
                                             {.path = path,
                                              .base = *base.value,
                                              .bytes = "ours\n" + base->bytes,
                                              .temporary = ".tmdb-1.tmp"},
                                             [] { return true; });
            EXPECT_THAT(result.replaced,
                        AnyOf(Replaced::yes, Replaced::changed, Replaced::displaced))
                << result.reason;
            replaced += result.replaced == Replaced::yes;
            if (result.replaced == Replaced::displaced) {
                const auto other = directory.path() / ".tmdb-1.tmp";
                kept += text_of(other);
                std::filesystem::remove(other);
            }
        }
    }
    for (auto& thread : threads) {
        thread.join();
    }

    EXPECT_THAT(others.lost(kept), testing::IsEmpty()) << replaced << " times replaced";
}

/// A file system without leases.
class LeaselessMachine : public FakeMachine {
public:
    int set_lease(int, Lease) override { return EINVAL; }
};

TEST_F(ReplaceFile, DoesWithoutLeasesWhereThereAreNone)   // R31
{
    LeaselessMachine leaseless;

    EXPECT_EQ(replace_on(leaseless).replaced, Replaced::yes);
    EXPECT_EQ(bytes(), "new bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, WatchesTheOldFileForLateWritersWhereThereAreNoLeases)   // R31
{
    LeaselessMachine leaseless;
    std::ofstream writer(path, std::ios::app);
    leaseless.on_reached = [&](std::string_view step) {
        if (step == "replace: published") {
            writer << " and theirs" << std::flush;
        }
    };

    const auto result = replace_on(leaseless);

    EXPECT_EQ(result.replaced, Replaced::displaced);
    EXPECT_EQ(bytes(), "new bytes");
    EXPECT_EQ(text_of(directory.path() / ".tmdb-1.tmp"), "old bytes and theirs");
}

}   // namespace
}   // namespace tmdb
