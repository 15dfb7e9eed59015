#include "base/watchdog.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

namespace tmdb {
namespace {

using std::chrono::milliseconds;
using ::testing::ExitedWithCode;

constexpr int busy = static_cast<int>(ExitStatus::busy);

[[noreturn]] void wait_for_ever()
{
    for (;;) {
        ::pause();
    }
}

[[noreturn]] void wait_with_the_alarm_blocked()
{
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    ::sigprocmask(SIG_BLOCK, &alarm, nullptr);
    arm_watchdog(milliseconds(5));
    wait_for_ever();
}

rlim_t soft_limit(decltype(RLIMIT_CPU) resource)
{
    rlimit limit = {};
    ::getrlimit(resource, &limit);
    return limit.rlim_cur;
}

[[noreturn]] void exit_with_the_limits_set()
{
    arm_watchdog(milliseconds(5'100));
    ::_exit(soft_limit(RLIMIT_CORE) == 0 && soft_limit(RLIMIT_CPU) == 31 ? 0 : 1);
}

TEST(WatchdogDeathTest, EndsTheProcessWithAWord)   // S04
{
    const auto work = [] {
        arm_watchdog(milliseconds(5));
        wait_for_ever();
    };

    EXPECT_EXIT(work(), ExitedWithCode(busy), "^tm-db: out of time\n$");
}

TEST(WatchdogDeathTest, IsHeardWhereTheAlarmWasBlocked)
{
    EXPECT_EXIT(wait_with_the_alarm_blocked(), ExitedWithCode(busy), "out of time");
}

TEST(WatchdogDeathTest, LetsWorkThatKeepsToItsLimitEnd)
{
    const auto work = [] {
        arm_watchdog(std::chrono::hours(1));
        ::_exit(0);
    };

    EXPECT_EXIT(work(), ExitedWithCode(0), "");
}

TEST(WatchdogDeathTest, BoundsProcessorTimeAndLeavesNoCore)
{
    EXPECT_EXIT(exit_with_the_limits_set(), ExitedWithCode(0), "");
}

}   // namespace
}   // namespace tmdb
