#include "base/machine.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <future>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace tmdb {
namespace {

class MachineActs : public testing::Test {
protected:
    std::string path(const std::string& name) const { return directory_.path() / name; }

    std::string given_file(const std::string& name, std::string_view bytes)
    {
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }

    std::string content(const std::string& name)
    {
        return machine->read(path(name), 1 << 20)->bytes;
    }

    TemporaryDirectory directory_;
    std::unique_ptr<Machine> machine = make_machine();
};

/// Sends a signal to this process every few hundred microseconds.
class Interruptions {
public:
    Interruptions()
    {
        struct sigaction action {};
        action.sa_handler = [](int) {};   // without SA_RESTART
        ::sigaction(SIGALRM, &action, &old_);
        set_interval(300);
    }

    ~Interruptions()
    {
        set_interval(0);
        ::sigaction(SIGALRM, &old_, nullptr);
    }

private:
    void set_interval(suseconds_t microseconds)
    {
        const itimerval timer{{0, microseconds}, {0, microseconds}};
        ::setitimer(ITIMER_REAL, &timer, nullptr);
    }

    struct sigaction old_ {};
};

/// All that comes out of a pipe until it ends.
std::string read_to_end(int descriptor)
{
    std::string all;
    char buffer[4096];
    while (const auto count = ::read(descriptor, buffer, sizeof buffer)) {
        all.append(buffer, count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    return all;
}

TEST_F(MachineActs, CreateMakesANewFileWithTheMode)
{
    const Descriptor file(*machine->create(path("file"), 0600));

    EXPECT_EQ(machine->stat(path("file"))->mode, 0600u);
}

TEST_F(MachineActs, CreateRefusesANameThatIsTaken)
{
    std::filesystem::create_symlink("elsewhere", path("link"));

    EXPECT_EQ(machine->create(given_file("file", "precious"), 0600).error, EEXIST);
    EXPECT_EQ(machine->create(path("link"), 0600).error, EEXIST);
    EXPECT_EQ(content("file"), "precious");
}

TEST_F(MachineActs, WhatIsWrittenIsReadBackFromTheSameDescriptor)
{
    const std::string bytes(200'000, 'x');
    const Descriptor file(*machine->create(path("file"), 0600));

    EXPECT_EQ(machine->write(file.number(), bytes), 0);
    EXPECT_EQ(machine->write(file.number(), "y"), 0);
    EXPECT_EQ(machine->sync(file.number()), 0);

    EXPECT_EQ(*machine->read_back(file.number()), bytes + "y");
}

TEST_F(MachineActs, AWriteThatFailsTellsWhy)
{
    const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));

    EXPECT_EQ(machine->write(full.number(), "bytes"), ENOSPC);
    EXPECT_EQ(machine->write(-1, "bytes"), EBADF);
    EXPECT_EQ(machine->sync(-1), EBADF);
    EXPECT_EQ(machine->read_back(-1).error, EBADF);
}

TEST_F(MachineActs, AnInterruptedWriteGoesOnWhereItStopped)   // V09
{
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    const std::string bytes(std::size_t{4} << 20, 'x');
    auto received = std::async(std::launch::async, read_to_end, reading.number());
    const Interruptions interruptions;

    EXPECT_EQ(machine->write(writing.number(), bytes), 0);
    writing = Descriptor();

    EXPECT_EQ(received.get(), bytes);
}

TEST_F(MachineActs, ModeAndOwnerCanBeSet)
{
    const Descriptor file(*machine->create(path("file"), 0600));

    EXPECT_EQ(machine->set_owner(file.number(), ::geteuid(), ::getegid()), 0);
    EXPECT_EQ(machine->set_mode(file.number(), 0664), 0);

    EXPECT_EQ(machine->stat(path("file"))->mode, 0664u);
    EXPECT_EQ(machine->set_owner(-1, ::geteuid(), ::getegid()), EBADF);
    EXPECT_EQ(machine->set_mode(-1, 0664), EBADF);
}

/// An access control list as the kernel stores it: version 2, then tag, permissions and id each.
std::string access_list_with_user(std::uint32_t user)
{
    struct Entry {
        std::uint16_t tag;
        std::uint16_t permissions;
        std::uint32_t id;
    };
    constexpr std::uint32_t nobody = 0xffffffff;
    const Entry entries[] = {{0x01, 6, nobody},
                             {0x02, 4, user},
                             {0x04, 0, nobody},
                             {0x10, 4, nobody},
                             {0x20, 0, nobody}};
    static_assert(std::endian::native == std::endian::little);

    std::string list("\2\0\0\0", 4);
    list.append(reinterpret_cast<const char*>(entries), sizeof entries);
    return list;
}

TEST_F(MachineActs, AttributesAreCopiedAccessListsToo)
{
    const auto list = access_list_with_user(::geteuid());
    const char* const name = "system.posix_acl_access";
    const auto old = given_file("old", "");
    ASSERT_EQ(::setxattr(old.c_str(), name, list.data(), list.size(), 0), 0);
    const Descriptor file(*machine->create(path("new"), 0600));

    EXPECT_EQ(machine->copy_attributes(old, file.number()), 0);

    std::string copy(list.size(), '\0');
    ASSERT_EQ(::fgetxattr(file.number(), name, copy.data(), copy.size()),
              static_cast<ssize_t>(list.size()));
    EXPECT_EQ(copy, list);
}

TEST_F(MachineActs, NoAttributesToCopyIsSuccess)
{
    const Descriptor file(*machine->create(path("new"), 0600));

    EXPECT_EQ(machine->copy_attributes(given_file("old", ""), file.number()), 0);
}

TEST_F(MachineActs, AttributesAreNotCopiedThroughALink)
{
    std::filesystem::create_symlink(given_file("old", ""), path("link"));
    const Descriptor file(*machine->create(path("new"), 0600));

    EXPECT_EQ(machine->copy_attributes(path("link"), file.number()), ELOOP);
    EXPECT_EQ(machine->copy_attributes(path("absent"), file.number()), ENOENT);
}

TEST_F(MachineActs, AppendCreatesAndThenAdds)
{
    EXPECT_EQ(machine->append(path("archive"), "one\n", 0600), 0);
    EXPECT_EQ(machine->append(path("archive"), "two\n", 0644), 0);

    EXPECT_EQ(content("archive"), "one\ntwo\n");
    EXPECT_EQ(machine->stat(path("archive"))->mode, 0600u);
}

TEST_F(MachineActs, AppendFollowsNoLink)
{
    std::filesystem::create_symlink(given_file("file", "precious"), path("link"));

    EXPECT_EQ(machine->append(path("link"), "more", 0600), ELOOP);
    EXPECT_EQ(machine->append(path("absent/file"), "more", 0600), ENOENT);
    EXPECT_EQ(content("file"), "precious");
}

TEST_F(MachineActs, DirectoriesAreMadeWithTheirParents)
{
    EXPECT_EQ(machine->make_directories(path("a/b/c"), 0700), 0);
    EXPECT_EQ(machine->make_directories(path("a/b//d/"), 0700), 0);

    EXPECT_EQ(machine->stat(path("a"))->mode, 0700u);
    EXPECT_EQ(machine->stat(path("a/b/c"))->kind, FileKind::directory);
    EXPECT_EQ(machine->stat(path("a/b/d"))->kind, FileKind::directory);
}

TEST_F(MachineActs, DirectoriesThatExistAreLeftAsTheyAre)
{
    machine->make_directories(path("a"), 0700);
    ::chmod(path("a").c_str(), 0750);

    EXPECT_EQ(machine->make_directories(path("a"), 0700), 0);
    EXPECT_EQ(machine->make_directories("/", 0700), 0);

    EXPECT_EQ(machine->stat(path("a"))->mode, 0750u);
}

TEST_F(MachineActs, DirectoriesAreNotMadeWhereAFileIs)
{
    given_file("file", "");

    EXPECT_EQ(machine->make_directories(path("file"), 0700), EEXIST);
    EXPECT_EQ(machine->make_directories(path("file/below"), 0700), EEXIST);
    EXPECT_EQ(machine->make_directories("", 0700), ENOENT);
}

TEST_F(MachineActs, OnlyADirectoryIsSyncedAsOne)
{
    EXPECT_EQ(machine->sync_directory(directory_.path()), 0);
    EXPECT_EQ(machine->sync_directory(given_file("file", "")), ENOTDIR);
    EXPECT_EQ(machine->sync_directory(path("absent")), ENOENT);
}

TEST_F(MachineActs, RenameReplaces)
{
    given_file("new", "new");
    given_file("file", "old");

    EXPECT_EQ(machine->rename(path("new"), path("file")), 0);

    EXPECT_EQ(content("file"), "new");
    EXPECT_EQ(machine->rename(path("new"), path("file")), ENOENT);
}

TEST_F(MachineActs, RemoveTakesFilesOnly)
{
    machine->make_directories(path("directory"), 0700);

    EXPECT_EQ(machine->remove(given_file("file", "")), 0);
    EXPECT_EQ(machine->remove(path("directory")), EISDIR);

    EXPECT_EQ(machine->lstat(path("file")).error, ENOENT);
    EXPECT_EQ(machine->lstat(path("directory"))->kind, FileKind::directory);
}

TEST_F(MachineActs, ALockHasOneHolder)
{
    auto lock = machine->lock(path("lock"));
    ASSERT_TRUE(lock);
    EXPECT_EQ(machine->lock(path("lock")).error, EWOULDBLOCK);

    lock.value.reset();

    EXPECT_TRUE(machine->lock(path("lock")));
}

TEST_F(MachineActs, ALockFollowsNoLink)
{
    std::filesystem::create_symlink("elsewhere", path("lock"));

    EXPECT_EQ(machine->lock(path("lock")).error, ELOOP);
    EXPECT_EQ(machine->lstat(path("elsewhere")).error, ENOENT);
}

// --- scratch --------------------------------------------------------------------------------

TEST_F(MachineActs, MakesAScratchFolderAndRemovesItWithAllThatIsInIt)
{
    given_file("precious", "stays");
    const auto scratch = machine->make_scratch_folder();
    std::filesystem::create_directories(*scratch + "/a/b");
    std::filesystem::create_symlink(path("precious"), *scratch + "/link");

    EXPECT_EQ(machine->remove_folder(*scratch), 0);

    EXPECT_FALSE(std::filesystem::exists(*scratch));
    EXPECT_TRUE(std::filesystem::exists(path("precious")));
}

}   // namespace
}   // namespace tmdb
