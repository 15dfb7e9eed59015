#include "actions/examine.hpp"

#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace tmdb {

namespace {

const char* word_for(Health health)
{
    switch (health) {
    case Health::fine: return "ok";
    case Health::notice: return "note";
    case Health::broken: break;
    }
    return "broken";
}

ExitStatus run_doctor(Invocation& invocation)
{
    invocation.table_format();   // a wrong one is said before any work
    const auto checkups = examine(invocation.machine(), invocation.workspace());
    Table table{.columns = {"what", "health", "finding", "advice"}};
    for (const auto& checkup : checkups) {
        table.rows.push_back(
            {checkup.what, std::string(word_for(checkup.health)), checkup.finding, checkup.advice});
    }
    invocation.print(table);
    const bool broken = std::any_of(checkups.begin(), checkups.end(), [](const Checkup& checkup) {
        return checkup.health == Health::broken;
    });
    return broken ? ExitStatus::failed : ExitStatus::done;
}

}   // namespace

void add_doctor(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("doctor", "Is everything sound?");
    command->footer("Examples:\n"
                    "  tm-db doctor          looks only; exits 1 when something is broken\n"
                    "  tm-db doctor --json");
    command->callback(
        [&invocation] { invocation.chosen = [&invocation] { return run_doctor(invocation); }; });
}

}   // namespace tmdb
