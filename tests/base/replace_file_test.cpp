#include "base/replace_file.hpp"

#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sstream>
#include <thread>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

constexpr const char* last_look = "replace: before the last look";

std::string text_of(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class ReplaceFile : public testing::Test {
protected:
    ReplaceFile() { write_file(path, "old bytes"); }

    ReplaceResult replace() { return replace_on(machine); }
    ReplaceResult replace_on(Machine& chosen)
    {
        return replace_file(chosen,
                            {.path = path,
                             .base = chosen.read(path, 1 << 20).value.value(),
                             .bytes = "new bytes",
                             .temporary = ".tmdb-1.tmp"},
                            [this] { return wanted; });
    }
    void on_reaching(const std::string& step, std::function<void()> act)
    {
        machine.on_reached = [=](std::string_view reached) {
            if (reached == step) {
                act();
            }
        };
    }
    std::string bytes() const { return text_of(path); }
    /// All that is in the folder.
    std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto& item : fs::directory_iterator(directory.path())) {
            found.push_back(item.path().filename());
        }
        return found;
    }

    TemporaryDirectory directory;
    const std::string path = directory.path() / "register.json";
    FakeMachine machine;
    bool wanted = true;
};

TEST_F(ReplaceFile, PutsTheNewBytesInThePlaceOfTheOldOnes)
{
    const auto result = replace();

    EXPECT_EQ(result.replaced, Replaced::yes);
    EXPECT_EQ(bytes(), "new bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, ShowsTheOldFileUntilTheRename)
{
    std::string then;
    on_reaching("replace: before the exchange", [&] { then = bytes(); });

    replace();

    EXPECT_EQ(then, "old bytes");
}

TEST_F(ReplaceFile, AsksAtTheLastMomentWhetherItIsStillWanted)
{
    on_reaching(last_look, [this] { wanted = false; });

    EXPECT_EQ(replace().replaced, Replaced::changed);
    EXPECT_EQ(bytes(), "old bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

// --- what stays (R26) -----------------------------------------------------------------------

class KeptMode : public ReplaceFile, public testing::WithParamInterface<mode_t> {};

TEST_P(KeptMode, IsTheOldOne)
{
    ASSERT_EQ(::chmod(path.c_str(), GetParam()), 0);

    ASSERT_EQ(replace().replaced, Replaced::yes);

    EXPECT_EQ(machine.lstat(path)->mode, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Modes, KeptMode, testing::Values(0600, 0640, 0664, 0444, 0755));

TEST_F(ReplaceFile, KeepsTheOwner)
{
    const auto before = machine.lstat(path);

    ASSERT_EQ(replace().replaced, Replaced::yes);

    EXPECT_EQ(machine.lstat(path)->user, before->user);
    EXPECT_EQ(machine.lstat(path)->group, before->group);
}

std::string note_on(const std::string& path)
{
    std::string value(16, '\0');
    const auto size = ::getxattr(path.c_str(), "user.note", value.data(), value.size());
    return size < 0 ? "none" : value.substr(0, static_cast<std::size_t>(size));
}

TEST_F(ReplaceFile, KeepsExtendedAttributes)
{
    ::setxattr(path.c_str(), "user.note", "kept", 4, 0);   // not on every file system
    const auto before = note_on(path);

    ASSERT_EQ(replace().replaced, Replaced::yes);

    EXPECT_EQ(note_on(path), before);
}

TEST_F(ReplaceFile, RefusesToSplitAHardLink)   // R19
{
    fs::create_hard_link(path, directory.path() / "other");

    const auto result = replace();

    EXPECT_EQ(result.replaced, Replaced::refused);
    EXPECT_THAT(result.reason, HasSubstr("hard link"));
    EXPECT_EQ(bytes(), "old bytes");
}

TEST_F(ReplaceFile, TakesNoNameThatIsTaken)
{
    write_file(directory.path() / ".tmdb-1.tmp", "theirs");

    EXPECT_EQ(replace().replaced, Replaced::failed);
    EXPECT_EQ(bytes(), "old bytes");
    EXPECT_TRUE(fs::exists(directory.path() / ".tmdb-1.tmp"));
}

// --- never ours over theirs (R27) -----------------------------------------------------------

/// What another program does to the file, and what is there afterwards.
struct Change {
    const char* name;
    void (*make)(const std::string& path);
    std::string left;
};

void PrintTo(const Change& change, std::ostream* out)
{
    *out << change.name;
}

void rename_over(const std::string& path, const std::string& text)
{
    write_file(path + ".theirs", text);
    fs::rename(path + ".theirs", path);
}

class AnotherProgram : public ReplaceFile, public testing::WithParamInterface<Change> {};

TEST_P(AnotherProgram, HasTheLastWord)
{
    on_reaching(last_look, [this] { GetParam().make(path); });

    EXPECT_EQ(replace().replaced, Replaced::changed);

    EXPECT_EQ(bytes(), GetParam().left);
    EXPECT_FALSE(fs::exists(directory.path() / ".tmdb-1.tmp"));
}

INSTANTIATE_TEST_SUITE_P(
    Changes, AnotherProgram,
    testing::Values(
        Change{"rewrites_it", [](const std::string& path) { write_file(path, "their bytes"); },
               "their bytes"},
        Change{"rewrites_it_with_as_many_bytes",
               [](const std::string& path) { write_file(path, "OLD BYTES"); }, "OLD BYTES"},
        Change{"empties_it", [](const std::string& path) { write_file(path, ""); }, ""},
        Change{"appends_to_it",
               [](const std::string& path) { std::ofstream(path, std::ios::app) << "!"; },
               "old bytes!"},
        Change{"renames_over_it", [](const std::string& path) { rename_over(path, "theirs"); },
               "theirs"},
        Change{"renames_a_copy_over_it",
               [](const std::string& path) { rename_over(path, "old bytes"); }, "old bytes"},
        Change{"touches_it",
               [](const std::string& path) {
                   fs::last_write_time(path, fs::last_write_time(path) + std::chrono::seconds(1));
               },
               "old bytes"},
        Change{"changes_its_mode",
               [](const std::string& path) { fs::permissions(path, fs::perms::owner_all); },
               "old bytes"},
        Change{"gives_it_another_name",
               [](const std::string& path) { fs::create_hard_link(path, path + ".link"); },
               "old bytes"},
        Change{"puts_a_link_there",
               [](const std::string& path) {
                   fs::rename(path, path + ".moved");
                   fs::create_symlink(path + ".moved", path);
               },
               "old bytes"}),
    [](const testing::TestParamInfo<Change>& one) { return one.param.name; });

TEST_F(ReplaceFile, DoesNotBringBackAFileThatWasDeleted)   // R30
{
    on_reaching(last_look, [this] { fs::remove(path); });

    EXPECT_EQ(replace().replaced, Replaced::changed);
    EXPECT_THAT(names(), testing::IsEmpty());
}

TEST_F(ReplaceFile, DoesNotTouchAFolderInItsPlace)   // R30
{
    on_reaching(last_look, [this] {
        fs::remove(path);
        fs::create_directory(path);
    });

    EXPECT_EQ(replace().replaced, Replaced::changed);
    EXPECT_TRUE(fs::is_directory(path));
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

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

/// Opens the very file that another name led to, as a program does that has found it and not opened
/// it yet.
class LateWriter {
public:
    explicit LateWriter(const std::string& path) : found_(::open(path.c_str(), O_PATH | O_CLOEXEC))
    {}
    ~LateWriter()
    {
        if (thread_.joinable()) {
            thread_.join();
        }
        ::close(found_);
    }

    /// Returns when it waits for a lease, or has found none to wait for.
    void open_and_write(const std::string& text)
    {
        thread_ = std::thread([this, text] {
            const int file = ::open(("/proc/self/fd/" + std::to_string(found_)).c_str(),
                                    O_WRONLY | O_TRUNC | O_CLOEXEC);
            written_ = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
            ::close(file);
            is_done_ = true;
        });
        while (!is_waiting() && !is_done_) {
            std::this_thread::yield();
        }
    }
    bool has_written()
    {
        thread_.join();
        return written_;
    }

private:
    /// The kernel's list of locks says so, with the file's inode.
    bool is_waiting() const
    {
        struct stat look = {};
        ::fstat(found_, &look);
        const std::string inode = ':' + std::to_string(look.st_ino) + ' ';
        std::istringstream locks(text_of("/proc/locks"));
        for (std::string line; std::getline(locks, line);) {
            if (line.find("BREAKING") != std::string::npos &&
                line.find(inode) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    int found_;
    bool written_ = false;
    std::atomic<bool> is_done_ = false;
    std::thread thread_;
};

TEST_F(ReplaceFile, MakesWayForWhoOpensTheOldFileAfterTheExchange)   // R29
{
    LateWriter writer(path);
    on_reaching("replace: published", [&] { writer.open_and_write("theirs"); });

    EXPECT_EQ(replace().replaced, Replaced::changed);

    EXPECT_TRUE(writer.has_written());
    EXPECT_EQ(bytes(), "theirs");
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

    std::vector<std::string> lost() const
    {
        const std::string text = text_of(path_);
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
    while (number < 3'000) {
        const auto base = real->read(path, 1 << 20);
        if (base && base->bytes.ends_with('\n')) {
            const auto result = replace_file(*real,
                                             {.path = path,
                                              .base = *base.value,
                                              .bytes = "ours\n" + base->bytes,
                                              .temporary = ".tmdb-1.tmp"},
                                             [] { return true; });
            ASSERT_NE(result.replaced, Replaced::failed) << result.reason;
            ASSERT_NE(result.replaced, Replaced::displaced) << result.reason;
            replaced += result.replaced == Replaced::yes;
        }
    }
    for (auto& thread : threads) {
        thread.join();
    }

    EXPECT_THAT(others.lost(), testing::IsEmpty()) << replaced << " times replaced";
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

// --- the disk says no -----------------------------------------------------------------------

/// A machine on which one act fails.
class FailingMachine : public FakeMachine {
public:
    std::string failing_act;
    int error = EIO;

    Looked<int> create(const std::string& path, std::uint32_t mode) override
    {
        return failing_act == "create" ? Looked<int>::failed(error)
                                       : FakeMachine::create(path, mode);
    }
    int write(int descriptor, std::string_view bytes) override
    {
        if (failing_act == "write") {
            FakeMachine::write(descriptor, bytes.substr(0, 3));
            return error;
        }
        return FakeMachine::write(descriptor, bytes);
    }
    int set_owner(int descriptor, std::uint32_t user, std::uint32_t group) override
    {
        return failing_act == "set_owner" ? error : FakeMachine::set_owner(descriptor, user, group);
    }
    int set_mode(int descriptor, std::uint32_t mode) override
    {
        return failing_act == "set_mode" ? error : FakeMachine::set_mode(descriptor, mode);
    }
    int copy_attributes(const std::string& path, int descriptor) override
    {
        return failing_act == "copy_attributes" ? error
                                                : FakeMachine::copy_attributes(path, descriptor);
    }
    int sync(int descriptor) override
    {
        return failing_act == "sync" ? error : FakeMachine::sync(descriptor);
    }
    Looked<std::string> read_back(int descriptor) override
    {
        return failing_act == "read_back" ? Looked<std::string>::failed(error)
                                          : FakeMachine::read_back(descriptor);
    }
    int exchange(const std::string& one, const std::string& other) override
    {
        return failing_act == "exchange" ? error : FakeMachine::exchange(one, other);
    }
    int sync_directory(const std::string& path) override
    {
        return failing_act == "sync_directory" ? error : FakeMachine::sync_directory(path);
    }
};

struct Failure {
    const char* act;
    int error;
    Replaced replaced;
};

void PrintTo(const Failure& failure, std::ostream* out)
{
    *out << failure.act << ": " << describe_errno(failure.error);
}

class AFailure : public ReplaceFile, public testing::WithParamInterface<Failure> {};

TEST_P(AFailure, LeavesTheOldFileAndNoOther)
{
    FailingMachine failing;
    failing.failing_act = GetParam().act;
    failing.error = GetParam().error;

    const auto result = replace_on(failing);

    EXPECT_EQ(result.replaced, GetParam().replaced);
    EXPECT_NE(result.reason, "");
    EXPECT_EQ(bytes(), "old bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

INSTANTIATE_TEST_SUITE_P(Acts, AFailure,
                         testing::Values(Failure{"create", EACCES, Replaced::failed},   // R24
                                         Failure{"create", EROFS, Replaced::failed},    // R22
                                         Failure{"create", EPERM, Replaced::refused},   // R21
                                         Failure{"write", ENOSPC, Replaced::failed},
                                         Failure{"write", EFBIG, Replaced::failed},
                                         Failure{"set_owner", EPERM, Replaced::refused},   // R25
                                         Failure{"set_owner", EIO, Replaced::failed},
                                         Failure{"set_mode", EPERM, Replaced::refused},
                                         Failure{"copy_attributes", EPERM, Replaced::refused},
                                         Failure{"copy_attributes", ENOSPC, Replaced::failed},
                                         Failure{"sync", EIO, Replaced::failed},
                                         Failure{"read_back", EIO, Replaced::failed},
                                         Failure{"exchange", EBUSY, Replaced::refused},   // R20
                                         Failure{"exchange", EPERM, Replaced::refused},   // R21
                                         Failure{"exchange", EXDEV, Replaced::refused},
                                         Failure{"exchange", EINVAL, Replaced::refused},   // R32
                                         Failure{"exchange", ENOSYS, Replaced::refused},   // R32
                                         Failure{"exchange", EIO, Replaced::failed}));

TEST_F(ReplaceFile, IsDoneWhenOnlyTheFolderCannotBeMadeDurable)
{
    FailingMachine failing;
    failing.failing_act = "sync_directory";

    EXPECT_EQ(replace_on(failing).replaced, Replaced::yes);
    EXPECT_EQ(bytes(), "new bytes");
}

/// A disk that keeps other bytes than it was given.
class LyingMachine : public FakeMachine {
public:
    int write(int descriptor, std::string_view) override
    {
        return FakeMachine::write(descriptor, "new bytez");
    }
};

TEST_F(ReplaceFile, PublishesNothingThatDoesNotReadBack)
{
    LyingMachine lying;

    const auto result = replace_on(lying);

    EXPECT_EQ(result.replaced, Replaced::failed);
    EXPECT_THAT(result.reason, HasSubstr("does not read back"));
    EXPECT_EQ(bytes(), "old bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

}   // namespace
}   // namespace tmdb
