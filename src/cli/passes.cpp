#include "actions/catalogue.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"

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

ExitStatus run(Invocation& invocation, const std::optional<std::string>& code)
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

}   // namespace

void add_passes(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("passes", "The catalogue of what reconcile asks");
    command->footer("Your own passes are the .sql files in .tasks/task_manager/passes.\n"
                    "\n"
                    "Examples:\n"
                    "  tm-db passes                 one line each\n"
                    "  tm-db passes worker_gone     what it means, what to do, and its SQL");
    auto code = std::make_shared<std::optional<std::string>>();
    command->add_option("code", *code, "Show this one whole")->type_name("CODE");
    command->callback([&invocation, code] {
        invocation.chosen = [&invocation, code] { return run(invocation, *code); };
    });
}

}   // namespace tmdb
