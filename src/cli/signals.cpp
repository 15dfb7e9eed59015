#include "actions/catalogue.hpp"
#include "cli/command.hpp"
#include "report/overview_words.hpp"
#include "store/overview.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace tmdb {

namespace {

struct SignalsArguments {
    SignalQuery query;
    bool exit_code = false;
};

ExitStatus run_signals(Invocation& invocation, SignalsArguments arguments)
{
    const Format format = invocation.table_format();
    if (arguments.query.since) {
        arguments.query.since = invocation.instant("--since", *arguments.query.since);
    }
    const PassCatalogue catalogue = pass_catalogue(invocation.machine(), invocation.workspace());
    for (const auto& code : arguments.query.codes) {
        pass_named(catalogue, code);   // a misspelt one would look like a clean workspace
    }
    Store store = invocation.open_for_reading();
    if (arguments.query.slug) {
        require_task(store, *arguments.query.slug);
    }
    const auto signals = read_signals(store, arguments.query);
    if (format == Format::json) {
        invocation.print(signal_json(signals));
    } else {
        invocation.print(signal_table(signals, invocation.machine().now()));
    }
    const bool needs_attention = !std::ranges::all_of(signals, &Signal::acknowledged);
    return arguments.exit_code && needs_attention ? ExitStatus::signals_open : ExitStatus::done;
}

}   // namespace

void add_signals(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("signals", "The disagreements that are open");
    command->footer("Examples:\n"
                    "  tm-db signals                              all that are open\n"
                    "  tm-db signals fix-login                    those about this task\n"
                    "  tm-db signals --code metadata_drift --json with their evidence\n"
                    "  tm-db signals --all --since 2026-03-24     also those that cleared since");
    auto arguments = std::make_shared<SignalsArguments>();
    command->add_flag("--all", arguments->query.cleared_too, "Also those that are cleared");
    command
        ->add_option("--since", arguments->query.since, "Only those opened or cleared since then")
        ->type_name("TIME");
    command->add_option("--code", arguments->query.codes, "Only these")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("CODE,CODE");
    command->add_option("slug", arguments->query.slug, "Only those about this task")
        ->type_name("SLUG");
    command->add_flag("--exit-code", arguments->exit_code,
                      "Exit 2 when there are any that nobody has acknowledged");
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] {
            return run_signals(invocation, *arguments);
        };
    });
}

}   // namespace tmdb
