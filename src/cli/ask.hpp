#pragma once

#include "cli/invocation.hpp"
#include "store/console.hpp"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace tmdb {

/// What a command that asks in SQL lets its user choose.
struct AskOptions {
    double seconds = 5;
    std::optional<std::string> as_of;   // an instant, or a run
};

/// Adds --as-of and --timeout.
void add_ask_options(CLI::App& command, AskOptions& options);

/// Asks, reading only, and prints the answer.
void ask(Invocation& invocation, const std::string& sql, const ConsoleParameters& parameters,
         const AskOptions& options);

}   // namespace tmdb
