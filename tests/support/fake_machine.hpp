#pragma once

#include "base/machine.hpp"

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

/// The real machine, except where a test says otherwise.
class FakeMachine : public Machine {
public:
    std::optional<Nanoseconds> fixed_now;
    std::map<std::string, int> failing;   // path to the errno of looking at it
    std::map<std::int64_t, Looked<Process>> processes;
    std::optional<Looked<std::vector<WorkingDirectory>>> cwds;
    std::function<std::optional<CommandResult>(const Command&)> on_run;
    std::function<void(std::string_view)> on_reached;
    std::vector<std::chrono::milliseconds> sleeps;   // none of them took time

    Nanoseconds now() override { return fixed_now.value_or(real_->now()); }
    Nanoseconds wall_clock() override { return real_->wall_clock(); }
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
    Looked<std::string> real_path(const std::string& path) override
    {
        return real_->real_path(path);
    }
    Looked<std::string> read_link(const std::string& path) override
    {
        return real_->read_link(path);
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
        return result ? std::move(*result) : real_->run(command);
    }

    int make_directories(const std::string& path, std::uint32_t mode) override
    {
        return real_->make_directories(path, mode);
    }
    Looked<int> create(const std::string& path, std::uint32_t mode) override
    {
        return real_->create(path, mode);
    }
    int write(int descriptor, std::string_view bytes) override
    {
        return real_->write(descriptor, bytes);
    }
    Looked<std::string> read_back(int descriptor) override { return real_->read_back(descriptor); }
    int set_owner(int descriptor, std::uint32_t user, std::uint32_t group) override
    {
        return real_->set_owner(descriptor, user, group);
    }
    int set_mode(int descriptor, std::uint32_t mode) override
    {
        return real_->set_mode(descriptor, mode);
    }
    int copy_attributes(const std::string& path, int descriptor) override
    {
        return real_->copy_attributes(path, descriptor);
    }
    int sync(int descriptor) override { return real_->sync(descriptor); }
    int sync_directory(const std::string& path) override { return real_->sync_directory(path); }
    int append(const std::string& path, std::string_view bytes, std::uint32_t mode) override
    {
        return real_->append(path, bytes, mode);
    }
    int rename(const std::string& from, const std::string& to) override
    {
        return real_->rename(from, to);
    }
    int remove(const std::string& path) override { return real_->remove(path); }
    Looked<std::string> make_scratch_folder() override { return real_->make_scratch_folder(); }
    int remove_folder(const std::string& path) override { return real_->remove_folder(path); }
    Looked<Descriptor> lock(const std::string& path) override { return real_->lock(path); }

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

    std::unique_ptr<Machine> real_ = make_machine();
    Nanoseconds slept_ = 0;
};

}   // namespace tmdb
