#pragma once

#include "base/forwarding_machine.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tmdb {

/// What FakeMachine forwards to; a base, so that it is there before the forwarding begins.
struct RealMachineOfATest {
    std::unique_ptr<Machine> real_ = make_machine();
};

/// The real machine, except where a test says otherwise. Does one thing at a time.
class FakeMachine : private RealMachineOfATest, public ForwardingMachine {
public:
    FakeMachine() : ForwardingMachine(*real_) {}

    std::optional<Nanoseconds> fixed_now;
    std::map<std::string, int> failing;   // path to the errno of looking at it
    std::map<std::int64_t, Looked<Process>> processes;
    std::optional<Looked<std::vector<WorkingDirectory>>> cwds;
    std::function<std::optional<CommandResult>(const Command&)> on_run;
    std::function<void(std::string_view)> on_reached;
    std::vector<std::chrono::milliseconds> sleeps;   // none of them took time

    Nanoseconds now() override { return fixed_now.value_or(real_->now()); }
    Nanoseconds monotonic() override { return real_->monotonic() + slept_; }
    void sleep(std::chrono::milliseconds duration) override
    {
        sleeps.push_back(duration);
        slept_ += std::chrono::nanoseconds(duration).count();
    }

    Looked<FileStat> lstat(const std::string& path) override
    {
        return unless_failing<FileStat>(path, [&] { return real_->lstat(path); });
    }
    Looked<FileStat> stat(const std::string& path) override
    {
        return unless_failing<FileStat>(path, [&] { return real_->stat(path); });
    }
    Looked<std::vector<DirectoryEntry>> list(const std::string& path, Look look,
                                             const std::string& pattern = {}) override
    {
        return unless_failing<std::vector<DirectoryEntry>>(
            path, [&] { return real_->list(path, look, pattern); });
    }
    Looked<FileContent> read(const std::string& path, std::size_t limit) override
    {
        return unless_failing<FileContent>(path, [&] { return real_->read(path, limit); });
    }
    Looked<FileContent> read_tail(const std::string& path, std::size_t limit) override
    {
        return unless_failing<FileContent>(path, [&] { return real_->read_tail(path, limit); });
    }
    std::vector<Fingerprint> look_again(const std::vector<Sight>& sights,
                                        const OnListed& on_listed = {}) override
    {
        return Machine::look_again(sights, on_listed);
    }
    void in_parallel(std::size_t count, const std::function<void(std::size_t)>& job) override
    {
        Machine::in_parallel(count, job);
    }

    Looked<Process> process(std::int64_t pid) override
    {
        const auto known = processes.find(pid);
        return known != processes.end() ? known->second : real_->process(pid);
    }
    Looked<std::vector<WorkingDirectory>> working_directories() override
    {
        return cwds ? *cwds : real_->working_directories();
    }
    CommandResult run(const Command& command) override
    {
        auto result = on_run ? on_run(command) : std::nullopt;
        if (!result) {
            return real_->run(command);
        }
        if (command.on_output) {
            command.on_output(std::exchange(result->output, ""));
        }
        return std::move(*result);
    }

    void reached(std::string_view step) override
    {
        if (on_reached) {
            on_reached(step);
        }
    }

private:
    template <typename T, typename Real>
    Looked<T> unless_failing(const std::string& path, Real real)
    {
        const auto failure = failing.find(path);
        return failure != failing.end() ? Looked<T>::failed(failure->second) : real();
    }

    Nanoseconds slept_ = 0;
};

}   // namespace tmdb
