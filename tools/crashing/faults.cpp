// Stands between a program and the C library (LD_PRELOAD), counts the calls by which it changes or
// locks files, and lets one of them go wrong, or all from one on.
//
// TM_DB_FAULT is "RECORD AT SIGNAL ERRNO EVER": the file that tells how many calls there were (and
// at 0, which ones); which call; the signal that comes before it, or 0; the error that it has
// instead of its effect; and whether all later ones have it, too. A call that is interrupted
// (EINTR) for ever is so every other time, for whoever is interrupted tries again.
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

Fault fault;
std::atomic<long> slept_ns = 0;

__attribute__((constructor)) void begin()
{
    fault = read_fault();
}

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
    return (flags & O_CREAT) != 0 ? counted("openat", path, call) : call();
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
    return counted("write", file, [&] { return ::syscall(SYS_write, file, bytes, size); });
}

ssize_t writev(int file, const iovec* parts, int count)
{
    return counted("writev", file, [&] { return ::syscall(SYS_writev, file, parts, count); });
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset)
{
    return counted("pwrite64", file,
                   [&] { return ::syscall(SYS_pwrite64, file, bytes, size, offset); });
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset)
{
    return pwrite(file, bytes, size, offset);
}

int ftruncate(int file, off_t size) noexcept
{
    return counted("ftruncate", file,
                   [&] { return static_cast<int>(::syscall(SYS_ftruncate, file, size)); });
}

int ftruncate64(int file, off64_t size) noexcept
{
    return ftruncate(file, size);
}

int fsync(int file)
{
    return counted("fsync", file, [&] { return static_cast<int>(::syscall(SYS_fsync, file)); });
}

int fdatasync(int file)
{
    return counted("fdatasync", file,
                   [&] { return static_cast<int>(::syscall(SYS_fdatasync, file)); });
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to,
              unsigned flags) noexcept
{
    return counted("renameat2", from, [&] {
        return static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
    });
}

int rename(const char* from, const char* to) noexcept
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int link(const char* from, const char* to) noexcept
{
    return counted("linkat", from, [&] {
        return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
    });
}

int unlinkat(int folder, const char* path, int flags) noexcept
{
    return counted("unlinkat", path,
                   [&] { return static_cast<int>(::syscall(SYS_unlinkat, folder, path, flags)); });
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
    return counted("mkdirat", path,
                   [&] { return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode)); });
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
    return counted("fchmod", file,
                   [&] { return static_cast<int>(::syscall(SYS_fchmod, file, mode)); });
}

int fchown(int file, uid_t user, gid_t group) noexcept
{
    return counted("fchown", file,
                   [&] { return static_cast<int>(::syscall(SYS_fchown, file, user, group)); });
}

int fsetxattr(int file, const char* name, const void* value, size_t size, int flags) noexcept
{
    return counted("fsetxattr", file, [&] {
        return static_cast<int>(::syscall(SYS_fsetxattr, file, name, value, size, flags));
    });
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
