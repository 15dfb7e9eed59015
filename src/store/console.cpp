#include "store/console.hpp"

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/console_policy.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

namespace tmdb {

namespace {

constexpr std::int64_t heap_bytes = 256 << 20;
constexpr int steps_between_looks = 1'000;
constexpr const char* narrower = "narrow the query with WHERE or LIMIT";

struct SizeLimit {
    int category;
    int most;
};

constexpr SizeLimit size_limits[] = {
    {SQLITE_LIMIT_SQL_LENGTH, 100'000},  {SQLITE_LIMIT_COLUMN, 200},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},      {SQLITE_LIMIT_COMPOUND_SELECT, 50},
    {SQLITE_LIMIT_VDBE_OP, 250'000},     {SQLITE_LIMIT_FUNCTION_ARG, 16},
    {SQLITE_LIMIT_ATTACHED, 0},          {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 100}, {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

Error refused(const std::string& reason)
{
    return Error("only reading is allowed: " + reason,
                 "use SELECT, WITH, EXPLAIN QUERY PLAN, or a PRAGMA that only looks",
                 ExitStatus::usage);
}

/// For limits and notices: 10,000.
std::string grouped(std::size_t number)
{
    std::string digits = std::to_string(number);
    for (auto place = digits.size(); place > 3; place -= 3) {
        digits.insert(place - 3, 1, ',');
    }
    return digits;
}

std::string words(std::chrono::milliseconds duration)
{
    const auto count = duration.count();
    return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

/// The start of a text, at most so many bytes, without a torn last character.
std::string_view clipped(std::string_view text, std::size_t most)
{
    const auto continues = [&](std::size_t place) { return (text[place] & 0xC0) == 0x80; };
    if (text.size() <= most) {
        return text;
    }
    while (most > 0 && continues(most)) {
        --most;
    }
    return text.substr(0, most);
}

/// Where in the query SQLite stumbled, as a hint; empty when it does not say.
std::string place_in(std::string_view sql, int offset)
{
    constexpr std::size_t excerpt_bytes = 40;
    if (offset < 0 || static_cast<std::size_t>(offset) >= sql.size()) {
        return {};
    }
    const auto start = static_cast<std::size_t>(offset);
    const auto line = 1 + std::ranges::count(sql.substr(0, start), '\n');
    const auto rest = sql.substr(start, sql.find('\n', start) - start);
    return "look at line " + std::to_string(line) + ", from '" +
           std::string(clipped(rest, excerpt_bytes)) + "' on";
}

int bind_value(sqlite3_stmt* statement, int index, const Value& value)
{
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        return sqlite3_bind_int64(statement, index, *number);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
    }
    return SQLITE_OK;   // NULL
}

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3* handle, const char* sql, int& code, const char** tail = nullptr)
{
    sqlite3_stmt* statement = nullptr;
    code = sqlite3_prepare_v2(handle, sql, -1, &statement, tail);
    return Statement(statement);
}

int busy_timeout_of(sqlite3* handle)
{
    int code = SQLITE_OK;
    const Statement statement = prepare(handle, "PRAGMA busy_timeout", code);
    return code == SQLITE_OK && sqlite3_step(statement.get()) == SQLITE_ROW
               ? sqlite3_column_int(statement.get(), 0)
               : 0;
}

/// As long as it lives, little is allowed.
class LowerLimits {
public:
    LowerLimits(sqlite3* handle, const ConsoleLimits& limits)
        : handle_(handle),
          busy_timeout_(busy_timeout_of(handle)),
          heap_bytes_(sqlite3_hard_heap_limit64(heap_bytes))
    {
        for (const auto& limit : size_limits) {
            lower(limit);
        }
        lower({SQLITE_LIMIT_LENGTH, limits.value_bytes});
        sqlite3_busy_timeout(handle, static_cast<int>(limits.time.count()));
    }

    ~LowerLimits()
    {
        for (const auto& limit : before_) {
            sqlite3_limit(handle_, limit.category, limit.most);
        }
        sqlite3_hard_heap_limit64(heap_bytes_);
        sqlite3_busy_timeout(handle_, busy_timeout_);
    }

    LowerLimits(const LowerLimits&) = delete;
    LowerLimits& operator=(const LowerLimits&) = delete;

private:
    void lower(const SizeLimit& limit)
    {
        before_.push_back({limit.category, sqlite3_limit(handle_, limit.category, limit.most)});
    }

    sqlite3* handle_;
    int busy_timeout_;
    std::int64_t heap_bytes_;
    std::vector<SizeLimit> before_;
};

/// The first use of a table-valued function asks to update the schema, in memory only. That looks
/// like a write to the authorizer, so the wanted ones are used before it is there.
void touch_table_functions(sqlite3* handle)
{
    for (const auto& name : open_table_functions()) {
        int code = SQLITE_OK;
        prepare(handle, ("SELECT 1 FROM " + name).c_str(), code);
        if (code != SQLITE_OK) {
            return;   // the query will meet the same trouble, and tell
        }
    }
}

/// As long as it lives, its connection only reads, and only until the time is over.
class Session {
public:
    Session(sqlite3* handle, Machine& machine, const std::string& sql,
            std::chrono::milliseconds time)
        : handle_(handle),
          machine_(machine),
          sql_(sql),
          time_(time),
          deadline_(machine.monotonic() + std::chrono::nanoseconds(time).count())
    {
        sqlite3_set_authorizer(handle_, authorize, this);
        sqlite3_progress_handler(handle_, steps_between_looks, interrupt, this);
    }

    ~Session()
    {
        sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
        sqlite3_set_authorizer(handle_, nullptr, nullptr);
    }

    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// The one statement of the query, with its values.
    Statement only_statement(const ConsoleParameters& parameters)
    {
        require_no_nul();
        int code = SQLITE_OK;
        const char* tail = nullptr;
        Statement statement = prepare(handle_, sql_.c_str(), code, &tail);
        if (code != SQLITE_OK) {
            fail(code);
        }
        if (!statement) {
            throw Error("there is no statement to run", {}, ExitStatus::usage);
        }
        require_nothing_in(tail);
        bind(statement.get(), parameters);
        if (!sqlite3_stmt_readonly(statement.get())) {
            throw refused("the statement does more");
        }
        return statement;
    }

    /// The next row; false at the end.
    bool step(sqlite3_stmt* statement)
    {
        const int code = is_late() ? SQLITE_INTERRUPT : sqlite3_step(statement);
        if (code != SQLITE_ROW && code != SQLITE_DONE) {
            fail(code);
        }
        return code == SQLITE_ROW;
    }

private:
    static int authorize(void* session, int action, const char* first, const char* second,
                         const char*, const char*)
    {
        auto reason = refusal_of(action, first, second);
        if (!reason) {
            return SQLITE_OK;
        }
        static_cast<Session*>(session)->refusal_ = std::move(reason);
        return SQLITE_DENY;
    }

    static int interrupt(void* session) { return static_cast<Session*>(session)->is_late(); }

    bool is_late() { return machine_.monotonic() >= deadline_; }

    /// To SQLite the query ends at its first NUL, and what follows would not be looked at.
    void require_no_nul()
    {
        if (sql_.find('\0') != std::string::npos) {
            throw Error("the query holds a NUL", {}, ExitStatus::usage);
        }
    }

    /// Comments, blanks and semicolons are nothing.
    void require_nothing_in(const char* tail)
    {
        int code = SQLITE_OK;
        if (prepare(handle_, tail, code) || code != SQLITE_OK) {
            throw Error("only one statement is run at a time",
                        place_in(sql_, static_cast<int>(tail - sql_.c_str())), ExitStatus::usage);
        }
    }

    void bind(sqlite3_stmt* statement, const ConsoleParameters& parameters)
    {
        // From the last, for a gap in numbers has no name: SELECT ?3.
        for (int index = sqlite3_bind_parameter_count(statement); index > 0; --index) {
            const char* name = sqlite3_bind_parameter_name(statement, index);
            const auto given = std::ranges::find(parameters, std::string(name ? name : "?"),
                                                 &ConsoleParameters::value_type::first);
            if (given == parameters.end()) {
                throw Error("the parameter '" + std::string(name ? name : "?") + "' has no value",
                            "write the value in its place", ExitStatus::usage);
            }
            const int code = bind_value(statement, index, given->second);
            if (code != SQLITE_OK) {
                fail(code);
            }
        }
    }

    [[noreturn]] void fail(int code)
    {
        if (refusal_) {
            throw refused(*refusal_);
        }
        switch (code & 0xff) {
        case SQLITE_INTERRUPT:
            throw Error("out of time after " + words(time_), narrower, ExitStatus::busy);
        case SQLITE_NOMEM:
            throw Error("cannot run the query: it needs more than " + grouped(heap_bytes) +
                            " bytes of memory",
                        narrower);
        case SQLITE_ERROR:
            throw Error(std::string("cannot run the query: ") + sqlite3_errmsg(handle_),
                        place_in(sql_, sqlite3_error_offset(handle_)));
        default: throw_error(SQLite::Exception(handle_, code), "cannot run the query");
        }
    }

    sqlite3* handle_;
    Machine& machine_;
    const std::string& sql_;
    std::chrono::milliseconds time_;
    Nanoseconds deadline_;
    std::optional<std::string> refusal_;   // what the authorizer said no to
};

std::vector<std::string> column_names(sqlite3_stmt* statement)
{
    std::vector<std::string> names;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        const char* name = sqlite3_column_name(statement, column);
        names.emplace_back(name ? name : "");
    }
    return names;
}

/// Takes rows until the limits are reached.
class Answer {
public:
    Answer(std::vector<std::string> columns, const ConsoleLimits& limits) : limits_(limits)
    {
        table_.columns = std::move(columns);
    }

    /// False when the row does not fit any more; nothing follows it then.
    bool take_row(sqlite3_stmt* statement)
    {
        if (std::ssize(table_.rows) < limits_.rows) {
            auto row = read_row(statement);
            if (bytes_ <= limits_.total_bytes) {
                table_.rows.push_back(std::move(row));
                return true;
            }
        }
        rows_left_out_ = true;
        return false;
    }

    Table table() &&
    {
        if (rows_left_out_) {
            note("only the first " + grouped(table_.rows.size()) + " rows are shown");
        }
        if (cells_cut_) {
            note("long values are cut to " + grouped(limits_.cell_bytes) + " bytes");
        }
        return std::move(table_);
    }

private:
    std::vector<Value> read_row(sqlite3_stmt* statement)
    {
        std::vector<Value> row;
        for (int column = 0; column < sqlite3_column_count(statement); ++column) {
            row.push_back(read_cell(statement, column));
        }
        return row;
    }

    Value read_cell(sqlite3_stmt* statement, int column)
    {
        bytes_ += sizeof(Value);
        switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return sqlite3_column_int64(statement, column);
        case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
        case SQLITE_TEXT: {
            const std::string_view text = bytes_of(statement, column);
            return keep(clipped(text, limits_.cell_bytes), text.size());
        }
        case SQLITE_BLOB: {
            const std::string_view bytes = bytes_of(statement, column);
            return Blob{keep(bytes.substr(0, limits_.cell_bytes), bytes.size())};
        }
        default: return std::monostate{};
        }
    }

    /// All of them: a NUL ends no text here.
    static std::string_view bytes_of(sqlite3_stmt* statement, int column)
    {
        const void* bytes = sqlite3_column_blob(statement, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return bytes ? std::string_view(static_cast<const char*>(bytes), size) : std::string_view();
    }

    std::string keep(std::string_view bytes, std::size_t full_size)
    {
        bytes_ += bytes.size();
        cells_cut_ = cells_cut_ || bytes.size() < full_size;
        return std::string(bytes);
    }

    void note(const std::string& words)
    {
        table_.notice += (table_.truncated ? "; " : "") + words;
        table_.truncated = true;
    }

    const ConsoleLimits& limits_;
    Table table_;
    std::size_t bytes_ = 0;
    bool rows_left_out_ = false;
    bool cells_cut_ = false;
};

}   // namespace

Table run_console_query(Store& store, Machine& machine, const std::string& sql,
                        const ConsoleLimits& limits, const ConsoleParameters& parameters)
{
    sqlite3* handle = store.connection().database().getHandle();
    const LowerLimits lower(handle, limits);
    touch_table_functions(handle);

    Session session(handle, machine, sql, limits.time);
    const Statement statement = session.only_statement(parameters);
    machine.reached("sql: before the first step");

    Answer answer(column_names(statement.get()), limits);
    while (session.step(statement.get()) && answer.take_row(statement.get())) {
    }
    return std::move(answer).table();
}

}   // namespace tmdb
