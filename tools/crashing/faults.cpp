// Stands between a program and the C library (LD_PRELOAD), counts the calls by which it changes or
// locks files, and lets one of them go wrong, or all from one on.
//
// TM_DB_FAULT is "RECORD AT SIGNAL ERRNO EVER": the file that tells how many calls there were (and
// at 0, which ones); which call; the signal that comes before it, or 0; the error that it has
// instead of its effect; and whether all later ones have it, too. A call that is interrupted
// (EINTR) for ever is so every other time, for whoever is interrupted tries again.
//
// TM_DB_LOG names a file for what a run does to files, with all that is written: see `note`.
//
// What goes to standard output and error is not counted: that is no file of ours. No time passes
// while the program sleeps, nor does it matter to a clock that only it looks at.

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>

namespace {

constexpr unsigned most_calls = 4000;   // arena.py knows this layout

struct Record {
    std::atomic<unsigned> calls;
    char names[most_calls][160];
};

struct Fault {
    Record* record = nullptr;
    unsigned at = 0;
    int signal = 0;
    int error = 0;
    int ever = 0;
};

Fault read_fault()
{
    Fault fault;
    const char* const text = std::getenv("TM_DB_FAULT");
    char path[4096];
    if (text == nullptr || std::sscanf(text, "%4095s %u %d %d %d", path, &fault.at, &fault.signal,
                                       &fault.error, &fault.ever) != 5) {
        std::abort();
    }
    const long file = ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    void* const memory = ::mmap(nullptr, sizeof(Record), PROT_READ | PROT_WRITE, MAP_SHARED,
                                static_cast<int>(file), 0);
    if (memory == MAP_FAILED) {
        std::abort();
    }
    ::close(static_cast<int>(file));
    fault.record = static_cast<Record*>(memory);
    ::unsetenv("LD_PRELOAD");   // git changes nothing, and is none of ours
    return fault;
}

int open_log()
{
    const char* const path = std::getenv("TM_DB_LOG");
    return path == nullptr
               ? -1
               : static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path,
                                            O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
                                            0600));
}

Fault fault;
int log_file = -1;
std::atomic<long> slept_ns = 0;

__attribute__((constructor)) void begin()
{
    fault = read_fault();
    log_file = open_log();
}

// --- the log ---------------------------------------------------------------------------------

/// What was done, to which inode or in which folder's: "WHAT INODE NUMBER NUMBER SIZE SIZE", a
/// line, and behind it two texts of these sizes. disk.py reads it; it does again what stands here
/// and compares, so that no call can be forgotten.
void note(const char* what, ino_t inode, long one = 0, long other = 0, std::string_view text = {},
          std::string_view bytes = {})
{
    if (log_file < 0 || inode == 0) {
        return;
    }
    char line[160];
    const int size = std::snprintf(line, sizeof line, "%s %lu %ld %ld %zu %zu\n", what, inode, one,
                                   other, text.size(), bytes.size());
    iovec parts[] = {{line, static_cast<std::size_t>(size)},
                     {const_cast<char*>(text.data()), text.size()},
                     {const_cast<char*>(bytes.data()), bytes.size()}};
    const long whole = size + static_cast<long>(text.size() + bytes.size());
    if (::syscall(SYS_writev, log_file, parts, 3) != whole) {
        std::abort();
    }
}

/// 0 of what is neither a file nor a folder.
ino_t inode_of(int file)
{
    struct stat stat = {};
    const bool is_one =
        ::fstat(file, &stat) == 0 && (S_ISREG(stat.st_mode) || S_ISDIR(stat.st_mode));
    return is_one ? stat.st_ino : 0;
}

std::string_view name_in(const char* path)
{
    const char* const slash = std::strrchr(path, '/');
    return slash == nullptr ? path : slash + 1;
}

ino_t folder_of(int folder, const char* path)
{
    char parent[4096];
    const auto size = static_cast<std::size_t>(name_in(path).data() - path);
    std::snprintf(parent, sizeof parent, "%.*s.", static_cast<int>(size), path);
    struct stat stat = {};
    return ::fstatat(folder, parent, &stat, 0) == 0 ? stat.st_ino : 0;
}

bool exists(int folder, const char* path)
{
    struct stat stat = {};
    return ::fstatat(folder, path, &stat, AT_SYMLINK_NOFOLLOW) == 0;
}

void note_made(const char* what, int folder, const char* path)
{
    struct stat stat = {};
    if (::fstatat(folder, path, &stat, AT_SYMLINK_NOFOLLOW) == 0) {
        note(what, folder_of(folder, path), static_cast<long>(stat.st_ino), stat.st_mode & 07777,
             name_in(path));
    }
}

