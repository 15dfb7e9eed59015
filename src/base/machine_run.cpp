#include "base/real_machine.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace tmdb {

namespace {

constexpr std::size_t errors_limit = 4 << 10;   // kept of what a program says on standard error

std::string words(std::chrono::milliseconds duration)
{
    const auto count = duration.count();
    return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

std::string words(std::size_t bytes)
{
    constexpr std::size_t mebibyte = 1 << 20;
    return bytes % mebibyte == 0 ? std::to_string(bytes / mebibyte) + " MiB"
                                 : std::to_string(bytes) + " bytes";
}

struct Pipe {
    Descriptor reading;   // does not block
    Descriptor writing;
};

Looked<Pipe> make_pipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return Looked<Pipe>::failed(errno);
    }
    Pipe pipe{Descriptor(ends[0]), Descriptor(ends[1])};
    if (::fcntl(pipe.reading.number(), F_SETFL, O_NONBLOCK) != 0) {
        return Looked<Pipe>::failed(errno);
    }
    return {std::move(pipe)};
}

/// What a program writes into a pipe: its first `limit` bytes, or all of it for `on_output`.
class Stream {
public:
    Stream(Descriptor pipe, std::size_t limit, std::function<void(std::string_view)> on_output = {})
        : pipe_(std::move(pipe)), limit_(limit), on_output_(std::move(on_output))
    {}

    /// Takes what is there, at most a buffer full; false when there is nothing.
    bool pull()
    {
        char buffer[64 << 10];
        if (!pipe_) {
            return false;
        }
        const auto count =
            uninterrupted([&] { return ::read(pipe_.number(), buffer, sizeof buffer); });
        if (count > 0) {
            keep({buffer, static_cast<std::size_t>(count)});
        } else if (count == 0 || errno != EAGAIN) {
            pipe_ = Descriptor();
        }
        return count > 0;
    }

    int number() const { return pipe_.number(); }
    bool overflowed() const { return overflowed_; }
    std::string take_text() { return std::move(text_); }

private:
    void keep(std::string_view bytes)
    {
        if (on_output_) {
            on_output_(bytes);
            return;
        }
        const auto room = limit_ - text_.size();
        overflowed_ = overflowed_ || bytes.size() > room;
        text_ += bytes.substr(0, room);
    }

    Descriptor pipe_;
    std::size_t limit_;
    std::function<void(std::string_view)> on_output_;
    std::string text_;
    bool overflowed_ = false;
};

/// Until there is more to read, or for so short a time that the program's end is noticed soon.
void wait_for_either(const Stream& output, const Stream& errors)
{
    pollfd streams[] = {{output.number(), POLLIN, 0}, {errors.number(), POLLIN, 0}};
    const bool all_closed = output.number() < 0 && errors.number() < 0;   // it is about to end
    ::poll(streams, std::size(streams), all_closed ? 1 : 20);
}

/// A running program and its process group, neither of which outlives this.
class Child {
public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    ~Child()
    {
        if (pid_ > 0) {
            ::kill(-pid_, SIGKILL);
            wait();
        }
    }

    /// Leaves it to be waited for, so that its number is not given to another process yet.
    bool has_ended() const
    {
        siginfo_t info{};
        const int result = uninterrupted([&] {
            return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
        });
        return result != 0 || info.si_pid == pid_;
    }

    /// Its status; none when somebody else has taken it (SIGCHLD is ignored).
    std::optional<int> wait()
    {
        int status = 0;
        const pid_t pid = std::exchange(pid_, 0);
        return uninterrupted([&] { return ::waitpid(pid, &status, 0); }) == pid
                   ? std::optional(status)
                   : std::nullopt;
    }

private:
    pid_t pid_;
};

/// A file in memory that holds the program's input: unlike a pipe it cannot fill up, nor break when
/// the program does not read it.
Looked<Descriptor> make_input(const std::string& input, Machine& machine)
{
    Descriptor file(::memfd_create("input", MFD_CLOEXEC));
    if (!file) {
        return Looked<Descriptor>::failed(errno);
    }
    if (const int error = machine.write(file.number(), input)) {
        return Looked<Descriptor>::failed(error);
    }
    return ::lseek(file.number(), 0, SEEK_SET) == 0 ? Looked<Descriptor>{std::move(file)}
                                                    : Looked<Descriptor>::failed(errno);
}

