#include "base/glob.hpp"
#include "base/real_machine.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace tmdb {

namespace {

/// A stamp outside of the years 1678 to 2261, which a file may well have, becomes the nearest.
Nanoseconds nanoseconds(const statx_timestamp& time)
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

FileStat file_stat(const struct statx& stat)
{
    return {.kind = kind_of(stat.stx_mode),
            .device = makedev(stat.stx_dev_major, stat.stx_dev_minor),
            .inode = stat.stx_ino,
            .links = stat.stx_nlink,
            .mode = stat.stx_mode & 07777u,
            .user = stat.stx_uid,
            .group = stat.stx_gid,
            .size = static_cast<std::int64_t>(stat.stx_size),
            .mtime_ns = nanoseconds(stat.stx_mtime),
            .ctime_ns = nanoseconds(stat.stx_ctime)};
}

Looked<FileStat> stat_at(int directory, const char* path, int flags)
{
    struct statx stat;
    if (uninterrupted([&] { return ::statx(directory, path, flags, STATX_BASIC_STATS, &stat); }) !=
        0) {
        return Looked<FileStat>::failed(errno);
    }
    return {file_stat(stat)};
}

Looked<FileStat> stat_at(const std::string& path, int flags)
{
    return holds_nul(path) ? Looked<FileStat>::failed(EINVAL)
                           : stat_at(AT_FDCWD, path.c_str(), flags);
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

/// Calls `act` with each name that matches and the descriptor of its folder. An errno, or 0.
template <typename Act>
int for_each_entry(const std::string& path, const std::string& pattern, const Act& act)
{
    auto opened = open_file(path, O_RDONLY | O_DIRECTORY);
    if (!opened) {
        return opened.error;
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::fdopendir(opened->number()), ::closedir);
    if (!directory) {
        return errno;
    }
    const int descriptor = opened.value->release();   // closedir's now
    while (const dirent* entry = next_entry(directory.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != ".." &&
            (pattern.empty() || matches_segment(pattern.c_str(), entry->d_name))) {
            act(*entry, descriptor);
        }
    }
    return errno;
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
    return stat_at(path, AT_SYMLINK_NOFOLLOW);
}

Looked<FileStat> RealMachine::stat(const std::string& path)
{
    return stat_at(path, 0);
}

Looked<std::vector<DirectoryEntry>> RealMachine::list(const std::string& path, Look look,
                                                      const std::string& pattern)
{
    std::vector<DirectoryEntry> entries;
    const int error = for_each_entry(path, pattern, [&](const dirent& entry, int directory) {
        entries.push_back(directory_entry(entry, directory, look));
    });
    if (error != 0) {
        return Looked<std::vector<DirectoryEntry>>::failed(error);
    }
    std::ranges::sort(entries, {}, &DirectoryEntry::name);
    return {std::move(entries)};
}

Fingerprint RealMachine::list_again(const Sight& sight, std::size_t number,
                                    const OnListed& on_listed)
{
    const Look look = look_of(sight).value();
    Fingerprint sum;
    std::vector<DirectoryEntry> entries;
    const int error =
        for_each_entry(sight.path, sight.pattern, [&](const dirent& found, int folder) {
            DirectoryEntry entry = directory_entry(found, folder, look);
            sum += fingerprint_of(entry);
            if (on_listed) {
                entries.push_back(std::move(entry));
            }
        });
    if (error != 0) {
        return fingerprint_of_failure(error);
    }
    if (on_listed) {
        on_listed(number, sum, std::move(entries));
    }
    return sum;
}

Fingerprint RealMachine::look_again(const Sight& sight, int directory, const char* name)
{
    using Kind = Sight::Kind;
    switch (sight.kind) {
    case Kind::lstat:
        return fingerprint_of(sight.kind, stat_at(directory, name, AT_SYMLINK_NOFOLLOW));
    case Kind::stat:
    case Kind::folder: return fingerprint_of(sight.kind, stat_at(directory, name, 0));
    case Kind::real_path: return fingerprint_of(real_path(sight.path));
    case Kind::link: return fingerprint_of(read_link(sight.path));
    case Kind::names:
    case Kind::stats: break;
    }
    return {};
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
