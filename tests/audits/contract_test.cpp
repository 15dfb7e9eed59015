#include "audits/audit.hpp"
#include "store/connection.hpp"
#include "support/audit_test.hpp"

#include <algorithm>
#include <memory>
#include <sqlite3.h>

namespace tmdb {

void PrintTo(const Audit& audit, std::ostream* out)
{
    *out << audit.name;
}

namespace {

using ::testing::EndsWith;
using ::testing::UnorderedElementsAreArray;

class AuditContract : public EndToEnd, public ::testing::WithParamInterface<Audit> {
protected:
    AuditContract()
    {
        task("fix-login", {{"status", "ready"}});
        sync();
        database_ = std::make_unique<SQLite::Database>(database());
        statement_ = std::make_unique<SQLite::Statement>(*database_, GetParam().sql);
    }

    std::vector<std::string> columns() const
    {
        std::vector<std::string> names;
        for (int i = 0; i < statement_->getColumnCount(); ++i) {
            names.emplace_back(statement_->getColumnName(i));
        }
        return names;
    }

    bool asks_with(const std::string& name) const { return statement_->getIndex(name.c_str()) > 0; }

private:
    std::unique_ptr<SQLite::Database> database_;
    std::unique_ptr<SQLite::Statement> statement_;
};

TEST_P(AuditContract, HasAHeadThatSaysWhatItIs)
{
    EXPECT_THAT(GetParam().summary, EndsWith("."));
    EXPECT_THAT(GetParam().explanation, EndsWith("."));
}

TEST_P(AuditContract, AnswersWithTheColumnsOfItsHead)
{
    EXPECT_EQ(columns(), GetParam().columns);
}

TEST_P(AuditContract, AsksWithEachOfItsParameters)
{
    EXPECT_TRUE(std::ranges::all_of(GetParam().parameters, [&](const AuditParameter& parameter) {
        return asks_with(":" + parameter.name);
    }));
}

TEST_P(AuditContract, AnswersInOrder)
{
    EXPECT_THAT(GetParam().sql, HasSubstr("\n ORDER BY "));
}

TEST_P(AuditContract, RunsWithoutParameters)
{
    const Answer answer = tm_db({"audit", GetParam().name});

    EXPECT_EQ(answer.status, 0) << answer.err;
}

TEST_P(AuditContract, RunsInAStockShell)
{
    const Answer answer =
        run({"sh", "-c", "\"$1\" audit \"$2\" --sql | sqlite3 -readonly -bail \"$3\"", "sh",
             TM_DB_BINARY, GetParam().name, database()});

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_EQ(answer.err, "");
}

INSTANTIATE_TEST_SUITE_P(AllAudits, AuditContract, ::testing::ValuesIn(all_audits()),
                         [](const auto& instance) { return instance.param.name; });

}   // namespace
}   // namespace tmdb
