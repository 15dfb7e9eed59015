#include "base/path.hpp"
#include "base/real_machine.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <linux/limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>

namespace tmdb {

namespace {

/// What a call fills in for an extended attribute, or the list of their names.
template <typename Call>
Looked<std::string> read_attribute(Call call)
{
    std::string bytes(XATTR_SIZE_MAX, '\0');   // names and values have the same greatest size
    const auto size = uninterrupted([&] { return call(bytes.data(), bytes.size()); });
    if (size < 0) {
        return Looked<std::string>::failed(errno);
    }
    bytes.resize(static_cast<std::size_t>(size));
    return {std::move(bytes)};
}

int copy_attribute(int from, int to, const std::string& name)
{
    const auto value = read_attribute([&](char* bytes, std::size_t size) {
        return ::fgetxattr(from, name.c_str(), bytes, size);
    });
    if (!value) {
        return value.error;
    }
    const int result = uninterrupted(
        [&] { return ::fsetxattr(to, name.c_str(), value->data(), value->size(), 0); });
    return result == 0 || errno == ENOTSUP ? 0 : errno;
}

}   // namespace

bool RealMachine::is_directory(const std::string& path)
{
    const auto found = stat(path);
    return found && found->kind == FileKind::directory;
}

int RealMachine::make_directories(const std::string& path, std::uint32_t mode)
{
    if (holds_nul(path)) {
        return EINVAL;
    }
    if (is_directory(path)) {
        return 0;
    }
    const auto parent = parent_path(path);
    if (const int error = parent == path ? 0 : make_directories(parent, mode)) {
        return error;
    }
    if (uninterrupted([&] { return ::mkdir(path.c_str(), mode); }) == 0) {
        return sync_directory(parent);   // what is durable in it must not go with it
    }
    const int error = errno;
    return is_directory(path) ? 0 : error;   // another process may have made it meanwhile
}

Looked<int> RealMachine::create(const std::string& path, std::uint32_t mode)
{
    auto file = open_file(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    return file ? Looked<int>{file.value->release()} : Looked<int>::failed(file.error);
}

int RealMachine::write(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count =
            uninterrupted([&] { return ::write(descriptor, bytes.data(), bytes.size()); });
        if (count < 0) {
            return errno;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

int RealMachine::rewrite(int descriptor, std::string_view bytes)
{
    if (uninterrupted([&] { return ::ftruncate(descriptor, 0); }) != 0 ||
        ::lseek(descriptor, 0, SEEK_SET) != 0) {
        return errno;
    }
    return write(descriptor, bytes);
}

Looked<Descriptor> RealMachine::open(const std::string& path)
{
    auto file = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!file) {
        return file;
    }
    const auto stat = stat_of(file->number());
    if (!stat || stat->kind != FileKind::regular) {
        return Looked<Descriptor>::failed(stat ? EINVAL : stat.error);
    }
    return file;
}

Looked<FileStat> RealMachine::stat_open(int descriptor)
{
    return stat_of(descriptor);
}

int RealMachine::set_lease(int descriptor, Lease lease)
{
    // Whoever waits for a lease makes the kernel signal its holder; that would end us.
    std::signal(SIGIO, SIG_IGN);
    const int kind = lease == Lease::read ? F_RDLCK : lease == Lease::write ? F_WRLCK : F_UNLCK;
    return uninterrupted([&] { return ::fcntl(descriptor, F_SETLEASE, kind); }) == 0 ? 0 : errno;
}

Looked<Lease> RealMachine::lease(int descriptor)
{
    const int kind = uninterrupted([&] { return ::fcntl(descriptor, F_GETLEASE); });
    if (kind < 0) {
        return Looked<Lease>::failed(errno);
    }
    return {kind == F_WRLCK ? Lease::write : kind == F_RDLCK ? Lease::read : Lease::none};
}

Looked<std::string> RealMachine::read_back(int descriptor)
{
    const auto stat = stat_of(descriptor);
    if (!stat) {
        return Looked<std::string>::failed(stat.error);
    }
    constexpr auto no_limit = std::numeric_limits<std::size_t>::max();
    return read_from(descriptor, 0, no_limit, static_cast<std::size_t>(stat->size));
}

int RealMachine::set_owner(int descriptor, std::uint32_t user, std::uint32_t group)
{
    return uninterrupted([&] { return ::fchown(descriptor, user, group); }) == 0 ? 0 : errno;
}

int RealMachine::set_mode(int descriptor, std::uint32_t mode)
{
    return uninterrupted([&] { return ::fchmod(descriptor, mode); }) == 0 ? 0 : errno;
}

int RealMachine::copy_attributes(const std::string& path, int descriptor)
{
    const auto old = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!old) {
        return old.error;
    }
    const auto names = read_attribute(
        [&](char* bytes, std::size_t size) { return ::flistxattr(old->number(), bytes, size); });
    if (!names) {
        return names.error == ENOTSUP ? 0 : names.error;
    }
    for (const auto& name : split(*names, '\0')) {
        const int error = name.empty() ? 0 : copy_attribute(old->number(), descriptor, name);
        if (error != 0) {
            return error;
        }
    }
    return 0;
}

int RealMachine::sync(int descriptor)
{
    return uninterrupted([&] { return ::fsync(descriptor); }) == 0 ? 0 : errno;
}

int RealMachine::sync_directory(const std::string& path)
{
    const auto directory = open_file(path, O_RDONLY | O_DIRECTORY);
    return directory ? sync(directory->number()) : directory.error;
}

int RealMachine::append(const std::string& path, std::string_view bytes, std::uint32_t mode)
{
    const auto file = open_file(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode);
    if (!file) {
        return file.error;
    }
    const auto before = stat_of(file->number());
    if (!before) {
        return before.error;
    }
    if (const int error = write(file->number(), bytes)) {
        return error;
    }
    if (const int error = sync(file->number())) {
        return error;
    }
    const bool may_be_new = before->size == 0;   // so its name may not be on the disk yet
    return may_be_new ? sync_directory(parent_path(path)) : 0;
}

int RealMachine::rename(const std::string& from, const std::string& to)
{
    if (holds_nul(from) || holds_nul(to)) {
        return EINVAL;
    }
    return uninterrupted([&] { return ::rename(from.c_str(), to.c_str()); }) == 0 ? 0 : errno;
}

int RealMachine::exchange(const std::string& one, const std::string& other)
{
    if (holds_nul(one) || holds_nul(other)) {
        return EINVAL;
    }
    const int result = uninterrupted([&] {
        return ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE);
    });
    return result == 0 ? 0 : errno;
}

int RealMachine::remove(const std::string& path)
{
    if (holds_nul(path)) {
        return EINVAL;
    }
    return uninterrupted([&] { return ::unlink(path.c_str()); }) == 0 ? 0 : errno;
}

Looked<Descriptor> RealMachine::lock(const std::string& path)
{
    auto file = open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (!file) {
        return file;
    }
    if (uninterrupted([&] { return ::flock(file->number(), LOCK_EX | LOCK_NB); }) != 0) {
        return Looked<Descriptor>::failed(errno);
    }
    return file;
}

Looked<std::string> RealMachine::make_scratch_folder()
{
    std::error_code error;
    const auto parent = std::filesystem::temp_directory_path(error);
    std::string path = join_path(error ? "/tmp" : parent.string(), "tm-db-XXXXXX");
    return ::mkdtemp(path.data()) != nullptr ? Looked<std::string>{path}
                                             : Looked<std::string>::failed(errno);
}

int RealMachine::remove_folder(const std::string& path)
{
    std::error_code error;
    std::filesystem::remove_all(path, error);
    return error.value();
}

}   // namespace tmdb
