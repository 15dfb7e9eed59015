#include "base/real_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <fstream>
#include <functional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace tmdb {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t plenty = 1 << 20;

/// Changes the world right after a file's bytes were read.
class DisturbedMachine : public RealMachine {
public:
    DisturbedMachine() : RealMachine(std::nullopt) {}

    void reached(std::string_view) override
    {
        ++reads;
        disturb();
    }

    std::function<void()> disturb = [] {};
    int reads = 0;
};

class MachineFiles : public testing::Test {
protected:
    std::string path(const std::string& name) const { return directory_.path() / name; }

    std::string given_file(const std::string& name, std::string_view bytes)
    {
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }

    std::string given_fifo(const std::string& name)
    {
        EXPECT_EQ(::mkfifo(path(name).c_str(), 0600), 0);
        return path(name);
    }

    std::string given_directory(const std::string& name)
    {
        std::filesystem::create_directory(path(name));
        return path(name);
    }

    std::string given_link(const std::string& name, const std::string& target)
    {
        std::filesystem::create_symlink(target, path(name));
        return path(name);
    }

    void append(const std::string& name, std::string_view bytes)
    {
        std::ofstream(path(name), std::ios::binary | std::ios::app) << bytes;
    }

    void given_stamps(const std::string& file, std::time_t seconds)
    {
        const timespec stamps[] = {{seconds, 0}, {seconds, 0}};
        EXPECT_EQ(::utimensat(AT_FDCWD, file.c_str(), stamps, 0), 0);
    }

    TemporaryDirectory directory_;
    DisturbedMachine machine;
};

TEST_F(MachineFiles, StatTellsWhatAFileIs)
{
    const auto file = given_file("file", "12345");
    ::chmod(file.c_str(), 0640);

    const auto stat = machine.stat(file);

    EXPECT_EQ(stat->kind, FileKind::regular);
    EXPECT_EQ(stat->size, 5);
    EXPECT_EQ(stat->mode, 0640u);
    EXPECT_EQ(stat->links, 1u);
    EXPECT_EQ(stat->user, ::geteuid());
}

