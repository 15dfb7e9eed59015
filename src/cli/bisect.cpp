#include "actions/bisect.hpp"

#include "cli/command.hpp"
#include "cli/progress_line.hpp"
#include "report/bisection_words.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

struct BisectArguments {
    std::string query;
};

ExitStatus run_bisect(Invocation& invocation, const BisectArguments& arguments)
{
    const bool json = invocation.wants_json();
    Store store = invocation.open_for_reading();
    Bisection found;
    {
        ProgressLine line(invocation);
        found =
            bisect(store, invocation.machine(), arguments.query, {.rows = 20},
                   [&](std::size_t done, std::size_t total) { line.show("runs", done, total); });
    }
    if (json) {
        invocation.print(bisection_json(found));
    } else {
        invocation.print(bisection_text(found, invocation.environment().terminal));
    }
    return ExitStatus::done;
}

}   // namespace

void add_bisect(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("bisect", "The first run after which a query had rows");
    command->footer("Answers when something began, and what else changed in that run.\n"
                    "\n"
                    "Examples:\n"
                    "  tm-db bisect \"SELECT * FROM task WHERE slug = 'fix-login'"
                    " AND status = 'completed'\"\n"
                    "  tm-db bisect \"SELECT * FROM ledgers"
                    " WHERE dispatch_state = 'worker_gone'\"");
    auto arguments = std::make_shared<BisectArguments>();
    command->add_option("query", arguments->query, "One statement that reads")
        ->required()
        ->type_name("QUERY");
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] { return run_bisect(invocation, *arguments); };
    });
}

}   // namespace tmdb
