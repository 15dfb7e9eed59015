#include "actions/bisect.hpp"

#include "cli/command.hpp"
#include "cli/progress_line.hpp"
#include "report/bisection_words.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

struct Options {
    std::string query;
};

ExitStatus run(Invocation& invocation, const Options& options)
{
    const bool json = invocation.wants_json();
    Store store = invocation.open_for_reading();
    Bisection found;
    {
        ProgressLine line(invocation);
        found =
            bisect(store, invocation.machine(), options.query, {.rows = 20},
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
    auto options = std::make_shared<Options>();
    command->add_option("query", options->query, "One statement that reads")
        ->required()
        ->type_name("QUERY");
    command->callback([&invocation, options] {
        invocation.chosen = [&invocation, options] { return run(invocation, *options); };
    });
}

}   // namespace tmdb
