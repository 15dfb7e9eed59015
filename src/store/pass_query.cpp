#include "store/pass_query.hpp"

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/console.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace tmdb {

namespace {

constexpr const char* looks_schema = R"sql(
DROP TABLE IF EXISTS temp.entry_look;
DROP TABLE IF EXISTS temp.dependency_circle;
DROP TABLE IF EXISTS temp.worktree_loss;
CREATE TEMP TABLE entry_look (           -- what was just seen of one register entry
    register_path TEXT NOT NULL,
    slug         TEXT NOT NULL,
    occurrence   INTEGER NOT NULL,
    worktree     TEXT NOT NULL,          -- present absent unknown
    task         TEXT NOT NULL,          -- present absent unknown
    task_status  TEXT,                   -- read in this run
    young        INTEGER NOT NULL,       -- within the grace
    verdict      TEXT NOT NULL,          -- prunable kept unknown
    reason       TEXT NOT NULL,
    PRIMARY KEY (register_path, slug, occurrence)
) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE dependency_circle (    -- a task that waits for itself in the end
    slug         TEXT NOT NULL PRIMARY KEY,
    circle       TEXT NOT NULL           -- the smallest slug in it
) STRICT;
CREATE TEMP TABLE worktree_loss (        -- what would be lost with one worktree
    worktree_path TEXT NOT NULL PRIMARY KEY,
    removable    TEXT NOT NULL,          -- yes no unknown
    losses       TEXT NOT NULL,          -- JSON array of {kind, what}: the first of them
    count        INTEGER NOT NULL,       -- of all
    unknown      TEXT NOT NULL           -- JSON array: what could not be told
) STRICT;
)sql";

/// Views that several passes ask, and that are dear.
constexpr std::array<const char*, 3> shared_views = {"task_field", "task_pull_request",
                                                     "trace_of_work"};

Value duration(int minutes)
{
    return Value(minutes * one_minute);
}

ConsoleParameters values_of(const PassParameters& parameters)
{
    const Thresholds& thresholds = parameters.thresholds;
    return {
        {":now", Value(parameters.now)},
        {":soon", Value(parameters.now + PassParameters::horizon)},
        {":grace", duration(thresholds.grace)},
        {":stalled_after", duration(thresholds.stalled_after)},
        {":pickup_overdue", duration(thresholds.pickup_overdue)},
        {":worker_idle", duration(thresholds.worker_idle)},
        {":stuck_in_progress", duration(thresholds.stuck_in_progress)},
        {":drift", Value(std::string(parameters.drift == DriftRule::mtime ? "mtime" : "content"))}};
}

/// Temporary tables are this connection's alone; the database stays unwritten.
class WritableTemporaries {
public:
    explicit WritableTemporaries(Connection& connection)
        : connection_(connection), was_read_only_(connection.pragma("PRAGMA query_only") != 0)
    {
        connection_.execute("PRAGMA query_only = OFF");
    }
    WritableTemporaries(const WritableTemporaries&) = delete;
    WritableTemporaries& operator=(const WritableTemporaries&) = delete;
    ~WritableTemporaries()
    {
        if (was_read_only_) {
            connection_.database().tryExec("PRAGMA query_only = ON");
        }
    }

private:
    Connection& connection_;
    bool was_read_only_;
};

/// Works out once what several passes ask for: they find the table before the view.
void share_answers(Connection& connection, std::string_view sql)
{
    for (const std::string view : shared_views) {
        const std::string laid_out =
            "SELECT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name = '" + view + "')";
        if (sql.find(view) == std::string_view::npos || connection.pragma(laid_out.c_str()) != 0) {
            continue;
        }
        const WritableTemporaries writable(connection);
        connection.execute("CREATE TEMP TABLE " + view + " AS SELECT * FROM main." + view +
                           "; CREATE INDEX temp." + view + "_by_slug ON " + view + " (slug)");
    }
}

void forget_shared_answers(Connection& connection)
{
    for (const std::string view : shared_views) {
        connection.execute("DROP TABLE IF EXISTS temp." + view);
    }
}

void put(Query& insert, const EntryLook& look)
{
    const Judgement judgement = judge(look);
    insert.bind(1, look.register_path)
        .bind(2, look.slug)
        .bind(3, std::int64_t{look.occurrence})
        .bind(4, std::string(name_of(look.worktree)))
        .bind(5, std::string(name_of(look.task)))
        .bind(6, look.task_status ? Value(*look.task_status) : Value())
        .bind(7, std::int64_t{look.young})
        .bind(8, std::string(name_of(judgement.verdict)))
        .bind(9, judgement.reason)
        .run();
}

void put(Connection& connection, const LossReport& report)
{
    constexpr std::size_t shown = 20;
    connection
        .query("INSERT INTO temp.worktree_loss (worktree_path, removable, losses, count, unknown)"
               " VALUES (?, ?, '[]', ?, '[]')")
        .bind(1, report.worktree_path)
        .bind(2, std::string(name_of(report.removable())))
        .bind(3, static_cast<std::int64_t>(report.losses.size()))
        .run();
    for (std::size_t i = 0; i < std::min(report.losses.size(), shown); ++i) {
        connection
            .query("UPDATE temp.worktree_loss SET losses ="
                   " json_insert(losses, '$[#]', json_object('kind', ?, 'what', ?))"
                   " WHERE worktree_path = ?")
            .bind(1, report.losses[i].kind)
            .bind(2, report.losses[i].what)
            .bind(3, report.worktree_path)
            .run();
    }
    for (const auto& unknown : report.unknown) {
        connection
            .query("UPDATE temp.worktree_loss SET unknown = json_insert(unknown, '$[#]', ?)"
                   " WHERE worktree_path = ?")
            .bind(1, unknown)
            .bind(2, report.worktree_path)
            .run();
    }
}

std::optional<int> place_of(std::string_view name, const std::vector<std::string>& columns)
{
    const auto found = std::ranges::find(columns, name);
    return found == columns.end() ? std::nullopt
                                  : std::optional(static_cast<int>(found - columns.begin()));
}

// --- what anyone may have written
// -----------------------------------------------------------------

const std::vector<std::string> agreed_columns = {"slug", "subject", "detail", "evidence"};

Error wrong_answer(const std::string& reason)
{
    return Error("its answer is no pass's: " + reason);
}

void require_agreed_columns(std::vector<std::string> columns)
{
    for (const auto* optional : {"due_ns", "unknown"}) {
        if (columns.size() > agreed_columns.size() && columns.back() == optional) {
            columns.pop_back();
        }
    }
    if (columns != agreed_columns) {
        std::string names;
        for (const auto& column : columns) {
            names += (names.empty() ? "" : ", ") + column;
        }
        throw wrong_answer("its columns must be slug, subject, detail, evidence, then unknown and "
                           "due_ns where it needs them; they are " +
                           names);
    }
}

bool is_json_object(Connection& connection, const std::string& text)
{
    Query& query = connection.query("SELECT iif(json_valid(?1), json_type(?1) = 'object', 0)");
    query.bind(1, text);
    const bool answer = query.step() && query.truth(0);
    query.rewind();
    return answer;
}

/// Reads the cells of one row, and complains of it by its number.
class ForeignRow {
public:
    ForeignRow(const Table& table, std::size_t number) : table_(table), number_(number) {}

    std::optional<std::string> optional_text(int column) const
    {
        const Value& value = cell(column);
        if (std::holds_alternative<std::monostate>(value)) {
            return std::nullopt;
        }
        if (const auto* text = std::get_if<std::string>(&value)) {
            return *text;
        }
        throw complaint(column, "is no text");
    }

    std::optional<std::int64_t> optional_integer(int column) const
    {
        const Value& value = cell(column);
        if (std::holds_alternative<std::monostate>(value)) {
            return std::nullopt;
        }
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            return *integer;
        }
        throw complaint(column, "is no integer");
    }

    std::string text(int column) const
    {
        auto text = optional_text(column);
        if (!text || text->empty()) {
            throw complaint(column, "is empty");
        }
        return *std::move(text);
    }

    Error complaint(int column, const std::string& reason) const
    {
        return wrong_answer("in row " + std::to_string(number_ + 1) + " '" +
                            table_.columns[static_cast<std::size_t>(column)] + "' " + reason);
    }

private:
    const Value& cell(int column) const
    {
        return table_.rows[number_][static_cast<std::size_t>(column)];
    }

    const Table& table_;
    std::size_t number_;
};

