#include "base/machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tmdb {
namespace {

using namespace std::chrono_literals;
using testing::SizeIs;

class MachineRun : public testing::Test {
protected:
    MachineRun() { command.directory = directory.path(); }

    CommandResult run(std::vector<std::string> arguments)
    {
        command.arguments = std::move(arguments);
        return make_machine()->run(command);
    }

    CommandResult run_shell(const std::string& script) { return run({"sh", "-c", script}); }

    TemporaryDirectory directory;
    Command command;
};

TEST_F(MachineRun, GivesOutputStatusAndComplaint)
{
    const auto result = run_shell("printf 'a\\0b'; echo oops >&2; exit 3");

    EXPECT_TRUE(result.complete);
    EXPECT_EQ(result.exit_status, 3);
    EXPECT_EQ(result.output, std::string("a\0b", 3));
    EXPECT_EQ(result.trouble, "oops");
}

TEST_F(MachineRun, GivesTheProgramItsInput)
{
    command.input = std::string("a\0b\n", 4) + std::string(1 << 20, 'x');

    EXPECT_EQ(run({"cat"}).output, command.input);
}

TEST_F(MachineRun, DoesNotMindAProgramThatLeavesItsInputUnread)
{
    command.input = std::string(1 << 20, 'x');

    EXPECT_EQ(run({"true"}).exit_status, 0);
}

TEST_F(MachineRun, PassesArgumentsWithoutAShell)
{
    EXPECT_EQ(run({"printf", "%s|", "$HOME", "a b", "*", ";exit 1", ""}).output,
              "$HOME|a b|*|;exit 1||");
}

TEST_F(MachineRun, GivesTheProgramOnlyTheEnvironmentItIsToldTo)   // G07
{
    ::setenv("GIT_DIR", "/hijacked", 1);
    command.environment = {"LC_ALL=C", "GIT_OPTIONAL_LOCKS=0"};

    EXPECT_EQ(run({"env"}).output, "LC_ALL=C\nGIT_OPTIONAL_LOCKS=0\n");

    ::unsetenv("GIT_DIR");
}

TEST_F(MachineRun, StartsInTheDirectory)
{
    const auto real = make_machine()->real_path(directory.path());

    EXPECT_EQ(run({"pwd"}).output, *real + "\n");
}

TEST_F(MachineRun, LeavesNothingToRead)
{
    const auto result = run({"cat"});

    EXPECT_TRUE(result.complete);
    EXPECT_EQ(result.output, "");
}

TEST_F(MachineRun, TellsOfAProgramThatIsNotThere)
{
    const std::string program = directory.path() / "absent";

    const auto result = run({program});

    EXPECT_FALSE(result.complete);
    EXPECT_EQ(result.trouble, "cannot start '" + program + "': no such file or directory");
}

TEST_F(MachineRun, RefusesAnArgumentThatWouldBeCutShort)
{
    EXPECT_EQ(run({"echo", std::string("a\0b", 3)}).trouble,
              "cannot start 'echo': invalid argument");
}

TEST_F(MachineRun, KillsTheWholeGroupWhenTheTimeIsUp)   // G08
{
    const std::string fifo = directory.path() / "open-while-alive";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const Descriptor reading(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    command.time_limit = 300ms;

    const auto result = run_shell("echo partial; sleep 1000 > open-while-alive & sleep 1000");

    EXPECT_FALSE(result.complete);
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(result.trouble, "timed out after 300 ms");
    ::fcntl(reading.number(), F_SETFL, 0);
    char byte;
    EXPECT_EQ(::read(reading.number(), &byte, 1), 0);   // returns when nobody has it open
}

TEST_F(MachineRun, HandsOverOutputOfAnyLengthAsItComes)
{
    command.output_limit = 4;
    std::string taken;
    std::size_t parts = 0;
    command.on_output = [&](std::string_view part) {
        taken += part;
        ++parts;
    };

    const auto result = run_shell("head -c 1000000 /dev/zero");

    EXPECT_TRUE(result.complete);
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(taken, std::string(1'000'000, '\0'));
    EXPECT_GT(parts, 1u);
}

TEST_F(MachineRun, KillsAProgramThatWritesTooMuch)   // G09
{
    command.output_limit = 1 << 20;

    const auto result = run({"yes"});

    EXPECT_FALSE(result.complete);
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(result.trouble, "wrote more than 1 MiB");
}

TEST_F(MachineRun, TakesOutputUpToTheLimit)   // G09
{
    command.output_limit = 4;

    EXPECT_EQ(run({"printf", "1234"}).output, "1234");
    EXPECT_EQ(run({"printf", "12345"}).trouble, "wrote more than 4 bytes");
}

TEST_F(MachineRun, ReadsBothStreamsSoThatNeitherBlocksTheOther)
{
    const auto result = run_shell("yes x | head -c 1000000 >&2; yes y | head -c 1000000");

    EXPECT_TRUE(result.complete);
    EXPECT_THAT(result.output, SizeIs(1'000'000));
    EXPECT_THAT(result.trouble, testing::StartsWith("x\nx\n"));
    EXPECT_LE(result.trouble.size(), 4096u);
}

TEST_F(MachineRun, DoesNotWaitForWhoeverInheritedThePipes)
{
    const auto result = run_shell("sleep 15 & echo done");

    EXPECT_TRUE(result.complete);
    EXPECT_EQ(result.output, "done\n");
}

TEST_F(MachineRun, DoesNotTakeDeathForAnAnswer)
{
    const auto result = run_shell("echo partial; kill -9 $$");

    EXPECT_FALSE(result.complete);
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(result.trouble, "was ended by signal 9");
}

TEST_F(MachineRun, IgnoresNoSignalForTheProgram)
{
    const auto old = ::signal(SIGPIPE, SIG_IGN);

    EXPECT_EQ(run_shell("kill -PIPE $$; echo survived").trouble, "was ended by signal 13");

    ::signal(SIGPIPE, old);
}

TEST_F(MachineRun, DoesNotTakeALostStatusForSuccess)
{
    const auto old = ::signal(SIGCHLD, SIG_IGN);   // the kernel buries children unseen

    const auto result = run({"true"});

    EXPECT_FALSE(result.complete);
    EXPECT_EQ(result.trouble, "its exit status is lost");
    ::signal(SIGCHLD, old);
}

TEST_F(MachineRun, LeavesNoZombie)
{
    run({"true"});
    run({directory.path() / "absent"});

    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

}   // namespace
}   // namespace tmdb
