#include "base/watchdog.hpp"

#include "base/error.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace tmdb {

namespace {

constexpr rlim_t address_space_bytes = rlim_t{1} << 30;

#ifdef __SANITIZE_ADDRESS__
constexpr bool bounds_address_space = false;   // the sanitizer reserves terabytes for itself
#else
constexpr bool bounds_address_space = true;
#endif

/// Only calls that are safe in the middle of any other.
void end_process(int)
{
    constexpr std::string_view message = "tm-db: out of time\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, message.data(), message.size());
    ::_exit(static_cast<int>(ExitStatus::busy));
}

void catch_alarm()
{
    struct sigaction action = {};
    action.sa_handler = end_process;
    ::sigaction(SIGALRM, &action, nullptr);

    sigset_t alarm;   // whoever started us may have blocked it
    ::sigemptyset(&alarm);
    ::sigaddset(&alarm, SIGALRM);
    ::sigprocmask(SIG_UNBLOCK, &alarm, nullptr);
}

void set_alarm(std::chrono::milliseconds delay)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(delay);
    itimerval timer = {};
    timer.it_value.tv_sec = seconds.count();
    timer.it_value.tv_usec = std::chrono::microseconds(delay - seconds).count();
    ::setitimer(ITIMER_REAL, &timer, nullptr);
}

void lower_limit(decltype(RLIMIT_CPU) resource, rlim_t most)
{
    rlimit limit = {};
    ::getrlimit(resource, &limit);
    limit.rlim_cur = std::min(limit.rlim_cur, most);
    ::setrlimit(resource, &limit);
}

}   // namespace

void arm_watchdog(std::chrono::milliseconds limit)
{
    // The kernel's own limit is for the case that the alarm is lost, so it comes well after it.
    const auto processor_time = std::chrono::ceil<std::chrono::seconds>(6 * limit);

    lower_limit(RLIMIT_CORE, 0);
    lower_limit(RLIMIT_CPU, static_cast<rlim_t>(processor_time.count()));
    if (bounds_address_space) {
        lower_limit(RLIMIT_AS, address_space_bytes);
    }
    catch_alarm();
    set_alarm(2 * limit);
}

}   // namespace tmdb
