#pragma once

#include "model/run.hpp"
#include "store/connection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// One table of the mirror: its columns in the order of a row's values, the first `keys` of which
/// name the row. A change in nothing but quiet columns is written and not spoken of.
struct Ledger {
    struct Column {
        std::string_view name;
        bool quiet = false;
    };

    std::string_view table;
    std::size_t keys;
    std::vector<Column> columns;
};

using Row = std::vector<Value>;

/// For an INSERT: "?, ?, ?".
std::string placeholders(std::size_t count);

/// Writes the rows of one ledger, the changed ones only, and counts them. What has changed in sum
/// is the Recorder's to remember, for other statements write to the mirror, too.
class LedgerWriter {
public:
    LedgerWriter(Connection& connection, const Ledger& ledger);

    void put(const Row& row);
    void remove(const Row& key);
    /// Makes the table hold exactly `rows`.
    void replace_all(std::vector<Row> rows);

    const LedgerCounts& counts() const { return counts_; }

private:
    void insert(const Row& row);
    void write_difference(const Row& before, const Row& after);

    Connection& connection_;
    const Ledger& ledger_;
    std::string select_, upsert_, delete_, select_all_;
    bool was_empty_;   // then no row can be there already
    LedgerCounts counts_;
};

}   // namespace tmdb
