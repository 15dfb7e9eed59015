#pragma once

#include "base/machine.hpp"

#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace tmdb {

/// A process that is alive for as long as the test runs: the test itself.
inline int live_pid()
{
    return ::getpid();
}

/// A process that was, and whose end has been taken note of.
inline int gone_pid()
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(0);
    }
    if (child < 0 || ::waitpid(child, nullptr, 0) != child) {
        throw std::runtime_error("cannot make a process and see it end");
    }
    return child;
}

/// The system's clock, by which processes start; `now` of a test is another matter.
inline std::string system_time()
{
    return format_instant(make_machine()->wall_clock());
}

}   // namespace tmdb
