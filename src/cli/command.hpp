#pragma once

#include "cli/invocation.hpp"

namespace CLI {
class App;
}

namespace tmdb {

/// Each command is a file of its own: it adds itself with its options, and sets invocation.chosen
/// when it is the one.
void add_sync(CLI::App& app, Invocation& invocation);
void add_rebuild(CLI::App& app, Invocation& invocation);
void add_reconcile(CLI::App& app, Invocation& invocation);
void add_status(CLI::App& app, Invocation& invocation);
void add_snapshot(CLI::App& app, Invocation& invocation);
void add_signals(CLI::App& app, Invocation& invocation);
void add_ack(CLI::App& app, Invocation& invocation);
void add_why(CLI::App& app, Invocation& invocation);
void add_diff(CLI::App& app, Invocation& invocation);
void add_log(CLI::App& app, Invocation& invocation);
void add_bisect(CLI::App& app, Invocation& invocation);
void add_sql(CLI::App& app, Invocation& invocation);
void add_audit(CLI::App& app, Invocation& invocation);
void add_passes(CLI::App& app, Invocation& invocation);
void add_restore(CLI::App& app, Invocation& invocation);
void add_certify(CLI::App& app, Invocation& invocation);
void add_doctor(CLI::App& app, Invocation& invocation);

/// Understands the arguments and runs the command. Answers go to `out`, the rest to `err`.
/// Throws Error.
ExitStatus run_program(int argc, const char* const* argv, Environment environment,
                       std::ostream& out, std::ostream& err);

/// The environment of this process.
Environment read_environment();

}   // namespace tmdb
