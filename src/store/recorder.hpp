#pragma once

#include "model/value.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace tmdb {

/// Notices every row of the mirror that is written while it lives, by whatever statement, and
/// writes what has changed in sum into the history. One at a time a store.
///
/// What people speak of becomes rows of `change`; times, stamps and tables that only serve others
/// become rows of `quiet_change`, so that the past can be laid out again to the last column. A row
/// that appeared or vanished is the change of a field "row". What fills a column that a migration
/// has added is not spoken of either: the world has not changed, only this program's eyes.
class Recorder {
public:
    explicit Recorder(Store& store);
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    ~Recorder();

    /// Writes what was noticed so far as changes of this run, and forgets it.
    void write(std::int64_t run, const std::string& now);

    /// The recorded tables of which a row was written as another than it was, and all others to
    /// which anything was.
    const std::set<std::string, std::less<>>& changed() const { return changed_; }

private:
    using Values = std::vector<Value>;

    struct Column {
        std::string name;
        bool quiet = false;
    };
    /// A row before the first and after the last write to it.
    struct Difference {
        std::optional<Values> before;
        Values after;     // only where there was one before
        Value new_slug;   // only where there was none
        bool is_there = true;
    };
    struct RecordedTable {
        std::string name;
        std::vector<Column> columns;
        std::vector<std::size_t> keys;     // columns, in their order in the primary key
        std::optional<std::size_t> slug;   // a column
        bool quiet = false;                // nobody speaks of it
        bool was_empty = false;            // then every row that is there at last has appeared
        std::string key_sql, row_sql;      // a key and a row as JSON
        std::map<Values, Difference> differences;
    };
    /// What is written into one of the two tables, but for its run.
    struct Change {
        std::string field;
        Value before;
        Value after;
        bool quiet = false;
    };

    void write_appeared(const RecordedTable& table, std::int64_t run, const std::string& now);
    void watch(const std::string& table, const std::set<std::string>& unfilled);
    void notice(sqlite3* handle, int operation, std::string_view table);
    std::vector<Change> changes_of(const RecordedTable& table, const Difference& difference);
    static Value slug_of(const RecordedTable& table, const Difference& difference);
    std::string json(const std::string& sql, const Values& values);

    Connection& connection_;
    std::vector<RecordedTable> tables_;
    std::set<std::string, std::less<>> changed_;
};

}   // namespace tmdb
