#pragma once

#include "cli/invocation.hpp"

#include <string>
#include <string_view>

namespace tmdb {

/// One line on standard error that is written over, once a look takes longer than a second.
class ProgressLine {
public:
    explicit ProgressLine(Invocation& invocation)
        : invocation_(invocation), began_(invocation.machine().monotonic())
    {}
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine()
    {
        if (shown_) {
            invocation_.note("\r\x1b[K");
        }
    }

    void show(std::string_view phase, std::size_t done, std::size_t total)
    {
        if (invocation_.environment().progress &&
            invocation_.machine().monotonic() - began_ > one_second) {
            invocation_.note("\r\x1b[K" + std::string(phase) + " " + std::to_string(done) + " of " +
                             std::to_string(total));
            shown_ = true;
        }
    }

private:
    Invocation& invocation_;
    Nanoseconds began_;
    bool shown_ = false;
};

}   // namespace tmdb
