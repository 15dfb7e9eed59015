#include "base/machine.hpp"

#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace tmdb {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

bool is_open(int descriptor)
{
    return ::fcntl(descriptor, F_GETFD) != -1;
}

TEST(Machine, TellsTheTimeItWasGiven)
{
    EXPECT_EQ(make_machine(42)->now(), 42);
}

TEST(Machine, TellsTheSystemsTimeOtherwise)
{
    const Nanoseconds before = ::time(nullptr) * one_second - one_second;

    EXPECT_GT(make_machine()->now(), before);
}

TEST(Machine, MeasuresWithAClockThatDoesNotGoBack)
{
    const auto machine = make_machine(42);

    const auto start = machine->monotonic();
    machine->sleep(1ms);

    EXPECT_GE(machine->monotonic() - start, one_second / 1000);
}

TEST(DescribeErrno, SaysItInWords)
{
    EXPECT_EQ(describe_errno(ENOENT), "no such file or directory");
    EXPECT_EQ(describe_errno(ELOOP), "too many levels of symbolic links");
    EXPECT_EQ(describe_errno(123456), "error 123456");
}

TEST(Descriptor, ClosesAtTheEndOfItsScope)
{
    const int number = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    {
        const Descriptor owner(number);
        EXPECT_TRUE(is_open(number));
    }

    EXPECT_FALSE(is_open(number));
}

TEST(Descriptor, ClosesWhatItHadWhenItIsGivenAnother)
{
    const int first = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int second = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    Descriptor owner(first);
    Descriptor other(second);

    owner = std::move(other);

    EXPECT_FALSE(is_open(first));
    EXPECT_TRUE(is_open(second));
    EXPECT_EQ(owner.number(), second);
}

TEST(Descriptor, ReleasesWithoutClosing)
{
    Descriptor owner(::open("/dev/null", O_RDONLY | O_CLOEXEC));

    const Descriptor next(owner.release());

    EXPECT_FALSE(owner);
    EXPECT_TRUE(is_open(next.number()));
}

TEST(FakeMachine, IsTheRealOneUnlessTold)
{
    TemporaryDirectory directory;
    FakeMachine machine;

    EXPECT_EQ(machine.lstat(directory.path())->kind, FileKind::directory);
    EXPECT_TRUE(machine.process(::getpid())->alive);

    machine.failing[directory.path()] = EIO;
    machine.processes[::getpid()] = {Process{}};

    EXPECT_EQ(machine.lstat(directory.path()).error, EIO);
    EXPECT_FALSE(machine.process(::getpid())->alive);
}

TEST(FakeMachine, SleepsWithoutWaiting)
{
    FakeMachine machine;

    const auto start = machine.monotonic();
    machine.sleep(24h);

    EXPECT_GE(machine.monotonic() - start, 24 * 60 * one_minute);
    EXPECT_THAT(machine.sleeps, ElementsAre(24h));
}

TEST(FakeMachine, LetsATestActBetweenTwoSteps)
{
    FakeMachine machine;
    std::string step;
    machine.on_reached = [&](std::string_view reached) { step = reached; };

    machine.reached("prune: before rename");

    EXPECT_EQ(step, "prune: before rename");
}

}   // namespace
}   // namespace tmdb
