#pragma once

#include "base/error.hpp"
#include "base/machine.hpp"
#include "report/format.hpp"
#include "report/json.hpp"
#include "sources/workspace.hpp"
#include "store/overview.hpp"
#include "store/store.hpp"

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// What the shell hands to the program.
struct Environment {
    std::optional<std::string> root;       // TM_DB_ROOT
    std::optional<std::string> database;   // TM_DB_PATH
    std::optional<std::string> now;        // TM_DB_NOW
    std::vector<std::string> skipped;      // TM_DB_SKIP
    std::string working_directory;
    std::vector<std::string> git_environment;     // NAME=value of the variables that git may see
    std::vector<std::string> fetch_environment;   // of those that gh may see
    Terminal terminal;                            // standard output
    bool progress = false;                        // standard error is a terminal
    std::uint32_t user = 0;                       // with whose rights we act
};

/// One call of the program: what was asked for, and where the answers go. A command reads its
/// options from here, and answers through here.
class Invocation {
public:
    Invocation(Environment environment, std::ostream& out, std::ostream& err);

    // Filled by the global options.
    std::optional<std::string> root;
    std::optional<std::string> database;
    std::optional<std::string> config;
    bool json = false;
    std::optional<std::string> format;

    /// What the chosen command does.
    std::function<ExitStatus()> chosen;

    Machine& machine() { return *machine_; }
    const Environment& environment() const { return environment_; }
    const Workspace& workspace();
    /// Nothing where nobody has named one and there is none here.
    const Workspace* workspace_if_any();
    Store open_for_reading();
    Store open_for_writing(Store::Content content = Store::Content::any);
    /// Whom --owner means; an Error where that is nobody.
    std::optional<Manager> manager_of(Store& store, const std::optional<std::string>& owner);

    /// An instant that was given to an option, as ISO-8601. Throws Error (usage).
    std::string instant(const std::string& option, const std::string& text);

    /// The format for a command that prints a table.
    Format table_format() const;
    /// Whether a command that prints no table answers in JSON; another format is an Error (usage).
    bool wants_json() const;

    void print(const std::string& text);
    /// The text of a file as it is, but that nothing in it controls a terminal.
    void print_file(const std::string& text);
    void print(const Json& answer) { print(to_text(answer)); }
    void print(const Table& table);
    void note(const std::string& text);   // on standard error

private:
    Environment environment_;
    std::unique_ptr<Machine> machine_;
    std::optional<Workspace> workspace_;
    std::ostream& out_;
    std::ostream& err_;
};

}   // namespace tmdb
