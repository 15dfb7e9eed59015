#include "cli/command.hpp"

#include "base/text.hpp"

#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tmdb {

namespace {

/// An empty variable counts as unset.
std::optional<std::string> variable(const char* name)
{
    const char* value = std::getenv(name);
    return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

std::vector<std::string> words(const std::optional<std::string>& list)
{
    std::vector<std::string> found;
    for (const auto& word : split(list.value_or(""), ',')) {
        if (!trim(word).empty()) {
            found.emplace_back(trim(word));
        }
    }
    return found;
}

Terminal terminal_of(int descriptor)
{
    Terminal terminal{.is_terminal = ::isatty(descriptor) == 1};
    terminal.colours = terminal.is_terminal && !variable("NO_COLOR") &&
                       variable("TERM").value_or("dumb") != "dumb";
    winsize size{};
    if (terminal.is_terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.width = size.ws_col;
    }
    return terminal;
}

std::string working_directory()
{
    char* path = ::getcwd(nullptr, 0);
    if (path == nullptr) {
        return "";
    }
    std::string text(path);
    std::free(path);
    return text;
}

}   // namespace

Environment read_environment()
{
    Environment environment{.root = variable("TM_DB_ROOT"),
                            .database = variable("TM_DB_PATH"),
                            .now = variable("TM_DB_NOW"),
                            .skipped = words(variable("TM_DB_SKIP")),
                            .working_directory = working_directory(),
                            .terminal = terminal_of(STDOUT_FILENO),
                            .progress = ::isatty(STDERR_FILENO) == 1};
    for (const char* name : {"PATH", "HOME", "XDG_CONFIG_HOME"}) {
        if (const auto value = variable(name)) {
            environment.git_environment.push_back(std::string(name) + "=" + *value);
        }
    }
    return environment;
}

}   // namespace tmdb
