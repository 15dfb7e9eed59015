#pragma once

#include "base/replace_file_fixture.hpp"

#include <atomic>
#include <fcntl.h>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace tmdb {

/// Opens the very file that another name led to, as a program does that has found it and not opened
/// it yet.
class LateWriter {
public:
    explicit LateWriter(const std::string& path) : found_(::open(path.c_str(), O_PATH | O_CLOEXEC))
    {}
    ~LateWriter()
    {
        if (thread_.joinable()) {
            thread_.join();
        }
        ::close(found_);
    }

    /// Returns when it waits for a lease, or has found none to wait for.
    void open_and_write(const std::string& text)
    {
        thread_ = std::thread([this, text] {
            const int file = ::open(("/proc/self/fd/" + std::to_string(found_)).c_str(),
                                    O_WRONLY | O_TRUNC | O_CLOEXEC);
            written_ = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
            ::close(file);
            is_done_ = true;
        });
        while (!is_waiting() && !is_done_) {
            std::this_thread::yield();
        }
    }
    bool has_written()
    {
        thread_.join();
        return written_;
    }

private:
    /// The kernel's list of locks says so, with the file's inode.
    bool is_waiting() const
    {
        struct stat look = {};
        ::fstat(found_, &look);
        const std::string inode = ':' + std::to_string(look.st_ino) + ' ';
        std::istringstream locks(text_of("/proc/locks"));
        for (std::string line; std::getline(locks, line);) {
            if (line.find("BREAKING") != std::string::npos &&
                line.find(inode) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    int found_;
    bool written_ = false;
    std::atomic<bool> is_done_ = false;
    std::thread thread_;
};

}   // namespace tmdb