/// What the program starts with: its input, our pipes, its own process group and no signal blocked
/// or ignored.
class SpawnSettings {
public:
    SpawnSettings(const std::string& directory, int input, int output, int errors)
    {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        constexpr int flags =
            POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        const auto results = {
            ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO),
            ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO),
            ::posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO),
            directory.empty() ? 0
                              : ::posix_spawn_file_actions_addchdir_np(&actions, directory.c_str()),
            ::posix_spawnattr_setflags(&attributes, flags),
            ::posix_spawnattr_setsigmask(&attributes, &none),
            ::posix_spawnattr_setsigdefault(&attributes, &all),
        };
        error = std::max(results);   // 0 when all went well
    }

    ~SpawnSettings()
    {
        ::posix_spawnattr_destroy(&attributes);
        ::posix_spawn_file_actions_destroy(&actions);
    }

    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = 0;
};

/// The array that exec wants. It only lacks a const.
std::vector<char*> pointers_to(const std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (const auto& text : texts) {
        pointers.push_back(const_cast<char*>(text.c_str()));
    }
    pointers.push_back(nullptr);
    return pointers;
}

bool holds_nul(const Command& command)
{
    const auto any = [](const std::vector<std::string>& texts) {
        return std::any_of(texts.begin(), texts.end(),
                           [](const std::string& text) { return tmdb::holds_nul(text); });
    };
    return any(command.arguments) || any(command.environment) || tmdb::holds_nul(command.directory);
}

Looked<pid_t> spawn(const Command& command, int input, int output, int errors)
{
    const SpawnSettings settings(command.directory, input, output, errors);
    if (settings.error != 0 || holds_nul(command)) {
        return Looked<pid_t>::failed(settings.error != 0 ? settings.error : EINVAL);
    }
    const auto arguments = pointers_to(command.arguments);
    const auto environment = pointers_to(command.environment);
    pid_t child = 0;
    const int error = ::posix_spawnp(&child, arguments.front(), &settings.actions,
                                     &settings.attributes, arguments.data(), environment.data());
    return error == 0 ? Looked<pid_t>{child} : Looked<pid_t>::failed(error);
}

/// Reads both streams until the program has ended; else says which limit came first. Whoever
/// inherited the pipes and lives on is not waited for.
std::string follow(const Child& child, Stream& output, Stream& errors, const Command& command,
                   Machine& clock)
{
    const auto deadline = clock.monotonic() + std::chrono::nanoseconds(command.time_limit).count();
    for (;;) {
        const bool ended = child.has_ended();   // asked first, so that its last words are read
        const bool wrote_output = output.pull();
        const bool wrote_errors = errors.pull();
        if (output.overflowed()) {
            return "wrote more than " + words(command.output_limit);
        }
        const bool drained = !wrote_output && !wrote_errors;
        if (ended && drained) {
            return {};
        }
        if (clock.monotonic() >= deadline) {
            return "timed out after " + words(command.time_limit);
        }
        if (drained) {
            wait_for_either(output, errors);
        }
    }
}

CommandResult trouble(std::string what)
{
    CommandResult result;
    result.trouble = std::move(what);
    return result;
}

CommandResult not_started(const Command& command, int error)
{
    return trouble("cannot start '" + command.arguments.front() + "': " + describe_errno(error));
}

}   // namespace

CommandResult RealMachine::run(const Command& command)
{
    const auto input = make_input(command.input, *this);
    auto output = make_pipe();
    auto errors = make_pipe();
    if (!input || !output || !errors) {
        return not_started(command, std::max({input.error, output.error, errors.error}));
    }
    const auto pid =
        spawn(command, input->number(), output->writing.number(), errors->writing.number());
    if (!pid) {
        return not_started(command, pid.error);
    }
    Child child(*pid);
    output.value->writing = Descriptor();   // so that the pipes end with the program
    errors.value->writing = Descriptor();

    Stream said(std::move(output.value->reading), command.output_limit, command.on_output);
    Stream complained(std::move(errors.value->reading), errors_limit);
    if (auto excess = follow(child, said, complained, command, *this); !excess.empty()) {
        return trouble(std::move(excess));
    }
    const auto status = child.wait();
    if (!status) {
        return trouble("its exit status is lost");
    }
    if (!WIFEXITED(*status)) {
        return trouble("was ended by signal " + std::to_string(WTERMSIG(*status)));
    }
    return {true, WEXITSTATUS(*status), said.take_text(),
            std::string(trim(complained.take_text()))};
}

}   // namespace tmdb
