#include "actions/catalogue.hpp"
#include "cli/ask.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace tmdb {

namespace {

struct AuditArguments {
    std::optional<std::string> name;
    std::vector<std::string> assignments;
    bool show_sql = false;
    AskOptions ask;
};

std::string parameters_of(const Audit& audit)
{
    std::string all;
    for (const auto& parameter : audit.parameters) {
        all += (all.empty() ? "" : " ") + parameter.name + "=" + parameter.default_value;
    }
    return all;
}

Table list(const std::vector<Audit>& audits)
{
    Table table{.columns = {"name", "parameters", "from", "answers"}};
    for (const auto& audit : audits) {
        table.rows.push_back(
            {audit.name, parameters_of(audit), audit.is_ours() ? std::string("tm-db") : audit.path,
             audit.trouble.empty() ? audit.summary : "cannot be asked: " + audit.trouble});
    }
    return table;
}

Json to_json(const Audit& audit)
{
    Json::Array parameters;
    for (const auto& parameter : audit.parameters) {
        const std::string& value = parameter.default_value;
        parameters.push_back(Json::Object{{"name", parameter.name},
                                          {"kind", name_of(parameter.kind)},
                                          {"default", value.empty() ? Json() : Json(value)}});
    }
    return Json::Object{{"name", audit.name},
                        {"parameters", std::move(parameters)},
                        {"columns", Json::Array(audit.columns.begin(), audit.columns.end())},
                        {"from", audit.is_ours() ? Json("tm-db") : Json(audit.path)},
                        {"trouble", audit.trouble.empty() ? Json() : Json(audit.trouble)},
                        {"summary", audit.summary},
                        {"explanation", audit.explanation},
                        {"sql", audit.sql}};
}

const Audit& audit_named(const std::vector<Audit>& audits, const std::string& name)
{
    const auto audit = std::ranges::find(audits, name, &Audit::name);
    if (audit == audits.end()) {
        throw Error("there is no audit '" + name + "'", "'tm-db audit' lists them",
                    ExitStatus::usage);
    }
    return *audit;
}

ExitStatus run_audit(Invocation& invocation, const AuditArguments& arguments)
{
    const Format format = invocation.table_format();
    const Workspace* workspace = invocation.workspace_if_any();
    const std::vector<Audit> audits =
        workspace ? audit_catalogue(invocation.machine(), *workspace) : all_audits();
    if (!arguments.name && format == Format::json) {
        Json::Array all;
        for (const auto& audit : audits) {
            all.push_back(to_json(audit));
        }
        invocation.print(Json(std::move(all)));
        return ExitStatus::done;
    }
    if (!arguments.name) {
        invocation.print(list(audits));
        return ExitStatus::done;
    }
    const Audit& audit = audit_named(audits, *arguments.name);
    if (arguments.show_sql) {
        invocation.print_file(audit.sql);
        return ExitStatus::done;
    }
    if (!audit.trouble.empty()) {
        throw Error("cannot ask: " + audit.trouble, {}, ExitStatus::usage);
    }
    ask(invocation, audit.sql,
        audit_values(audit, arguments.assignments, invocation.machine().now()), arguments.ask);
    return ExitStatus::done;
}

}   // namespace

void add_audit(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("audit", "Questions with a name; reading only");
    command->footer(
        "Your own audits are the .sql files in .tasks/task_manager/audits.\n"
        "\n"
        "Examples:\n"
        "  tm-db audit                                       list them\n"
        "  tm-db audit timings_by_owner --param since=90d    ask one\n"
        "  tm-db audit ready_longest --format csv\n"
        "  tm-db audit flapping_signals --sql                what it means, and its SQL");
    auto arguments = std::make_shared<AuditArguments>();
    command->add_option("name", arguments->name, "Ask this one")->type_name("NAME");
    command
        ->add_option("--param", arguments->assignments,
                     "A parameter's value instead of its default")
        ->allow_extra_args(false)
        ->type_name("NAME=VALUE");
    command->add_flag("--sql", arguments->show_sql, "Show it instead of asking");
    add_ask_options(*command, arguments->ask);
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] { return run_audit(invocation, *arguments); };
    });
}

}   // namespace tmdb
