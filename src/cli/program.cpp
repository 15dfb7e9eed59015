#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <cctype>
#include <sstream>

namespace tmdb {

namespace {

constexpr const char* description =
    "tm-db mirrors the ledgers of a fleet of coding agents into one SQLite file, and asks where\n"
    "they disagree: task files, worktrees, registers, dispatch records, git and pull requests.";

constexpr const char* footer =
    "Examples:\n"
    "  tm-db sync && tm-db reconcile     what a heartbeat runs\n"
    "  tm-db status                      every task that needs a look\n"
    "  tm-db sql 'SELECT * FROM ledgers WHERE registered'\n"
    "\n"
    "Exit status: 0 done, 1 could not, 4 busy or out of time, 6 the database is unusable,\n"
    "7 writing failed, 8 a concurrent change was displaced, 64 wrong usage, 70 our bug.\n"
    "With --exit-code also: 2 signals are open, 3 something was not evaluated, 5 a safety\n"
    "rule refused something.";

constexpr const char* global_options =
    "\n\n"
    "Every command also takes -C DIR, --db FILE, --config FILE, --json and --format FORMAT:\n"
    "see 'tm-db --help'.";

/// In our voice: lower case, and with the help that is nearest.
Error wrong_usage(const CLI::App& app, const CLI::ParseError& error)
{
    const auto commands = app.get_subcommands();
    if (!commands.empty()) {
        std::string message = error.what();
        message[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(message[0])));
        return Error(message, "see 'tm-db " + commands.front()->get_name() + " --help'",
                     ExitStatus::usage);
    }
    const auto words = app.remaining();
    return Error(words.empty() ? "no command is named" : "there is no '" + words.front() + "'",
                 "'tm-db --help' lists the commands and options", ExitStatus::usage);
}

void add_global_options(CLI::App& app, Invocation& invocation)
{
    app.add_option("-C,--root", invocation.root, "The workspace (default: found from here upwards)")
        ->type_name("DIR");
    app.add_option("--db", invocation.database,
                   "The database (default: .tasks/task_manager/tm.db below the root)")
        ->type_name("FILE");
    app.add_option("--config", invocation.config,
                   "The configuration (default: .tasks/task_manager/tm-db.toml below the root)")
        ->type_name("FILE");
    app.add_flag("--json", invocation.json, "Answer in JSON");
    app.add_option("--format", invocation.format, "table, json, ndjson, csv or markdown")
        ->type_name("FORMAT");
}

}   // namespace

ExitStatus run_program(int argc, const char* const* argv, Environment environment,
                       std::ostream& out, std::ostream& err)
{
    Invocation invocation(std::move(environment), out, err);
    CLI::App app(description, "tm-db");
    app.footer(footer);
    app.set_version_flag("--version", std::string("tm-db ") + TM_DB_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    add_global_options(app, invocation);
    for (const auto add : {add_sync, add_rebuild, add_reconcile, add_status, add_snapshot, add_why,
                           add_diff, add_signals, add_ack, add_log, add_bisect, add_sql, add_audit,
                           add_passes, add_restore, add_certify, add_doctor}) {
        add(app, invocation);
    }
    for (auto* command : app.get_subcommands({})) {
        command->footer(command->get_footer() + global_options);
    }

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {   // --help, --version
        std::ostringstream text;
        app.exit(success, text, text);
        invocation.print(text.str());
        return ExitStatus::done;
    } catch (const CLI::ParseError& error) {
        throw wrong_usage(app, error);
    }
    return invocation.chosen();
}

}   // namespace tmdb
