#include "actions/explain.hpp"
#include "cli/command.hpp"
#include "report/why_words.hpp"
#include "store/dossier.hpp"
#include "store/overview.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

ExitStatus run_why(Invocation& invocation, const std::string& slug)
{
    const bool json = invocation.wants_json();
    Store store = invocation.open_for_reading();
    require_task(store, slug);
    const Explanation explanation = explain(read_dossier(store, slug));
    if (json) {
        invocation.print(why_json(explanation));
    } else {
        invocation.print(
            why_text(explanation, invocation.machine().now(), invocation.environment().terminal));
    }
    return ExitStatus::done;
}

}   // namespace

void add_why(CLI::App& app, Invocation& invocation)
{
    auto* command =
        app.add_subcommand("why", "Why a task stands where it stands, and what to do next");
    command->footer(
        "Verdicts: completed, contradictory, claimed, in_flight, not_started, unknown;\n"
        "finished for one that says so and that nobody has registered.\n"
        "\n"
        "Examples:\n"
        "  tm-db why fix-login           every ledger, each layer with its proof\n"
        "  tm-db why fix-login --json    the same for a program");
    auto slug = std::make_shared<std::string>();
    command->add_option("slug", *slug, "The task")->type_name("SLUG")->required();
    command->callback([&invocation, slug] {
        invocation.chosen = [&invocation, slug] { return run_why(invocation, *slug); };
    });
}

}   // namespace tmdb
