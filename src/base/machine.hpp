#pragma once

#include "base/looked.hpp"
#include "base/sight.hpp"
#include "base/time.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// A name in a directory and, where asked for, what lstat says of it.
struct DirectoryEntry {
    std::string name;
    FileKind kind = FileKind::other;
    std::optional<FileStat> stat;   // with Look::stats; absent when lstat failed
};

enum class Look { names, stats };

/// Is given each list that was taken again: the number of its sight, its fingerprint, and what is
/// in it, in no order. Perhaps from several threads at once.
using OnListed = std::function<void(std::size_t, const Fingerprint&, std::vector<DirectoryEntry>)>;

/// How a folder is listed for a sight; nothing when the sight is no list.
std::optional<Look> look_of(const Sight& sight);
Fingerprint fingerprint_of(const DirectoryEntry& entry);
/// Their sum.
Fingerprint fingerprint_of(const std::vector<DirectoryEntry>& entries);

/// Bytes of a regular file and its stat, which was the same before and after the read.
struct FileContent {
    std::string bytes;   // at most as many as were asked for
    FileStat stat;
};

struct Process {
    bool alive = false;
    std::optional<Nanoseconds> started_at;   // by the system's clock; unknown where /proc is closed
};

struct WorkingDirectory {
    int pid = 0;
    std::string path;   // without the kernel's " (deleted)"
};

struct Command {
    std::vector<std::string> arguments;   // the first is the program, looked up in PATH
    std::string directory;
    std::vector<std::string> environment;   // NAME=value, and nothing else
    std::string input;                      // what it finds on standard input
    std::chrono::milliseconds time_limit{10'000};
    std::size_t output_limit = 64u << 20;   // bytes
    /// Where there is one, it takes the output as it comes: the result has none, and it may be of
    /// any length.
    std::function<void(std::string_view)> on_output = {};
};

/// How a program ended. Output counts as an answer only when `complete`.
struct CommandResult {
    bool complete = false;   // it ended by itself with its output within the limits
    int exit_status = -1;
    std::string output;
    std::string trouble;   // why it is not complete, or what it said on standard error
};

/// A file descriptor with one owner.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    int release()
    {
        const int number = number_;
        number_ = -1;
        return number;
    }

private:
    int number_ = -1;
};

/// A lease of the kernel's, fcntl(F_SETLEASE): while one is held, whoever opens the file in a way
/// that it excludes waits until it is given back (45 s at most, by default).
enum class Lease {
    none,
    read,    // excludes writers
    write,   // excludes everybody
};

/// The one door to the clock, the disk and other processes. Everything that tm-db knows of the
/// world passes here, so a test can say what time it is, fail a call, or act between two of them.
///
/// Looks never throw; they answer with a value or an errno. Acts (below) return 0 or an errno.
class Machine {
public:
    Machine() = default;
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    virtual ~Machine() = default;

    // --- clock ------------------------------------------------------------------------------
    /// The instant that tm-db judges by and writes down; TM_DB_NOW replaces it.
    virtual Nanoseconds now() = 0;
    /// The system's clock, by which files are stamped and processes start.
    virtual Nanoseconds wall_clock() = 0;
    /// For measuring and for limits; its zero means nothing.
    virtual Nanoseconds monotonic() = 0;
    virtual void sleep(std::chrono::milliseconds duration) = 0;

    // --- looks ------------------------------------------------------------------------------
    virtual Looked<FileStat> lstat(const std::string& path) = 0;
    virtual Looked<FileStat> stat(const std::string& path) = 0;
    /// The names in a directory, sorted, without "." and ".."; of those that match the pattern,
    /// where there is one (see matches_segment()).
    virtual Looked<std::vector<DirectoryEntry>> list(const std::string& path, Look look,
                                                     const std::string& pattern = {}) = 0;
    /// At most `limit` bytes from the start of a regular file. A FIFO, a device or a directory is
    /// EINVAL and never opened for long; a file that changed during three reads is EAGAIN.
    virtual Looked<FileContent> read(const std::string& path, std::size_t limit) = 0;
    /// The last `limit` bytes of a regular file.
    virtual Looked<FileContent> read_tail(const std::string& path, std::size_t limit) = 0;
    virtual Looked<std::string> real_path(const std::string& path) = 0;
    virtual Looked<std::string> read_link(const std::string& path) = 0;
    /// What each of many sights gives now, in their order.
    virtual std::vector<Fingerprint> look_again(const std::vector<Sight>& sights,
                                                const OnListed& on_listed = {});

    /// Calls `job` with each number below `count`, on this machine perhaps several at a time.
    virtual void in_parallel(std::size_t count, const std::function<void(std::size_t)>& job);

    // --- processes --------------------------------------------------------------------------
    virtual Looked<Process> process(std::int64_t pid) = 0;
    /// Of every process that may be asked; unknown when the list of processes is not whole.
    virtual Looked<std::vector<WorkingDirectory>> working_directories() = 0;
    virtual CommandResult run(const Command& command) = 0;

    // --- acts -------------------------------------------------------------------------------
    virtual int make_directories(const std::string& path, std::uint32_t mode) = 0;
    /// A new file, open for reading and writing; EEXIST when the name is taken.
    virtual Looked<int> create(const std::string& path, std::uint32_t mode) = 0;
    virtual int write(int descriptor, std::string_view bytes) = 0;
    /// From the start of the file, which then ends with them.
    virtual int rewrite(int descriptor, std::string_view bytes) = 0;
    virtual Looked<std::string> read_back(int descriptor) = 0;
    /// A regular file, open for reading, and no symbolic link.
    virtual Looked<Descriptor> open(const std::string& path) = 0;
    virtual Looked<FileStat> stat_open(int descriptor) = 0;
    /// EAGAIN when somebody has the file open in a way that a lease excludes.
    virtual int set_lease(int descriptor, Lease lease) = 0;
    /// What is left of it: less than was set when somebody waits to open the file.
    virtual Looked<Lease> lease(int descriptor) = 0;
    virtual int set_owner(int descriptor, std::uint32_t user, std::uint32_t group) = 0;
    virtual int set_mode(int descriptor, std::uint32_t mode) = 0;
    /// Gives a new file the extended attributes (ACLs too) of the file at `path`.
    virtual int copy_attributes(const std::string& path, int descriptor) = 0;
    virtual int sync(int descriptor) = 0;
    virtual int sync_directory(const std::string& path) = 0;
    virtual int append(const std::string& path, std::string_view bytes, std::uint32_t mode) = 0;
    virtual int rename(const std::string& from, const std::string& to) = 0;
    /// Two files take each other's name, in one step. EINVAL or ENOSYS where the file system
    /// cannot do that.
    virtual int exchange(const std::string& one, const std::string& other) = 0;
    virtual int remove(const std::string& path) = 0;
    /// A new folder for what nobody else needs, among the system's temporary files.
    virtual Looked<std::string> make_scratch_folder() = 0;
    /// Removes a folder with all that is in it, and follows no link.
    virtual int remove_folder(const std::string& path) = 0;
    /// An exclusive flock on `path`, which is created; EWOULDBLOCK when another has it.
    virtual Looked<Descriptor> lock(const std::string& path) = 0;

    /// Called between the steps of a protocol ("prune: before rename"); tests act here.
    virtual void reached(std::string_view) {}
};

/// The real machine. `now` replaces its clock.
std::unique_ptr<Machine> make_machine(std::optional<Nanoseconds> now = std::nullopt);

/// What errno means, in words: "no such file or directory".
std::string describe_errno(int error);

}   // namespace tmdb