PassRow read_foreign_row(Connection& connection, const ForeignRow& row,
                         const std::vector<std::string>& columns)
{
    PassRow read{.slug = row.optional_text(0).value_or(""),
                 .subject = row.text(1),
                 .detail = {},
                 .evidence = {},
                 .unknown = {},
                 .due = {}};
    if (const auto column = place_of("unknown", columns)) {
        read.unknown = row.optional_text(*column);
    }
    if (const auto column = place_of("due_ns", columns)) {
        read.due = row.optional_integer(*column);
    }
    if (!read.unknown) {
        read.detail = row.text(2);
        read.evidence = row.text(3);
        if (!is_json_object(connection, read.evidence)) {
            throw row.complaint(3, "is no JSON object");
        }
    }
    return read;
}

}   // namespace

const std::vector<std::string>& known_needs()
{
    static const std::vector<std::string> needs = {
        "dispatch",  "git",          "no_dispatch",    "no_register_entry",
        "no_task",   "pull_request", "register_entry", "task",
        "task_copy", "team",         "worktree"};
    return needs;
}

const std::vector<std::string>& pass_parameter_names()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> found;
        for (const auto& [name, value] : values_of({})) {
            found.push_back(name);
        }
        return found;
    }();
    return names;
}

void lay_out(Store& store, const Looks& looks)
{
    Connection& connection = store.connection();
    const WritableTemporaries writable(connection);
    connection.execute(looks_schema);
    forget_shared_answers(connection);
    Query insert(connection.database(),
                 "INSERT INTO temp.entry_look (register_path, slug, occurrence, worktree, task,"
                 " task_status, young, verdict, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& look : looks.entries) {
        put(insert, look);
    }
    for (const auto& report : looks.losses) {
        put(connection, report);
    }
    for (const auto& [slug, circle] : looks.circles) {
        connection.query("INSERT INTO temp.dependency_circle (slug, circle) VALUES (?, ?)")
            .bind(1, slug)
            .bind(2, circle)
            .run();
    }
}