TEST_F(MachineFiles, StatTellsNanoseconds)
{
    const auto file = given_file("file", "");
    const timespec stamps[] = {{1, 0}, {1'000'000'000, 123'456'789}};
    ::utimensat(AT_FDCWD, file.c_str(), stamps, 0);

    EXPECT_EQ(machine.stat(file)->mtime_ns, 1'000'000'000 * one_second + 123'456'789);
}

TEST_F(MachineFiles, StatKeepsAStampOfTheFarFutureInTheFuture)
{
    const auto file = given_file("file", "");
    given_stamps(file, 13'569'465'600);   // the year 2400, which nanoseconds cannot tell

    EXPECT_GT(machine.stat(file)->mtime_ns, 0);
}

TEST_F(MachineFiles, LinksAreFollowedByStatAndNotByLstat)
{
    const auto link = given_link("link", given_directory("target"));

    EXPECT_EQ(machine.stat(link)->kind, FileKind::directory);
    EXPECT_EQ(machine.lstat(link)->kind, FileKind::symlink);
}

TEST_F(MachineFiles, ADanglingLinkIsThereAndItsTargetIsNot)   // §2.3: not to be taken for gone
{
    const auto link = given_link("link", "nowhere");

    EXPECT_EQ(machine.stat(link).error, ENOENT);
    EXPECT_EQ(machine.lstat(link)->kind, FileKind::symlink);
}

TEST_F(MachineFiles, ALookThatFailsTellsWhy)   // E14
{
    given_file("file", "");
    given_link("loop", "loop");

    EXPECT_EQ(machine.stat("").error, ENOENT);
    EXPECT_EQ(machine.stat(path("absent")).error, ENOENT);
    EXPECT_EQ(machine.stat(path("file/below")).error, ENOTDIR);
    EXPECT_EQ(machine.stat(path("loop")).error, ELOOP);
    EXPECT_EQ(machine.stat(path(std::string(300, 'n'))).error, ENAMETOOLONG);
    EXPECT_EQ(machine.stat(std::string(5000, '/')).error, ENAMETOOLONG);
}

TEST_F(MachineFiles, APathWithANulIsNotTakenForAnother)   // E14
{
    const auto path = given_file("file", "precious") + std::string("\0.bak", 5);

    EXPECT_EQ(machine.lstat(path).error, EINVAL);
    EXPECT_EQ(machine.read(path, plenty).error, EINVAL);
    EXPECT_EQ(machine.list(path, Look::names).error, EINVAL);
    EXPECT_EQ(machine.real_path(path).error, EINVAL);
    EXPECT_EQ(machine.read_link(path).error, EINVAL);
    EXPECT_EQ(machine.make_directories(path, 0700), EINVAL);
    EXPECT_EQ(machine.rename(path, this->path("new")), EINVAL);
    EXPECT_EQ(machine.rename(this->path("file"), path), EINVAL);
    EXPECT_EQ(machine.remove(path), EINVAL);
    EXPECT_EQ(machine.read(this->path("file"), plenty)->bytes, "precious");
}

TEST_F(MachineFiles, ListSortsByBytes)
{
    given_file("b", "");
    given_file("a.md", "");
    given_file("B", "");
    given_file("\xc3\xa9", "");
    given_file("\xff", "");

    const auto entries = machine.list(directory_.path(), Look::names);

    const auto named = [](const char* name) { return Field(&DirectoryEntry::name, name); };
    EXPECT_THAT(*entries, ElementsAre(named("B"), named("a.md"), named("b"), named("\xc3\xa9"),
                                      named("\xff")));
}

TEST_F(MachineFiles, ListTellsKindsWithoutFollowingLinks)
{
    given_directory("1");
    given_fifo("2");
    given_file("3", "");
    given_link("4", "nowhere");

    const auto entries = machine.list(directory_.path(), Look::names);

    const auto is = [](FileKind kind) { return Field(&DirectoryEntry::kind, kind); };
    EXPECT_THAT(*entries, ElementsAre(is(FileKind::directory), is(FileKind::other),
                                      is(FileKind::regular), is(FileKind::symlink)));
    EXPECT_THAT(*entries, Each(Field(&DirectoryEntry::stat, std::nullopt)));
}

TEST_F(MachineFiles, ListTellsStatsWhereAskedFor)
{
    const auto file = given_file("file", "12345");
    const auto link = given_link("link", "file");

    const auto entries = machine.list(directory_.path(), Look::stats);

    const auto has = [](const FileStat& stat) { return Field(&DirectoryEntry::stat, stat); };
    EXPECT_THAT(*entries, ElementsAre(has(*machine.lstat(file)), has(*machine.lstat(link))));
}

TEST_F(MachineFiles, ListOfAnEmptyDirectoryIsAnAnswer)
{
    const auto entries = machine.list(directory_.path(), Look::stats);

    ASSERT_TRUE(entries);
    EXPECT_THAT(*entries, IsEmpty());
}

TEST_F(MachineFiles, ListOfWhatIsNoDirectoryFailsWithoutWaiting)
{
    EXPECT_EQ(machine.list(path("absent"), Look::names).error, ENOENT);
    EXPECT_EQ(machine.list(given_file("file", ""), Look::names).error, ENOTDIR);
    EXPECT_EQ(machine.list(given_fifo("fifo"), Look::names).error, ENOTDIR);
}

TEST_F(MachineFiles, ReadGivesBytesAndTheStatThatBelongsToThem)
{
    const std::string bytes("a\0\xff\n", 4);
    const auto file = given_file("file", bytes);

    const auto content = machine.read(file, plenty);

    EXPECT_EQ(content->bytes, bytes);
    EXPECT_EQ(content->stat, *machine.stat(file));
}

TEST_F(MachineFiles, ReadOfAnEmptyFileIsAnAnswer)
{
    const auto content = machine.read(given_file("file", ""), plenty);

    ASSERT_TRUE(content);
    EXPECT_EQ(content->bytes, "");
}

TEST_F(MachineFiles, ReadFollowsLinks)
{
    given_file("file", "content");

    EXPECT_EQ(machine.read(given_link("link", "file"), plenty)->bytes, "content");
}

TEST_F(MachineFiles, ReadStopsAtItsLimit)
{
    const auto file = given_file("file", "12345");

    EXPECT_EQ(machine.read(file, 4)->bytes, "1234");
    EXPECT_EQ(machine.read(file, 5)->bytes, "12345");
    EXPECT_EQ(machine.read(file, 4)->stat.size, 5);
}

TEST_F(MachineFiles, ReadTailGivesTheEnd)
{
    const auto file = given_file("file", "12345");

    EXPECT_EQ(machine.read_tail(file, 2)->bytes, "45");
    EXPECT_EQ(machine.read_tail(file, 5)->bytes, "12345");
    EXPECT_EQ(machine.read_tail(file, plenty)->bytes, "12345");
}

TEST_F(MachineFiles, AHugeFileCostsNoMoreThanTheLimit)
{
    const auto file = given_file("file", "begin");
    std::filesystem::resize_file(file, std::uintmax_t{1} << 40);

    EXPECT_EQ(machine.read(file, 5)->bytes, "begin");
    EXPECT_THAT(machine.read_tail(file, 5)->bytes, SizeIs(5));
}

TEST_F(MachineFiles, WhatIsNoRegularFileIsNotRead)   // T14
{
    EXPECT_EQ(machine.read(given_fifo("fifo"), plenty).error, EINVAL);
    EXPECT_EQ(machine.read(given_directory("directory"), plenty).error, EINVAL);
    EXPECT_EQ(machine.read("/dev/zero", plenty).error, EINVAL);
    EXPECT_EQ(machine.read(given_link("link", path("fifo")), plenty).error, EINVAL);
    EXPECT_EQ(machine.read_tail(path("fifo"), plenty).error, EINVAL);
}

TEST_F(MachineFiles, ASocketIsNotRead)   // T14
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path("socket").copy(address.sun_path, sizeof address.sun_path - 1);
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);

    EXPECT_EQ(machine.read(path("socket"), plenty).error, ENXIO);
}

TEST_F(MachineFiles, AFileThatHidesItsSizeIsReadWhole)   // T14
{
    EXPECT_EQ(machine.stat("/proc/self/cmdline")->size, 0);
    EXPECT_THAT(machine.read("/proc/self/cmdline", plenty)->bytes, testing::Not(IsEmpty()));
}

TEST_F(MachineFiles, ReadLeavesTheAccessTimeAlone)
{
    const auto file = given_file("file", "content");
    given_stamps(file, 1'000'000'000);

    machine.read(file, plenty);

    struct ::stat stat;
    ASSERT_EQ(::stat(file.c_str(), &stat), 0);
    EXPECT_EQ(stat.st_atim.tv_sec, 1'000'000'000);
}

TEST_F(MachineFiles, AFileThatChangedWhileItWasReadIsReadAgain)
{
    const auto file = given_file("file", "old");
    machine.disturb = [&] {
        append("file", " and new");
        machine.disturb = [] {};
    };

    EXPECT_EQ(machine.read(file, plenty)->bytes, "old and new");
    EXPECT_EQ(machine.reads, 2);
}

TEST_F(MachineFiles, AFileThatWasReplacedWhileItWasReadIsReadAnew)
{
    const auto file = given_file("file", "old");
    machine.disturb = [&] {
        std::filesystem::rename(given_file("temporary", "new"), file);
        machine.disturb = [] {};
    };

    EXPECT_EQ(machine.read(file, plenty)->bytes, "new");
}

TEST_F(MachineFiles, AFileThatKeepsChangingIsGivenUpAfterThreeReads)
{
    const auto file = given_file("file", "");
    machine.disturb = [&] { append("file", "more"); };

    EXPECT_EQ(machine.read(file, plenty).error, EAGAIN);
    EXPECT_EQ(machine.reads, 3);
    EXPECT_EQ(machine.read_tail(file, 1).error, EAGAIN);
}

TEST_F(MachineFiles, RealPathWorksOutLinks)
{
    given_link("link", given_directory("target"));
    const auto root = machine.real_path(directory_.path());

    EXPECT_EQ(*machine.real_path(path("link/../target/.")), *root + "/target");
    EXPECT_EQ(machine.real_path(path("absent")).error, ENOENT);
}

TEST_F(MachineFiles, ReadLinkGivesTheTargetAsWritten)
{
    EXPECT_EQ(*machine.read_link(given_link("link", "../nowhere/")), "../nowhere/");
    EXPECT_EQ(machine.read_link(given_file("file", "")).error, EINVAL);
}

}   // namespace
}   // namespace tmdb
