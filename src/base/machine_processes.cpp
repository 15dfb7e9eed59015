#include "base/path.hpp"
#include "base/real_machine.hpp"
#include "base/text.hpp"

#include <signal.h>
#include <unistd.h>

#include <limits>

namespace tmdb {

namespace {

constexpr std::size_t proc_limit = 4 << 20;   // of a file below /proc that we read

struct ProcessLine {
    std::string state;
    std::optional<std::int64_t> start_ticks;   // since boot
};

/// Reads /proc/<pid>/stat. The program's name, in parentheses, may hold anything but a NUL.
ProcessLine parse_process_line(std::string_view line)
{
    constexpr std::size_t state = 3;   // fields are numbered as in proc(5)
    constexpr std::size_t start_time = 22;
    const auto name_end = line.rfind(')');
    if (name_end == std::string_view::npos) {
        return {};
    }
    const auto fields = split(trim(line.substr(name_end + 1)), ' ');
    if (fields.size() <= start_time - state) {
        return {};
    }
    return {fields.front(), number_in<std::int64_t>(fields[start_time - state])};
}

std::string_view without_deleted(std::string_view path)
{
    constexpr std::string_view mark = " (deleted)";
    return path.ends_with(mark) ? path.substr(0, path.size() - mark.size()) : path;
}

/// Whether a process whose working directory cannot be read has ended or is none of ours.
bool is_no_loss(std::int64_t pid, int error, const Looked<FileStat>& process)
{
    const int reason = process ? error : process.error;
    if (reason == ENOENT || reason == ESRCH) {
        return true;
    }
    // Init may have our user and still more rights than we have; it works in nobody's worktree.
    const bool is_other = pid == 1 || (process && process->user != ::geteuid());
    return is_other && (reason == EACCES || reason == EPERM);
}

}   // namespace

Looked<Process> RealMachine::process(std::int64_t pid)
{
    const bool is_number = pid > 0 && pid <= std::numeric_limits<pid_t>::max();
    if (!is_number || (::kill(static_cast<pid_t>(pid), 0) != 0 && errno != EPERM)) {
        return {Process{}};
    }
    const auto file = read(join_path(proc_, std::to_string(pid) + "/stat"), proc_limit);
    const auto line = file ? parse_process_line(file->bytes) : ProcessLine{};
    const auto booted = boot_time();

    Process process;
    process.alive = line.state != "Z" && line.state != "X";   // dead, though not yet buried
    if (line.start_ticks && booted) {
        const auto tick = one_second / ::sysconf(_SC_CLK_TCK);
        process.started_at = *booted + *line.start_ticks * tick;
    }
    return {process};
}

std::optional<Nanoseconds> RealMachine::boot_time()
{
    constexpr std::string_view label = "btime ";
    const auto file = read(join_path(proc_, "stat"), proc_limit);
    if (!file) {
        return std::nullopt;
    }
    for (const auto& line : split(file->bytes, '\n')) {
        const auto seconds = line.starts_with(label)
                                 ? number_in<std::int64_t>(line.substr(label.size()))
                                 : std::nullopt;
        if (seconds) {
            return *seconds * one_second;
        }
    }
    return std::nullopt;
}

Looked<std::vector<WorkingDirectory>> RealMachine::working_directories()
{
    using Directories = Looked<std::vector<WorkingDirectory>>;
    const auto entries = list(proc_, Look::names);
    if (!entries) {
        return Directories::failed(entries.error);
    }
    if (!lstat(join_path(proc_, "1"))) {   // mounted with hidepid: others may run unseen
        return Directories::failed(EACCES);
    }
    std::vector<WorkingDirectory> directories;
    for (const auto& entry : *entries) {
        const auto pid = number_in<std::int64_t>(entry.name);
        if (!pid) {
            continue;
        }
        const auto process = join_path(proc_, entry.name);
        const auto directory = read_link(join_path(process, "cwd"));
        if (directory) {
            directories.push_back(
                {static_cast<int>(*pid), std::string(without_deleted(*directory))});
        } else if (!is_no_loss(*pid, directory.error, lstat(process))) {
            return Directories::failed(directory.error);
        }
    }
    return {std::move(directories)};
}

}   // namespace tmdb