/// Of what has just been written where the file stands.
void note_written(int file, const void* bytes, ssize_t size)
{
    if (size > 0) {
        note("write", inode_of(file), ::lseek(file, 0, SEEK_CUR) - size, 0, {},
             {static_cast<const char*>(bytes), static_cast<std::size_t>(size)});
    }
}

// --- faults ----------------------------------------------------------------------------------

bool is_due(unsigned call)
{
    if (call == fault.at) {
        return true;
    }
    const unsigned later = call - fault.at;
    return fault.ever && call > fault.at && (fault.error != EINTR || later % 2 == 0);
}

/// The error that this call is to have, or 0.
int strike(const char* name, const char* path)
{
    if (fault.record == nullptr) {   // not begun
        return 0;
    }
    const unsigned call = ++fault.record->calls;
    if (fault.at == 0) {
        if (call <= most_calls) {
            std::snprintf(fault.record->names[call - 1], sizeof fault.record->names[0], "%s %s",
                          name, path);
        }
        return 0;
    }
    if (!is_due(call)) {
        return 0;
    }
    if (fault.signal != 0) {
        ::kill(::getpid(), fault.signal);
    }
    return fault.error;
}

template <typename Call>
auto counted(const char* name, const char* path, Call call) -> decltype(call())
{
    if (const int error = strike(name, path)) {
        errno = error;
        return static_cast<decltype(call())>(-1);
    }
    return call();
}

template <typename Call>
auto counted(const char* name, int file, Call call) -> decltype(call())
{
    if (file == STDOUT_FILENO || file == STDERR_FILENO) {
        return call();
    }
    char link[32];
    char path[4096] = "";
    if (fault.at == 0) {
        std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        [[maybe_unused]] const auto size = ::readlink(link, path, sizeof path - 1);
    }
    return counted(name, path, call);
}

template <typename Function>
Function* next(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int open_at(int folder, const char* path, int flags, mode_t mode)
{
    const auto call = [&] {
        return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
    };
    const bool is_new = (flags & O_CREAT) != 0 && log_file >= 0 && !exists(folder, path);
    const int file = (flags & O_CREAT) != 0 ? counted("openat", path, call) : call();
    if (file >= 0 && is_new) {
        note_made("create", folder, path);
    }
    if (file >= 0 && (flags & O_TRUNC) != 0 && log_file >= 0) {
        note("truncate", inode_of(file));
    }
    return file;
}

bool is_change(int command)
{
    switch (command) {
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
    case F_SETLEASE: return true;
    default: return false;
    }
}

int control(int file, int command, void* argument)
{
    const auto call = [&] {
        return static_cast<int>(::syscall(SYS_fcntl, file, command, argument));
    };
    return is_change(command) ? counted("fcntl", file, call) : call();
}

int sleep_for(long seconds, long nanoseconds)
{
    slept_ns += seconds * 1'000'000'000 + nanoseconds;
    return 0;
}

/// The argument after `last`, where there is one.
#define OPTIONAL_ARGUMENT(type, last)                                                              \
    va_list arguments;                                                                             \
    va_start(arguments, last);                                                                     \
    const auto argument = va_arg(arguments, type);                                                 \
    va_end(arguments)

}   // namespace

