#include "cli/ask.hpp"

#include "base/text.hpp"
#include "base/watchdog.hpp"
#include "store/log.hpp"
#include "store/past.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

/// The run that an instant or a number means.
std::int64_t run_meant(Invocation& invocation, Store& store, const std::string& as_of)
{
    const auto run = number_in<std::int64_t>(as_of);
    return run ? require_run(store, *run) : run_at(store, invocation.instant("--as-of", as_of));
}

std::string told(const RunLine& run)
{
    return "as of run " + std::to_string(run.id) + ", the " + run.kind + " that ended at " +
           run.finished_at.value_or("an unknown time") + "\n";
}

}   // namespace

void add_ask_options(CLI::App& command, AskOptions& options)
{
    command
        .add_option("--as-of", options.as_of,
                    "Answer from what was there then: an instant, 'yesterday 09:00', or a run")
        ->type_name("TIME");
    command.add_option("--timeout", options.seconds, "Give up after so many seconds")
        ->check(CLI::Range(0.001, 3600.0).description(""))
        ->type_name("SECONDS")
        ->capture_default_str();
}

void ask(Invocation& invocation, const std::string& sql, const ConsoleParameters& parameters,
         const AskOptions& options)
{
    Machine& machine = invocation.machine();
    Store store = invocation.open_for_reading();
    const std::chrono::milliseconds limit(static_cast<std::int64_t>(options.seconds * 1000));
    const ConsoleLimits limits{.time = limit};
    arm_watchdog(limit);
    if (!options.as_of) {
        invocation.print(run_console_query(store, machine, sql, limits, parameters));
        return;
    }
    const auto run = run_meant(invocation, store, *options.as_of);
    invocation.note(told(read_run(store, run)));
    Past past(store, tables_read(sql), run);
    invocation.print(run_console_query(past.store(), machine, sql, limits, parameters));
}

}   // namespace tmdb
