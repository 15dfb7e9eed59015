#pragma once

#include "base/machine.hpp"

#include <cerrno>

namespace tmdb {

/// The machine we run on. Not final: a test overrides reached() to change a file while it is read.
class RealMachine : public Machine {
public:
    /// `proc` is where the process file system is mounted.
    explicit RealMachine(std::optional<Nanoseconds> now, std::string proc = "/proc");

    Nanoseconds now() override;
    Nanoseconds wall_clock() override;
    Nanoseconds monotonic() override;
    void sleep(std::chrono::milliseconds duration) override;

    Looked<FileStat> lstat(const std::string& path) override;
    Looked<FileStat> stat(const std::string& path) override;
    Looked<std::vector<DirectoryEntry>> list(const std::string& path, Look look,
                                             const std::string& pattern = {}) override;
    Looked<FileContent> read(const std::string& path, std::size_t limit) override;
    Looked<FileContent> read_tail(const std::string& path, std::size_t limit) override;
    Looked<std::string> real_path(const std::string& path) override;
    Looked<std::string> read_link(const std::string& path) override;
    std::vector<Fingerprint> look_again(const std::vector<Sight>& sights,
                                        const OnListed& on_listed = {}) override;

    /// Two at a time.
    void in_parallel(std::size_t count, const std::function<void(std::size_t)>& job) override;

    Looked<Process> process(std::int64_t pid) override;
    Looked<std::vector<WorkingDirectory>> working_directories() override;
    CommandResult run(const Command& command) override;

    int make_directories(const std::string& path, std::uint32_t mode) override;
    Looked<int> create(const std::string& path, std::uint32_t mode) override;
    int write(int descriptor, std::string_view bytes) override;
    int rewrite(int descriptor, std::string_view bytes) override;
    Looked<std::string> read_back(int descriptor) override;
    Looked<Descriptor> open(const std::string& path) override;
    Looked<FileStat> stat_open(int descriptor) override;
    int set_lease(int descriptor, Lease lease) override;
    Looked<Lease> lease(int descriptor) override;
    int set_owner(int descriptor, std::uint32_t user, std::uint32_t group) override;
    int set_mode(int descriptor, std::uint32_t mode) override;
    int copy_attributes(const std::string& path, int descriptor) override;
    int sync(int descriptor) override;
    int sync_directory(const std::string& path) override;
    int append(const std::string& path, std::string_view bytes, std::uint32_t mode) override;
    int rename(const std::string& from, const std::string& to) override;
    int exchange(const std::string& one, const std::string& other) override;
    int remove(const std::string& path) override;
    Looked<std::string> make_scratch_folder() override;
    int remove_folder(const std::string& path) override;
    Looked<Descriptor> lock(const std::string& path) override;

private:
    enum class Part { start, end };

    /// Of what is no list, by its name in an open directory: the kernel walks a short way instead
    /// of a long one.
    Fingerprint look_again(const Sight& sight, int directory, const char* name);
    Fingerprint list_again(const Sight& sight, std::size_t number, const OnListed& on_listed);
    Looked<FileContent> read_stable(const std::string& path, std::size_t limit, Part part);
    bool is_directory(const std::string& path);
    std::optional<Nanoseconds> boot_time();

    std::optional<Nanoseconds> now_;
    std::string proc_;
};

/// Repeats a system call for as long as a signal interrupts it.
template <typename Call>
auto uninterrupted(Call call)
{
    auto result = call();
    while (result == -1 && errno == EINTR) {
        result = call();
    }
    return result;
}

/// Opens a file that no program we start inherits.
Looked<Descriptor> open_file(const std::string& path, int flags, std::uint32_t mode = 0);

Looked<FileStat> stat_of(int descriptor);

/// At most `limit` bytes from `offset` on. `expected` spares growing; the file may be longer.
Looked<std::string> read_from(int descriptor, std::int64_t offset, std::size_t limit,
                              std::size_t expected);

/// To the kernel a text ends at its first NUL, so one inside would name something else.
inline bool holds_nul(std::string_view text)
{
    return text.find('\0') != std::string_view::npos;
}

}   // namespace tmdb
