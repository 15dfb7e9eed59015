#include "actions/acknowledge.hpp"
#include "actions/catalogue.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "report/overview_words.hpp"

#include <CLI/CLI.hpp>
#include <limits>

namespace tmdb {

namespace {

struct Options {
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

std::optional<std::string> until(Invocation& invocation, const Options& options)
{
    const Nanoseconds now = invocation.machine().now();
    if (options.withdraw) {
        return std::nullopt;
    }
    if (!options.until) {
        return end_of(options.span, now);
    }
    const std::string instant = invocation.instant("--until", *options.until);
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

ExitStatus run(Invocation& invocation, const Options& options)
{
    const bool json = invocation.wants_json();
    const Workspace& workspace = invocation.workspace();
    pass_named(pass_catalogue(invocation.machine(), workspace), options.said.code);
    Acknowledgement said = options.said;
    said.until = until(invocation, options);
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
    auto options = std::make_shared<Options>();
    command->add_option("code", options->said.code, "The signal")->type_name("CODE")->required();
    command->add_option("subject", options->said.subject, "Whose; see 'tm-db signals'")
        ->type_name("SUBJECT")
        ->required();
    auto* span =
        command->add_option("--for", options->span, "How long (default: 1d); 0 takes it back")
            ->type_name("SPAN");
    auto* until = command->add_option("--until", options->until, "Until then")
                      ->type_name("TIME")
                      ->excludes(span);
    command->add_option("--why", options->said.why, "Why that is all right")->type_name("TEXT");
    command->add_flag("--withdraw", options->withdraw, "Take it back")
        ->excludes(span)
        ->excludes(until);
    command->callback([&invocation, options] {
        invocation.chosen = [&invocation, options] { return run(invocation, *options); };
    });
}

}   // namespace tmdb
