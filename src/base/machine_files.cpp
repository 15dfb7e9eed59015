#include "base/real_machine.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace tmdb {

namespace {

using SystemStat = struct ::stat;

/// A stamp outside of the years 1678 to 2261, which a file may well have, becomes the nearest.
Nanoseconds nanoseconds(const timespec& time)
{
    constexpr Nanoseconds most = std::numeric_limits<Nanoseconds>::max() / one_second - 1;
    return std::clamp<Nanoseconds>(time.tv_sec, -most, most) * one_second + time.tv_nsec;
}

FileKind kind_of(mode_t mode)
{
    if (S_ISREG(mode)) {
        return FileKind::regular;
    }
    if (S_ISDIR(mode)) {
        return FileKind::directory;
    }
    return S_ISLNK(mode) ? FileKind::symlink : FileKind::other;
}

FileStat file_stat(const SystemStat& stat)
{
    return {.kind = kind_of(stat.st_mode),
            .device = stat.st_dev,
            .inode = stat.st_ino,
            .links = stat.st_nlink,
            .mode = stat.st_mode & 07777,
            .user = stat.st_uid,
            .group = stat.st_gid,
            .size = stat.st_size,
            .mtime_ns = nanoseconds(stat.st_mtim),
            .ctime_ns = nanoseconds(stat.st_ctim)};
}

Looked<FileStat> stat_at(int directory, const std::string& path, int flags)
{
    if (holds_nul(path)) {
        return Looked<FileStat>::failed(EINVAL);
    }
    SystemStat stat;
    if (uninterrupted([&] { return ::fstatat(directory, path.c_str(), &stat, flags); }) != 0) {
        return Looked<FileStat>::failed(errno);
    }
    return {file_stat(stat)};
}

/// Opens what may be anything: without waiting for a FIFO's other end, without a terminal coming
/// to own us, and where it may be, without a trace in the access time.
Looked<Descriptor> open_for_reading(const std::string& path)
{
    constexpr int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
    auto file = open_file(path, flags | O_NOATIME);
    return file.error == EPERM ? open_file(path, flags) : std::move(file);
}

FileKind kind_of(const dirent& entry, int directory)
{
    if (entry.d_type != DT_UNKNOWN) {
        return kind_of(static_cast<mode_t>(DTTOIF(entry.d_type)));
    }
    const auto stat = stat_at(directory, entry.d_name, AT_SYMLINK_NOFOLLOW);
    return stat ? stat->kind : FileKind::other;
}

DirectoryEntry directory_entry(const dirent& entry, int directory, Look look)
{
    if (look == Look::names) {
        return {entry.d_name, kind_of(entry, directory), std::nullopt};
    }
    const auto stat = stat_at(directory, entry.d_name, AT_SYMLINK_NOFOLLOW);
    return {entry.d_name, stat ? stat->kind : kind_of(entry, directory), stat.value};
}

/// The next entry; at the end none and errno 0, else errno says why there is none.
const dirent* next_entry(DIR* directory)
{
    const dirent* entry = nullptr;
    do {
        errno = 0;
        entry = ::readdir(directory);
    } while (!entry && errno == EINTR);
    return entry;
}

}   // namespace

Looked<FileStat> stat_of(int descriptor)
{
    return stat_at(descriptor, "", AT_EMPTY_PATH);
}

Looked<Descriptor> open_file(const std::string& path, int flags, std::uint32_t mode)
{
    if (holds_nul(path)) {
        return Looked<Descriptor>::failed(EINVAL);
    }
    Descriptor file(uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); }));
    if (!file) {
        return Looked<Descriptor>::failed(errno);
    }
    return {std::move(file)};
}