void take_out(Store& store, const std::vector<std::pair<std::string, std::string>>& entries)
{
    Connection& connection = store.connection();
    for (const auto& [register_path, slug] : entries) {
        connection.query("DELETE FROM temp.entry_look WHERE register_path = ? AND slug = ?")
            .bind(1, register_path)
            .bind(2, slug)
            .run();
    }
    forget_shared_answers(connection);
}

std::vector<PassRow> run_pass_query(Store& store, std::string_view sql,
                                    const PassParameters& parameters)
{
    share_answers(store.connection(), sql);
    Query query(store.connection().database(), sql);
    for (const auto& [name, value] : values_of(parameters)) {
        if (query.has_parameter(name.c_str())) {
            query.bind(name.c_str(), value);
        }
    }
    const auto columns = query.column_names();
    const auto unknown = place_of("unknown", columns);
    const auto due = place_of("due_ns", columns);
    std::vector<PassRow> rows;
    while (query.step()) {
        rows.push_back({.slug = query.text(0),
                        .subject = query.text(1),
                        .detail = query.text(2),
                        .evidence = query.text(3),
                        .unknown = unknown ? query.optional_text(*unknown) : std::nullopt,
                        .due = due ? query.optional_integer(*due) : std::nullopt});
    }
    return rows;
}

std::vector<PassRow> run_guarded_pass_query(Store& store, Machine& machine, const std::string& sql,
                                            const PassParameters& parameters,
                                            std::chrono::milliseconds time_limit)
{
    const Table answer =
        run_console_query(store, machine, sql, {.time = time_limit}, values_of(parameters));
    require_agreed_columns(answer.columns);
    if (answer.truncated) {
        throw wrong_answer("it is too long: " + answer.notice);
    }
    std::vector<PassRow> rows;
    for (std::size_t number = 0; number < answer.rows.size(); ++number) {
        rows.push_back(
            read_foreign_row(store.connection(), ForeignRow(answer, number), answer.columns));
    }
    return rows;
}

std::vector<UnknownFact> unknown_facts(Store& store, const std::set<std::string>& needs)
{
    std::string list;   // written out, so that SQLite leaves out what asks for others
    for (const auto& need : needs) {
        list += (list.empty() ? "'" : ", '") + need + "'";
    }
    std::vector<UnknownFact> facts;
    Query& query = store.connection().query(
        "SELECT need, slug, MIN(reason) FROM unknown_fact WHERE need IN (" + list +
        ") GROUP BY need, slug ORDER BY need, slug");
    while (query.step()) {
        facts.push_back({query.text(0), query.text(1), query.text(2)});
    }
    return facts;
}

}   // namespace tmdb
