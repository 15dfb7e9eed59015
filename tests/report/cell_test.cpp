#include "report/cell.hpp"

#include "report/tables.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace tmdb {
namespace {

TEST(CellText, WritesNumbersWithoutLosingAny)
{
    EXPECT_EQ(cell_text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(cell_text(0.1), "0.1");
    EXPECT_EQ(cell_text(1e300), "1e+300");
}

TEST(CellText, WritesABlobInHexadecimal)   // S07
{
    EXPECT_EQ(cell_text(Blob{std::string("\x00\x1b\xff", 3)}), "001bff");
}

TEST(CellText, KeepsTextAsItIsAndNullEmpty)
{
    EXPECT_EQ(cell_text(std::string("a\tb")), "a\tb");
    EXPECT_EQ(cell_text(std::monostate{}), "");
}

TEST(NumberColumn, MayHoldNullsButNoText)
{
    const Table table = table_of({"count", "mixed", "nothing"},
                                 {{std::int64_t{1}, std::int64_t{1}, std::monostate{}},
                                  {std::monostate{}, std::string("x"), std::monostate{}},
                                  {0.5, 0.5, std::monostate{}}});

    EXPECT_TRUE(is_number_column(table, 0));
    EXPECT_FALSE(is_number_column(table, 1));
    EXPECT_FALSE(is_number_column(table, 2));
}

}   // namespace
}   // namespace tmdb
