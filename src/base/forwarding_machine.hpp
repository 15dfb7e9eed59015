#pragma once

#include "base/machine.hpp"

namespace tmdb {

/// Another machine, for whoever changes a few of its answers or listens to them.
class ForwardingMachine : public Machine {
public:
    /// `to` is borrowed.
    explicit ForwardingMachine(Machine& to) : to_(to) {}

    Nanoseconds now() override { return to_.now(); }
    Nanoseconds wall_clock() override { return to_.wall_clock(); }
    Nanoseconds monotonic() override { return to_.monotonic(); }
    void sleep(std::chrono::milliseconds duration) override { to_.sleep(duration); }

    Looked<FileStat> lstat(const std::string& path) override { return to_.lstat(path); }
    Looked<FileStat> stat(const std::string& path) override { return to_.stat(path); }
    Looked<std::vector<DirectoryEntry>> list(const std::string& path, Look look,
                                             const std::string& pattern = {}) override
    {
        return to_.list(path, look, pattern);
    }
    Looked<FileContent> read(const std::string& path, std::size_t limit) override
    {
        return to_.read(path, limit);
    }
    Looked<FileContent> read_tail(const std::string& path, std::size_t limit) override
    {
        return to_.read_tail(path, limit);
    }
    Looked<std::string> real_path(const std::string& path) override { return to_.real_path(path); }
    Looked<std::string> read_link(const std::string& path) override { return to_.read_link(path); }
    std::vector<Fingerprint> look_again(const std::vector<Sight>& sights,
                                        const OnListed& on_listed = {}) override
    {
        return to_.look_again(sights, on_listed);
    }

    void in_parallel(std::size_t count, const std::function<void(std::size_t)>& job) override
    {
        to_.in_parallel(count, job);
    }

    Looked<Process> process(std::int64_t pid) override { return to_.process(pid); }
    Looked<std::vector<WorkingDirectory>> working_directories() override
    {
        return to_.working_directories();
    }
    CommandResult run(const Command& command) override { return to_.run(command); }

    int make_directories(const std::string& path, std::uint32_t mode) override
    {
        return to_.make_directories(path, mode);
    }
    Looked<int> create(const std::string& path, std::uint32_t mode) override
    {
        return to_.create(path, mode);
    }
    int write(int descriptor, std::string_view bytes) override
    {
        return to_.write(descriptor, bytes);
    }
    int rewrite(int descriptor, std::string_view bytes) override
    {
        return to_.rewrite(descriptor, bytes);
    }
    Looked<std::string> read_back(int descriptor) override { return to_.read_back(descriptor); }
    Looked<Descriptor> open(const std::string& path) override { return to_.open(path); }
    Looked<FileStat> stat_open(int descriptor) override { return to_.stat_open(descriptor); }
    int set_lease(int descriptor, Lease lease) override { return to_.set_lease(descriptor, lease); }
    Looked<Lease> lease(int descriptor) override { return to_.lease(descriptor); }
    int set_owner(int descriptor, std::uint32_t user, std::uint32_t group) override
    {
        return to_.set_owner(descriptor, user, group);
    }
    int set_mode(int descriptor, std::uint32_t mode) override
    {
        return to_.set_mode(descriptor, mode);
    }
    int copy_attributes(const std::string& path, int descriptor) override
    {
        return to_.copy_attributes(path, descriptor);
    }
    int sync(int descriptor) override { return to_.sync(descriptor); }
    int sync_directory(const std::string& path) override { return to_.sync_directory(path); }
    int append(const std::string& path, std::string_view bytes, std::uint32_t mode) override
    {
        return to_.append(path, bytes, mode);
    }
    int rename(const std::string& from, const std::string& to) override
    {
        return to_.rename(from, to);
    }
    int exchange(const std::string& one, const std::string& other) override
    {
        return to_.exchange(one, other);
    }
    int remove(const std::string& path) override { return to_.remove(path); }
    Looked<std::string> make_scratch_folder() override { return to_.make_scratch_folder(); }
    int remove_folder(const std::string& path) override { return to_.remove_folder(path); }
    Looked<Descriptor> lock(const std::string& path) override { return to_.lock(path); }
    void reached(std::string_view step) override { to_.reached(step); }

private:
    Machine& to_;
};

}   // namespace tmdb
