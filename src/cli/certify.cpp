#include "actions/certify.hpp"

#include "base/path.hpp"
#include "cli/command.hpp"
#include "report/certificate_words.hpp"
#include "store/overview.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>

namespace tmdb {

namespace {

struct CertifyArguments {
    std::string path;
    std::optional<std::string> token;
};

/// What pull requests tell is in the database, if there is one.
bool is_merged(Invocation& invocation, const std::string& head_oid)
{
    if (invocation.machine().lstat(invocation.workspace().database).error == ENOENT) {
        return false;
    }
    Store store = invocation.open_for_reading();
    return is_merged_at(store, head_oid);
}

ExitStatus run_certify(Invocation& invocation, const CertifyArguments& arguments)
{
    const bool json = invocation.wants_json();
    const Certificate certificate = certify(
        invocation.machine(), invocation.workspace(),
        {.path = absolute_path(invocation.environment().working_directory, arguments.path),
         .token = arguments.token,
         .is_merged = [&](const std::string& head) { return is_merged(invocation, head); }});
    if (json) {
        invocation.print(certificate_json(certificate));
    } else {
        invocation.print(certificate_text(certificate, invocation.environment().terminal));
    }
    switch (certificate.removable()) {
    case Truth::yes: return ExitStatus::done;
    case Truth::no: return ExitStatus::signals_open;
    case Truth::unknown: break;
    }
    return ExitStatus::not_evaluated;
}

}   // namespace

void add_certify(CLI::App& app, Invocation& invocation)
{
    auto* command =
        app.add_subcommand("certify", "May this worktree be removed without losing anything?");
    command->footer(
        "Exit status: 0 yes, 2 it would lose work, 3 nobody can tell. tm-db removes nothing.\n"
        "\n"
        "Examples:\n"
        "  tm-db certify .worktrees/fix-login\n"
        "  tm-db certify .worktrees/fix-login --check TOKEN   is it still what was certified?\n"
        "  tm-db certify .worktrees/fix-login && git worktree remove .worktrees/fix-login");
    auto arguments = std::make_shared<CertifyArguments>();
    command->add_option("path", arguments->path, "The worktree")->type_name("PATH")->required();
    command->add_option("--check", arguments->token, "The token of an earlier certificate")
        ->type_name("TOKEN");
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] {
            return run_certify(invocation, *arguments);
        };
    });
}

}   // namespace tmdb
