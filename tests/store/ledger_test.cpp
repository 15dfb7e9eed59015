#include "store/ledger.hpp"

#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>
#include <set>
#include <sqlite3.h>

namespace tmdb {

namespace {

/// A table of two keys, a value that is spoken of, and one that is not.
class Ledgers : public ::testing::Test {
protected:
    Ledgers()
    {
        connection_.execute("CREATE TABLE animal (kind TEXT, name TEXT, food TEXT, seen INTEGER,"
                            " PRIMARY KEY (kind, name)) STRICT");
    }

    /// What one writer counts that makes the table hold exactly these.
    LedgerCounts replace_all(std::vector<Row> rows)
    {
        LedgerWriter writer(connection_, ledger_);
        writer.replace_all(std::move(rows));
        return writer.counts();
    }

    LedgerCounts put(const Row& row)
    {
        LedgerWriter writer(connection_, ledger_);
        writer.put(row);
        return writer.counts();
    }

    std::string content()
    {
        Query query(connection_.database(),
                    "SELECT group_concat(kind || ' ' || name || ' ' || ifnull(food, '-') || ' ' || "
                    "seen) FROM (SELECT * FROM animal ORDER BY kind, name)");
        query.step();
        return query.text(0);
    }

    TemporaryDirectory directory_;
    Connection connection_{directory_.path() / "tm.db", Connection::Mode::create};
    const Ledger ledger_{"animal", 2, {{"kind"}, {"name"}, {"food"}, {"seen", true}}};
    const Row cat_{std::string("cat"), std::string("Tom"), std::string("fish"), std::int64_t{1}};
    const Row dog_{std::string("dog"), std::string("Rex"), Value(), std::int64_t{1}};
    const Row full_dog_{std::string("dog"), std::string("Rex"), std::string("bone"),
                        std::int64_t{1}};
    const Row late_cat_{std::string("cat"), std::string("Tom"), std::string("fish"),
                        std::int64_t{2}};
};

TEST_F(Ledgers, CountWhatIsNew)
{
    EXPECT_EQ(replace_all({dog_, cat_}), (LedgerCounts{.added = 2}));
    EXPECT_EQ(content(), "cat Tom fish 1,dog Rex - 1");
}

TEST_F(Ledgers, CountAndRemoveWhatIsGone)
{
    replace_all({cat_, dog_});

    EXPECT_EQ(replace_all({dog_}), (LedgerCounts{.removed = 1}));
    EXPECT_EQ(content(), "dog Rex - 1");
}

TEST_F(Ledgers, CountAFieldThatChangesFromNothing)
{
    replace_all({cat_, dog_});

    EXPECT_EQ(replace_all({cat_, full_dog_}), (LedgerCounts{.changed = 1}));
    EXPECT_EQ(content(), "cat Tom fish 1,dog Rex bone 1");
}

TEST_F(Ledgers, WriteAQuietColumnWithoutSpeakingOfIt)
{
    replace_all({cat_});

    EXPECT_EQ(replace_all({late_cat_}), LedgerCounts{});
    EXPECT_EQ(content(), "cat Tom fish 2");
}

TEST_F(Ledgers, WriteNothingWhereNothingChanged)
{
    replace_all({cat_, dog_});
    const auto before = connection_.pragma("SELECT total_changes()");

    EXPECT_EQ(replace_all({dog_, cat_}), LedgerCounts{});

    EXPECT_EQ(connection_.pragma("SELECT total_changes()"), before);
}

TEST_F(Ledgers, WriteNoIndexOverWhatStaysTheSame)
{
    put(cat_);
    std::set<std::string> updated;
    sqlite3_set_authorizer(
        connection_.database().getHandle(),
        [](void* columns, int action, const char*, const char* column, const char*, const char*) {
            if (action == SQLITE_UPDATE) {
                static_cast<std::set<std::string>*>(columns)->insert(column);
            }
            return SQLITE_OK;
        },
        &updated);

    put(late_cat_);

    EXPECT_EQ(updated, std::set<std::string>{"seen"});
    EXPECT_EQ(content(), "cat Tom fish 2");
}

TEST_F(Ledgers, PutOneRowAfterTheOther)
{
    EXPECT_EQ(put(cat_), (LedgerCounts{.added = 1}));
    EXPECT_EQ(put(dog_), (LedgerCounts{.added = 1}));
    EXPECT_EQ(put(full_dog_), (LedgerCounts{.changed = 1}));
    EXPECT_EQ(put(full_dog_), LedgerCounts{});
}

TEST_F(Ledgers, CountARemovalOnlyWhereThereWasARow)
{
    replace_all({cat_});
    LedgerWriter writer(connection_, ledger_);

    writer.remove({std::string("cat"), std::string("Tom")});
    writer.remove({std::string("cat"), std::string("Tom")});

    EXPECT_EQ(writer.counts(), (LedgerCounts{.removed = 1}));
}

}   // namespace
}   // namespace tmdb
