#include "base/real_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace tmdb {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::SizeIs;

auto works_in(int pid, const std::string& path)
{
    return AllOf(Field(&WorkingDirectory::pid, pid), Field(&WorkingDirectory::path, path));
}

/// A process file system of our own making.
class MachineProcesses : public testing::Test {
protected:
    MachineProcesses() { given_file("stat", "cpu  1 2 3\nintr 4 5\nbtime 1000\nprocesses 6\n"); }

    void given_file(const std::filesystem::path& name, std::string_view bytes)
    {
        std::filesystem::create_directories((proc_.path() / name).parent_path());
        std::ofstream(proc_.path() / name) << bytes;
    }

    void given_cwd(const std::string& pid, const std::string& target)
    {
        std::filesystem::create_directories(proc_.path() / pid);
        std::filesystem::create_symlink(target, proc_.path() / pid / "cwd");
    }

    void given_own_line(std::string_view state)
    {
        given_file(std::to_string(own) + "/stat",
                   "7 (a b) Z 1 (x) " + std::string(state) +
                       " 1 7 7 0 -1 4194304 0 0 0 0 1 2 3 4 20 0 1 0 250 9999 88\n");
    }

    const pid_t own = ::getpid();
    TemporaryDirectory proc_;
    RealMachine machine{std::nullopt, proc_.path()};
};

TEST_F(MachineProcesses, ARunningProcessIsAliveSinceItsStart)
{
    given_own_line("S");

    const auto process = machine.process(own);

    EXPECT_TRUE(process->alive);
    EXPECT_EQ(process->started_at, 1002 * one_second + one_second / 2);   // 250 ticks of 10 ms
}

TEST_F(MachineProcesses, AZombieIsNotAlive)
{
    given_own_line("Z");

    EXPECT_FALSE(machine.process(own)->alive);
}

TEST_F(MachineProcesses, AnUnreadableProcLeavesTheStartUnknown)   // E20
{
    EXPECT_TRUE(machine.process(own)->alive);
    EXPECT_EQ(machine.process(own)->started_at, std::nullopt);
}

TEST_F(MachineProcesses, AGarbledLineLeavesTheStartUnknown)
{
    given_file(std::to_string(own) + "/stat", "7 (a) S 1 7\n");

    EXPECT_TRUE(machine.process(own)->alive);
    EXPECT_EQ(machine.process(own)->started_at, std::nullopt);
}

TEST_F(MachineProcesses, ANumberThatIsNoProcessIsNotAlive)
{
    EXPECT_FALSE(machine.process(0)->alive);
    EXPECT_FALSE(machine.process(-1)->alive);
    EXPECT_FALSE(machine.process((std::int64_t{1} << 32) + own)->alive);
}

TEST_F(MachineProcesses, AnEndedChildIsNotAliveBuriedOrNot)
{
    const auto real = make_machine();
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(0);
    }
    siginfo_t info;
    ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);

    EXPECT_FALSE(real->process(child)->alive);
    ::waitpid(child, nullptr, 0);
    EXPECT_FALSE(real->process(child)->alive);
}

TEST_F(MachineProcesses, TheRealProcKnowsOurselves)
{
    const auto real = make_machine();

    EXPECT_TRUE(real->process(own)->alive);
    EXPECT_GT(real->process(own)->started_at, 1'500'000'000 * one_second);
    EXPECT_LT(real->process(own)->started_at, real->now() + one_minute);
}

TEST_F(MachineProcesses, EveryWorkingDirectoryIsTold)
{
    given_cwd("1", "/");
    given_cwd("42", "/srv/T-1");

    EXPECT_THAT(*machine.working_directories(),
                ElementsAre(works_in(1, "/"), works_in(42, "/srv/T-1")));
}

TEST_F(MachineProcesses, AWorkingDirectoryThatWasDeletedKeepsItsPath)
{
    given_cwd("1", "/srv/T-1 (deleted)");

    EXPECT_THAT(*machine.working_directories(), ElementsAre(works_in(1, "/srv/T-1")));
}

TEST_F(MachineProcesses, AProcessThatEndedMeanwhileIsPassedOver)
{
    given_cwd("1", "/");
    std::filesystem::create_directory(proc_.path() / "42");

    EXPECT_THAT(*machine.working_directories(), SizeIs(1));
}

TEST_F(MachineProcesses, AProcessOfOursThatCannotBeReadMakesTheAnswerUnknown)
{
    given_cwd("1", "/");
    given_file("42/cwd", "is no link");

    EXPECT_EQ(machine.working_directories().error, EINVAL);
}

TEST_F(MachineProcesses, HiddenProcessesMakeTheAnswerUnknown)   // E20
{
    given_cwd("42", "/srv/T-1");

    EXPECT_EQ(machine.working_directories().error, EACCES);
}

TEST_F(MachineProcesses, AMissingProcMakesTheAnswerUnknown)   // E20
{
    RealMachine blind(std::nullopt, proc_.path() / "absent");

    EXPECT_EQ(blind.working_directories().error, ENOENT);
}

TEST_F(MachineProcesses, TheRealProcKnowsWhereWeAre)
{
    const auto here = std::filesystem::current_path().string();

    EXPECT_THAT(*make_machine()->working_directories(), testing::Contains(works_in(own, here)));
}

}   // namespace
}   // namespace tmdb
