#include "passes/pass.hpp"

#include "cli/command.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

Table catalogue()
{
    Table table{.columns = {"code", "severity", "remedy", "holds when"}};
    for (const auto& pass : all_passes()) {
        table.rows.push_back(
            {pass.code, std::string(name_of(pass.severity)), pass.remedy, pass.summary});
    }
    return table;
}

Json to_json(const Pass& pass)
{
    return Json::Object{
        {"code", pass.code},       {"severity", name_of(pass.severity)},
        {"remedy", pass.remedy},   {"needs", Json::Array(pass.needs.begin(), pass.needs.end())},
        {"summary", pass.summary}, {"explanation", pass.explanation},
        {"sql", pass.sql}};
}

ExitStatus run(Invocation& invocation, const std::optional<std::string>& code)
{
    const Format format = invocation.table_format();
    if (code && format == Format::json) {
        invocation.print(to_json(pass_named(*code)));
    } else if (code) {
        invocation.print(std::string(pass_named(*code).sql));
    } else if (format == Format::json) {
        Json::Array all;
        for (const auto& pass : all_passes()) {
            all.push_back(to_json(pass));
        }
        invocation.print(Json(std::move(all)));
    } else {
        invocation.print(catalogue());
    }
    return ExitStatus::done;
}

}   // namespace

void add_passes(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("passes", "The catalogue of what reconcile asks");
    command->footer("Examples:\n"
                    "  tm-db passes                 one line each\n"
                    "  tm-db passes worker_gone     what it means, what to do, and its SQL");
    auto code = std::make_shared<std::optional<std::string>>();
    command->add_option("code", *code, "Show this one whole")->type_name("CODE");
    command->callback([&invocation, code] {
        invocation.chosen = [&invocation, code] { return run(invocation, *code); };
    });
}

}   // namespace tmdb
