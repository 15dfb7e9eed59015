#include "actions/acknowledge.hpp"
#include "actions/catalogue.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "report/overview_words.hpp"

#include <CLI/CLI.hpp>
#include <limits>

namespace tmdb {

namespace {

struct AckArguments {
    Acknowledgement said;
    std::string span = "1d";
    std::optional<std::string> until;
    bool withdraw = false;
};

[[noreturn]] void refuse(const std::string& what, const std::string& hint)
{
    throw Error(what, hint, ExitStatus::usage);
}

/// Nothing for "0": what was said is taken back.
std::optional<std::string> end_of(const std::string& span, Nanoseconds now)
{
    const auto length = span == "0" ? 0 : parse_duration(span);
    if (!length || *length > std::numeric_limits<Nanoseconds>::max() - now) {
        refuse("--for is no span of time: '" + span + "'", "write it like 90m, 8h, 2d or 1w");
    }
    return *length == 0 ? std::nullopt : std::optional(format_instant(now + *length));
}

std::optional<std::string> until(Invocation& invocation, const AckArguments& arguments)
{
    const Nanoseconds now = invocation.machine().now();
    if (arguments.withdraw) {
        return std::nullopt;
    }
    if (!arguments.until) {
        return end_of(arguments.span, now);
    }
    const std::string instant = invocation.instant("--until", *arguments.until);
    if (instant <= format_instant(now)) {
        refuse("--until is over already: '" + instant + "'",
               "'--withdraw' takes an acknowledgement back");
    }
    return instant;
}

void check(const Acknowledgement& said)
{
    if (said.until && trim(said.why).empty()) {
        refuse("why is not said", "--why \"…\" is for whoever looks next");
    }
    if (invalid_utf8_at(said.why)) {
        refuse("--why is not UTF-8", "");
    }
}

ExitStatus run_ack(Invocation& invocation, const AckArguments& arguments)
{
    const bool json = invocation.wants_json();
    const Workspace& workspace = invocation.workspace();
    pass_named(pass_catalogue(invocation.machine(), workspace), arguments.said.code);
    Acknowledgement said = arguments.said;
    said.until = until(invocation, arguments);
    check(said);
    if (trim(said.why).empty()) {
        said.why = "taken back";
    }
    Store store = invocation.open_for_writing(Store::Content::synced);
    const Signal signal = acknowledge(store, said, format_instant(invocation.machine().now()));
    if (json) {
        invocation.print(acknowledgement_json(signal));
    } else {
        invocation.print(acknowledgement_text(signal));
    }
    return ExitStatus::done;
}

}   // namespace

void add_ack(CLI::App& app, Invocation& invocation)
{
    auto* command =
        app.add_subcommand("ack", "Acknowledge an open signal: it needs no attention for a while");
    command->footer(
        "The signal stays open and clears as ever. It needs attention again when the time is "
        "over,\n"
        "or its evidence changes.\n"
        "\n"
        "Examples:\n"
        "  tm-db ack dispatch_failed fix-login --for 2d --why \"the vendor is down\"\n"
        "  tm-db ack pr_conflict fix-login --until 2026-03-27 --why \"Ann resolves it\"\n"
        "  tm-db ack dispatch_failed fix-login --withdraw");
    auto arguments = std::make_shared<AckArguments>();
    command->add_option("code", arguments->said.code, "The signal")->type_name("CODE")->required();
    command->add_option("subject", arguments->said.subject, "Whose; see 'tm-db signals'")
        ->type_name("SUBJECT")
        ->required();
    auto* span =
        command->add_option("--for", arguments->span, "How long (default: 1d); 0 takes it back")
            ->type_name("SPAN");
    auto* until = command->add_option("--until", arguments->until, "Until then")
                      ->type_name("TIME")
                      ->excludes(span);
    command->add_option("--why", arguments->said.why, "Why that is all right")->type_name("TEXT");
    command->add_flag("--withdraw", arguments->withdraw, "Take it back")
        ->excludes(span)
        ->excludes(until);
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] { return run_ack(invocation, *arguments); };
    });
}

}   // namespace tmdb
