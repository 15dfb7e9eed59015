#include "actions/catalogue.hpp"
#include "actions/replay.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/progress_line.hpp"
#include "report/replay_words.hpp"
#include "sources/sql_folder.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

Table list(const PassCatalogue& catalogue)
{
    Table table{.columns = {"code", "severity", "remedy", "from", "holds when"}};
    for (const auto& pass : catalogue.passes) {
        const std::string from = pass.is_ours() ? "tm-db" : pass.path;
        if (pass.trouble.empty()) {
            table.rows.push_back(
                {pass.code, std::string(name_of(pass.severity)), pass.remedy, from, pass.summary});
        } else {
            table.rows.push_back({pass.code, {}, {}, from, "not evaluated: " + pass.trouble});
        }
    }
    return table;
}

Json to_json(const Pass& pass)
{
    const bool is_whole = pass.trouble.empty();
    return Json::Object{{"code", pass.code},
                        {"severity", is_whole ? Json(name_of(pass.severity)) : Json()},
                        {"remedy", pass.remedy},
                        {"needs", Json::Array(pass.needs.begin(), pass.needs.end())},
                        {"from", pass.is_ours() ? Json("tm-db") : Json(pass.path)},
                        {"trouble", is_whole ? Json() : Json(pass.trouble)},
                        {"summary", pass.summary},
                        {"explanation", pass.explanation},
                        {"sql", pass.sql}};
}

ExitStatus run_passes(Invocation& invocation, const std::optional<std::string>& code)
{
    const Format format = invocation.table_format();
    const Workspace* workspace = invocation.workspace_if_any();
    const PassCatalogue catalogue =
        workspace ? pass_catalogue(invocation.machine(), *workspace) : PassCatalogue();
    if (code && format == Format::json) {
        invocation.print(to_json(pass_named(catalogue, *code)));
    } else if (code) {
        const Pass& pass = pass_named(catalogue, *code);
        invocation.print_file(pass.sql);
        if (!pass.trouble.empty()) {
            invocation.note("not evaluated: " + escape_controls(pass.trouble) + "\n");
        }
    } else if (format == Format::json) {
        Json::Array all;
        for (const auto& pass : catalogue.passes) {
            all.push_back(to_json(pass));
        }
        invocation.print(Json(std::move(all)));
    } else {
        invocation.print(list(catalogue));
    }
    return ExitStatus::done;
}

struct TestOptions {
    std::string file;
    std::string since = "30d";
};

ExitStatus test(Invocation& invocation, const TestOptions& options)
{
    const bool json = invocation.wants_json();
    const std::string since = invocation.instant("--since", options.since);
    const std::string path =
        absolute_path(invocation.environment().working_directory, options.file);
    const Pass pass = read_pass(read_sql_file(invocation.machine(), "/", path));
    Store store = invocation.open_for_reading();
    Replay replay;
    {
        ProgressLine line(invocation);
        replay = replay_pass(
            store, invocation.machine(), pass, invocation.workspace().config, since,
            [&](std::size_t done, std::size_t total) { line.show("reconciles", done, total); });
    }
    if (json) {
        invocation.print(replay_json(replay));
    } else {
        invocation.print(replay_text(replay, invocation.environment().terminal));
    }
    return ExitStatus::done;
}

void add_test(CLI::App& passes, Invocation& invocation)
{
    auto* command = passes.add_subcommand("test", "What a pass would have done, before it is one");
    command->footer("Asks it of the ledgers as they stood after every reconcile, by the clock of "
                    "then.\n"
                    "\n"
                    "Example:\n"
                    "  tm-db passes test no_owner.sql --since 30d");
    auto options = std::make_shared<TestOptions>();
    command->add_option("file", options->file, "The pass")->required()->type_name("FILE");
    command->add_option("--since", options->since, "From when on")
        ->type_name("TIME")
        ->capture_default_str();
    command->callback([&invocation, options] {
        invocation.chosen = [&invocation, options] { return test(invocation, *options); };
    });
}

}   // namespace

void add_passes(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("passes", "The catalogue of what reconcile asks");
    command->footer("Your own passes are the .sql files in .tasks/task_manager/passes.\n"
                    "\n"
                    "Examples:\n"
                    "  tm-db passes                 one line each\n"
                    "  tm-db passes worker_gone     what it means, what to do, and its SQL\n"
                    "  tm-db passes test FILE       what your own would have done");
    add_test(*command, invocation);
    auto code = std::make_shared<std::optional<std::string>>();
    command->add_option("code", *code, "Show this one whole")->type_name("CODE");
    command->callback([&invocation, command, code] {
        if (command->get_subcommands().empty()) {
            invocation.chosen = [&invocation, code] { return run_passes(invocation, *code); };
        }
    });
}

}   // namespace tmdb