Looked<std::string> read_from(int descriptor, std::int64_t offset, std::size_t limit,
                              std::size_t expected)
{
    constexpr std::size_t step = 64 << 10;
    std::string bytes(std::min(limit, expected + 1), '\0');   // one more, to see the end
    std::size_t used = 0;
    while (used < limit) {
        if (used == bytes.size()) {
            bytes.resize(std::min(limit, used + step));
        }
        const auto count = uninterrupted([&] {
            return ::pread(descriptor, bytes.data() + used, bytes.size() - used,
                           offset + static_cast<std::int64_t>(used));
        });
        if (count < 0) {
            return Looked<std::string>::failed(errno);
        }
        if (count == 0) {
            break;
        }
        used += static_cast<std::size_t>(count);
    }
    bytes.resize(used);
    return {std::move(bytes)};
}

Looked<FileStat> RealMachine::lstat(const std::string& path)
{
    return stat_at(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
}

Looked<FileStat> RealMachine::stat(const std::string& path)
{
    return stat_at(AT_FDCWD, path, 0);
}

Looked<std::vector<DirectoryEntry>> RealMachine::list(const std::string& path, Look look)
{
    using Entries = Looked<std::vector<DirectoryEntry>>;
    auto opened = open_file(path, O_RDONLY | O_DIRECTORY);
    if (!opened) {
        return Entries::failed(opened.error);
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::fdopendir(opened->number()), ::closedir);
    if (!directory) {
        return Entries::failed(errno);
    }
    const int descriptor = opened.value->release();   // closedir's now

    std::vector<DirectoryEntry> entries;
    while (const dirent* entry = next_entry(directory.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") {
            entries.push_back(directory_entry(*entry, descriptor, look));
        }
    }
    if (errno != 0) {
        return Entries::failed(errno);
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& one, const auto& other) { return one.name < other.name; });
    return {std::move(entries)};
}

Looked<FileContent> RealMachine::read(const std::string& path, std::size_t limit)
{
    return read_stable(path, limit, Part::start);
}

Looked<FileContent> RealMachine::read_tail(const std::string& path, std::size_t limit)
{
    return read_stable(path, limit, Part::end);
}

/// Opens anew for every try, so a file that was replaced meanwhile is read in its new form.
Looked<FileContent> RealMachine::read_stable(const std::string& path, std::size_t limit, Part part)
{
    constexpr int tries = 3;
    for (int attempt = 0; attempt < tries; ++attempt) {
        const auto file = open_for_reading(path);
        if (!file) {
            return Looked<FileContent>::failed(file.error);
        }
        const auto before = stat_of(file->number());
        if (!before || before->kind != FileKind::regular) {
            return Looked<FileContent>::failed(before ? EINVAL : before.error);
        }
        const auto size = static_cast<std::size_t>(before->size);
        const auto expected = std::min(size, limit);
        const auto offset = part == Part::end ? size - expected : 0;
        auto bytes = read_from(file->number(), static_cast<std::int64_t>(offset), limit, expected);
        if (!bytes) {
            return Looked<FileContent>::failed(bytes.error);
        }
        reached("read: before the second stat");
        const auto after = stat_of(file->number());
        if (after && *before == *after && bytes->size() >= expected) {
            return {FileContent{std::move(*bytes.value), *after}};
        }
    }
    return Looked<FileContent>::failed(EAGAIN);
}

Looked<std::string> RealMachine::real_path(const std::string& path)
{
    if (holds_nul(path)) {
        return Looked<std::string>::failed(EINVAL);
    }
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    return real ? Looked<std::string>{real.get()} : Looked<std::string>::failed(errno);
}

Looked<std::string> RealMachine::read_link(const std::string& path)
{
    if (holds_nul(path)) {
        return Looked<std::string>::failed(EINVAL);
    }
    std::string target(PATH_MAX, '\0');   // the kernel makes no longer ones
    const auto size =
        uninterrupted([&] { return ::readlink(path.c_str(), target.data(), target.size()); });
    if (size < 0) {
        return Looked<std::string>::failed(errno);
    }
    target.resize(static_cast<std::size_t>(size));
    return {std::move(target)};
}

}   // namespace tmdb
