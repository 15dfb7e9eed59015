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

/// Those that are set, as NAME=value.
std::vector<std::string> assignments(std::initializer_list<const char*> names)
{
    std::vector<std::string> found;
    for (const char* name : names) {
        if (const auto value = variable(name)) {
            found.push_back(std::string(name) + "=" + *value);
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
                            .progress = ::isatty(STDERR_FILENO) == 1,
                            .user = ::geteuid()};
    environment.git_environment = assignments({"PATH", "HOME", "XDG_CONFIG_HOME"});
    environment.fetch_environment = assignments({"PATH",
                                                 "HOME",
                                                 "USER",
                                                 "XDG_CONFIG_HOME",
                                                 "XDG_STATE_HOME",
                                                 "XDG_CACHE_HOME",
                                                 "XDG_DATA_HOME",
                                                 "GH_TOKEN",
                                                 "GITHUB_TOKEN",
                                                 "GH_ENTERPRISE_TOKEN",
                                                 "GITHUB_ENTERPRISE_TOKEN",
                                                 "GH_HOST",
                                                 "GH_REPO",
                                                 "GH_CONFIG_DIR",
                                                 "HTTPS_PROXY",
                                                 "https_proxy",
                                                 "NO_PROXY",
                                                 "no_proxy",
                                                 "SSL_CERT_FILE",
                                                 "SSL_CERT_DIR"});
    return environment;
}

}   // namespace tmdb
