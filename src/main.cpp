#include "base/text.hpp"
#include "cli/command.hpp"

#include <csignal>
#include <exception>
#include <fcntl.h>
#include <iostream>
#include <string_view>
#include <unistd.h>

namespace {

/// A file that is opened with one of the first three descriptors would get what is meant for a
/// terminal: a closed stderr once wrote into Fossil's database.
void open_standard_streams()
{
    int descriptor = 0;
    do {
        descriptor = ::open("/dev/null", O_RDWR);
    } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor > STDERR_FILENO) {
        ::close(descriptor);
    }
}

void complain(const std::string& message, const std::string& hint)
{
    std::cerr << "tm-db: " << tmdb::escape_controls(message) << "\n";
    if (!hint.empty()) {
        std::cerr << "hint: " << tmdb::escape_controls(hint) << "\n";
    }
}

/// Constants are made before main() and need memory, too; whatever ends us there, or where nothing
/// may be thrown, is told as in run(). Before all constants, so it may use none.
[[gnu::constructor(101)]] void tell_what_nobody_catches()
{
    std::set_terminate([] {
        constexpr std::string_view message = "tm-db: out of memory, or a bug: it cannot go on\n";
        [[maybe_unused]] const auto written =
            ::write(STDERR_FILENO, message.data(), message.size());
        ::_exit(static_cast<int>(tmdb::ExitStatus::bug));
    });
}

tmdb::ExitStatus run(int argc, char** argv)
{
    try {
        const auto status =
            tmdb::run_program(argc, argv, tmdb::read_environment(), std::cout, std::cerr);
        std::cout.flush();
        if (!std::cout) {
            complain("cannot write the answer to standard output", "");
            return tmdb::ExitStatus::write_failed;
        }
        return status;
    } catch (const tmdb::Error& error) {
        std::cout.flush();
        complain(error.what(), error.hint());
        return error.status();
    } catch (const std::bad_alloc&) {
        complain("out of memory", "");
        return tmdb::ExitStatus::bug;
    } catch (const std::exception& error) {
        complain(std::string("bug: ") + error.what(), "please report it with the command you ran");
        return tmdb::ExitStatus::bug;
    }
}

}   // namespace

int main(int argc, char** argv)
{
    open_standard_streams();
    std::signal(SIGCHLD, SIG_DFL);
    std::signal(SIGXFSZ, SIG_IGN);
    std::ios::sync_with_stdio(false);
    return static_cast<int>(run(argc, argv));
}
