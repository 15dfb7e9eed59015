#include "cli/invocation.hpp"

#include "base/text.hpp"
#include "sources/names.hpp"

#include <ostream>

namespace tmdb {

namespace {

std::optional<Nanoseconds> instant_from(const std::optional<std::string>& text)
{
    if (!text) {
        return std::nullopt;
    }
    const auto instant = parse_instant(*text);
    if (!instant) {
        throw Error("TM_DB_NOW is no instant: '" + *text + "'",
                    "write it like 2026-03-24T18:00:00Z", ExitStatus::usage);
    }
    return instant;
}

/// What another user (root, say) leaves beside a database its owner could not open any more.
void require_owner(Machine& machine, const std::string& database, std::uint32_t user)
{
    const auto look = machine.lstat(database);
    if (look && look->user != user) {
        throw Error("cannot write to '" + database + "': it is another user's",
                    "run it as that user, or name another file with --db",
                    ExitStatus::database_unusable);
    }
}

}   // namespace

Invocation::Invocation(Environment environment, std::ostream& out, std::ostream& err)
    : environment_(std::move(environment)),
      machine_(make_machine(instant_from(environment_.now))),
      out_(out),
      err_(err)
{}

const Workspace& Invocation::workspace()
{
    if (!workspace_) {
        workspace_ =
            find_workspace(*machine_, {.root = root,
                                       .database = database,
                                       .config = config,
                                       .environment_root = environment_.root,
                                       .environment_database = environment_.database,
                                       .working_directory = environment_.working_directory,
                                       .git_environment = environment_.git_environment,
                                       .fetch_environment = environment_.fetch_environment});
    }
    return *workspace_;
}

const Workspace* Invocation::workspace_if_any()
{
    try {
        return &workspace();
    } catch (const NoWorkspace&) {
        return nullptr;
    }
}

Store Invocation::open_for_reading()
{
    return Store::open_for_reading(*machine_, workspace().database);
}

Store Invocation::open_for_writing(Store::Content content)
{
    require_owner(*machine_, workspace().database, environment_.user);
    return Store::open_for_writing(*machine_, workspace().database, content);
}

std::string Invocation::instant(const std::string& option, const std::string& text)
{
    const auto moment = parse_moment(text, machine_->now());
    if (!moment) {
        throw Error(option + " is no instant: '" + text + "'",
                    "write it like 2026-03-24, 2026-03-24T18:00:00Z, '2 hours ago' or "
                    "'yesterday 09:00'",
                    ExitStatus::usage);
    }
    return format_instant(*moment);
}

std::optional<Manager> Invocation::manager_of(Store& store, const std::optional<std::string>& owner)
{
    if (!owner) {
        return std::nullopt;
    }
    return require_manager(store, owner_key(*owner, workspace().config.owners), *owner);
}

Format Invocation::table_format() const
{
    if (format) {
        const auto named = format_named(*format);
        if (!named) {
            throw Error("there is no format '" + *format + "'",
                        "there are table, json, ndjson, csv and markdown", ExitStatus::usage);
        }
        return *named;
    }
    return json ? Format::json : Format::table;
}

bool Invocation::wants_json() const
{
    const Format wanted = table_format();
    if (wanted != Format::json && wanted != Format::table) {
        throw Error("this command has no format '" + *format + "'", "use --json",
                    ExitStatus::usage);
    }
    return wanted == Format::json;
}

void Invocation::print(const std::string& text)
{
    out_ << text;
}

void Invocation::print_file(const std::string& text)
{
    if (!environment_.terminal.is_terminal) {
        print(text);
        return;
    }
    for (const auto& line : split(text.substr(0, text.find_last_not_of('\n') + 1), '\n')) {
        std::string shown;
        for (const auto& part : split(line, '\t')) {
            shown += (shown.empty() ? "" : "\t") + escape_controls(part);
        }
        print(shown + "\n");
    }
}

void Invocation::print(const Table& table)
{
    print(render(table, table_format(), environment_.terminal));
    if (table.truncated) {
        note(table.notice + "\n");
    }
}

void Invocation::note(const std::string& text)
{
    err_ << text;
}

}   // namespace tmdb