extern "C" {

int open(const char* path, int flags, ...)
{
    OPTIONAL_ARGUMENT(mode_t, flags);
    return open_at(AT_FDCWD, path, flags, argument);
}

int open64(const char* path, int flags, ...)
{
    OPTIONAL_ARGUMENT(mode_t, flags);
    return open_at(AT_FDCWD, path, flags, argument);
}

int openat(int folder, const char* path, int flags, ...)
{
    OPTIONAL_ARGUMENT(mode_t, flags);
    return open_at(folder, path, flags, argument);
}

int openat64(int folder, const char* path, int flags, ...)
{
    OPTIONAL_ARGUMENT(mode_t, flags);
    return open_at(folder, path, flags, argument);
}

int creat(const char* path, mode_t mode)
{
    return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int fcntl(int file, int command, ...)
{
    OPTIONAL_ARGUMENT(void*, command);
    return control(file, command, argument);
}

int fcntl64(int file, int command, ...)
{
    OPTIONAL_ARGUMENT(void*, command);
    return control(file, command, argument);
}

int flock(int file, int operation)
{
    return counted("flock", file,
                   [&] { return static_cast<int>(::syscall(SYS_flock, file, operation)); });
}

ssize_t write(int file, const void* bytes, size_t size)
{
    const ssize_t written =
        counted("write", file, [&] { return ::syscall(SYS_write, file, bytes, size); });
    if (log_file >= 0) {
        note_written(file, bytes, written);
    }
    return written;
}

ssize_t writev(int file, const iovec* parts, int count)
{
    return counted("writev", file, [&] { return ::syscall(SYS_writev, file, parts, count); });
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset)
{
    const ssize_t written = counted(
        "pwrite64", file, [&] { return ::syscall(SYS_pwrite64, file, bytes, size, offset); });
    if (written > 0 && log_file >= 0) {
        note("write", inode_of(file), offset, 0, {},
             {static_cast<const char*>(bytes), static_cast<std::size_t>(written)});
    }
    return written;
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset)
{
    return pwrite(file, bytes, size, offset);
}

int ftruncate(int file, off_t size) noexcept
{
    const int result = counted(
        "ftruncate", file, [&] { return static_cast<int>(::syscall(SYS_ftruncate, file, size)); });
    if (result == 0 && log_file >= 0) {
        note("truncate", inode_of(file), size);
    }
    return result;
}

int ftruncate64(int file, off64_t size) noexcept
{
    return ftruncate(file, size);
}

int fsync(int file)
{
    const int result =
        counted("fsync", file, [&] { return static_cast<int>(::syscall(SYS_fsync, file)); });
    if (result == 0 && log_file >= 0) {
        note("sync", inode_of(file));
    }
    return result;
}

int fdatasync(int file)
{
    const int result = counted("fdatasync", file,
                               [&] { return static_cast<int>(::syscall(SYS_fdatasync, file)); });
    if (result == 0 && log_file >= 0) {
        note("datasync", inode_of(file));
    }
    return result;
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to,
              unsigned flags) noexcept
{
    const int result = counted("renameat2", from, [&] {
        return static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
    });
    if (result == 0 && log_file >= 0) {
        note(flags == RENAME_EXCHANGE ? "exchange" : "rename", folder_of(from_folder, from),
             static_cast<long>(folder_of(to_folder, to)), 0, name_in(from), name_in(to));
    }
    return result;
}

int rename(const char* from, const char* to) noexcept
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int link(const char* from, const char* to) noexcept
{
    const int result = counted("linkat", from, [&] {
        return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
    });
    if (result == 0 && log_file >= 0) {
        note_made("link", AT_FDCWD, to);
    }
    return result;
}

int unlinkat(int folder, const char* path, int flags) noexcept
{
    const int result = counted("unlinkat", path, [&] {
        return static_cast<int>(::syscall(SYS_unlinkat, folder, path, flags));
    });
    if (result == 0 && log_file >= 0) {
        note("unlink", folder_of(folder, path), 0, 0, name_in(path));
    }
    return result;
}

int unlink(const char* path) noexcept
{
    return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char* path) noexcept
{
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char* path) noexcept
{
    const int result = unlink(path);
    return result != 0 && errno == EISDIR ? rmdir(path) : result;
}

int mkdir(const char* path, mode_t mode) noexcept
{
    const int result = counted("mkdirat", path, [&] {
        return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode));
    });
    if (result == 0 && log_file >= 0) {
        note_made("mkdir", AT_FDCWD, path);
    }
    return result;
}

char* mkdtemp(char* path) noexcept
{
    if (const int error = strike("mkdir", path)) {
        errno = error;
        return nullptr;
    }
    return next<char*(char*)>("mkdtemp")(path);
}

int fchmod(int file, mode_t mode) noexcept
{
    const int result = counted("fchmod", file,
                               [&] { return static_cast<int>(::syscall(SYS_fchmod, file, mode)); });
    if (result == 0 && log_file >= 0) {
        note("chmod", inode_of(file), mode);
    }
    return result;
}

int fchown(int file, uid_t user, gid_t group) noexcept
{
    return counted("fchown", file,
                   [&] { return static_cast<int>(::syscall(SYS_fchown, file, user, group)); });
}

int fsetxattr(int file, const char* name, const void* value, size_t size, int flags) noexcept
{
    const int result = counted("fsetxattr", file, [&] {
        return static_cast<int>(::syscall(SYS_fsetxattr, file, name, value, size, flags));
    });
    if (result == 0 && log_file >= 0) {
        note("setxattr", inode_of(file), 0, 0, name, {static_cast<const char*>(value), size});
    }
    return result;
}

int nanosleep(const timespec* time, timespec*)
{
    return sleep_for(time->tv_sec, time->tv_nsec);
}

int clock_nanosleep(clockid_t, int, const timespec* time, timespec*)
{
    return sleep_for(time->tv_sec, time->tv_nsec);
}

int usleep(useconds_t microseconds)
{
    return sleep_for(0, 1000L * microseconds);
}

int clock_gettime(clockid_t clock, timespec* time) noexcept
{
    const int result = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    if (result == 0 && clock == CLOCK_MONOTONIC) {
        const long later = time->tv_nsec + slept_ns;
        time->tv_sec += later / 1'000'000'000;
        time->tv_nsec = later % 1'000'000'000;
    }
    return result;
}

}   // extern "C"
