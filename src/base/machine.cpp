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

/// What is no list.
Fingerprint look_again_at(Machine& machine, const Sight& sight)
{
    using Kind = Sight::Kind;
    switch (sight.kind) {
    case Kind::lstat: return fingerprint_of(sight.kind, machine.lstat(sight.path));
    case Kind::stat:
    case Kind::folder: return fingerprint_of(sight.kind, machine.stat(sight.path));
    case Kind::real_path: return fingerprint_of(machine.real_path(sight.path));
    case Kind::link: return fingerprint_of(machine.read_link(sight.path));
    case Kind::names:
    case Kind::stats: break;
    }
    return {};
}

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

std::optional<Look> look_of(const Sight& sight)
{
    switch (sight.kind) {
    case Sight::Kind::names: return Look::names;
    case Sight::Kind::stats: return Look::stats;
    default: return std::nullopt;
    }
}

Fingerprint fingerprint_of(const DirectoryEntry& entry)
{
    return fingerprint_of_entry(entry.name, entry.kind, entry.stat ? &*entry.stat : nullptr);
}

Fingerprint fingerprint_of(const std::vector<DirectoryEntry>& entries)
{
    Fingerprint sum;
    for (const auto& entry : entries) {
        sum += fingerprint_of(entry);
    }
    return sum;
}

std::vector<Fingerprint> Machine::look_again(const std::vector<Sight>& sights,
                                             const OnListed& on_listed)
{
    std::vector<Fingerprint> answers;
    for (std::size_t i = 0; i < sights.size(); ++i) {
        const Sight& sight = sights[i];
        const auto look = look_of(sight);
        if (!look) {
            answers.push_back(look_again_at(*this, sight));
            continue;
        }
        auto entries = list(sight.path, *look, sight.pattern);
        answers.push_back(entries ? fingerprint_of(*entries)
                                  : fingerprint_of_failure(entries.error));
        if (entries && on_listed) {
            on_listed(i, answers.back(), std::move(*entries.value));
        }
    }
    return answers;
}

void Machine::in_parallel(std::size_t count, const std::function<void(std::size_t)>& job)
{
    for (std::size_t i = 0; i < count; ++i) {
        job(i);
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
