#include "store/log.hpp"
#include "cli/command.hpp"
#include "report/log_words.hpp"
#include "store/overview.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

struct LogArguments {
    LogQuery query;
};

ExitStatus run_log(Invocation& invocation, LogArguments arguments)
{
    const Format format = invocation.table_format();
    if (arguments.query.since) {
        arguments.query.since = invocation.instant("--since", *arguments.query.since);
    }
    Store store = invocation.open_for_reading();
    const auto entries = read_log(store, arguments.query);
    if (entries.empty() && arguments.query.slug) {
        require_task(store, *arguments.query.slug);
    }
    if (format == Format::json) {
        invocation.print(log_json(entries));
    } else {
        invocation.print(
            log_table(entries, arguments.query.slug ? OfWhom::one_task : OfWhom::all_tasks));
    }
    if (std::ssize(entries) == arguments.query.most) {
        invocation.note("only the newest " + std::to_string(arguments.query.most) +
                        " entries are shown; --limit shows more\n");
    }
    return ExitStatus::done;
}

}   // namespace

void add_log(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("log", "What happened, the newest first");
    command->footer("Fields that changed, signals, prunings and restores, with the run that saw "
                    "each.\n"
                    "\n"
                    "Examples:\n"
                    "  tm-db log fix-login              one task's story\n"
                    "  tm-db log --since '2 hours ago'  of all tasks, lately\n"
                    "  tm-db log --json --limit 1000    for a program");
    auto arguments = std::make_shared<LogArguments>();
    command->add_option("slug", arguments->query.slug, "Only what is about this task")
        ->type_name("SLUG");
    command->add_option("--since", arguments->query.since, "Only what happened since then")
        ->type_name("TIME");
    command->add_option("--limit", arguments->query.most, "At most so many entries")
        ->check(CLI::Range(1, 1'000'000).description(""))
        ->type_name("COUNT")
        ->capture_default_str();
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] { return run_log(invocation, *arguments); };
    });
}

}   // namespace tmdb
