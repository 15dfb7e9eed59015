#include "base/machine.hpp"

#include "base/real_machine.hpp"
#include "base/text.hpp"

#include <unistd.h>

#include <cstring>
#include <ctime>
#include <thread>
#include <utility>

namespace tmdb {

namespace {

Nanoseconds read_clock(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return time.tv_sec * one_second + time.tv_nsec;
}

}   // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    Descriptor taken(std::move(other));
    std::swap(number_, taken.number_);   // `taken` closes what we had
    return *this;
}

Descriptor::~Descriptor()
{
    if (number_ >= 0) {
        ::close(number_);
    }
}

std::unique_ptr<Machine> make_machine(std::optional<Nanoseconds> now)
{
    return std::make_unique<RealMachine>(now);
}

std::string describe_errno(int error)
{
    const char* words = ::strerrordesc_np(error);
    return words ? lower(words) : "error " + std::to_string(error);
}

RealMachine::RealMachine(std::optional<Nanoseconds> now, std::string proc)
    : now_(now), proc_(std::move(proc))
{}

Nanoseconds RealMachine::now()
{
    return now_ ? *now_ : read_clock(CLOCK_REALTIME);
}

Nanoseconds RealMachine::wall_clock()
{
    return read_clock(CLOCK_REALTIME);
}

Nanoseconds RealMachine::monotonic()
{
    return read_clock(CLOCK_MONOTONIC);
}

void RealMachine::sleep(std::chrono::milliseconds duration)
{
    std::this_thread::sleep_for(duration);
}

}   // namespace tmdb
