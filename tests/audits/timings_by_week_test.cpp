#include "support/audit_test.hpp"

namespace tmdb {
namespace {

class TimingsByWeek : public AuditTest {
protected:
    TimingsByWeek() : AuditTest("timings_by_week") {}

    /// So many tasks of dave's and one of bob's; the first waits a minute from entry to dispatch,
    /// the next one two minutes, and so on.
    void given_tasks(int count)
    {
        nlohmann::ordered_json entries = nlohmann::ordered_json::object();
        for (int i = 1; i <= count; ++i) {
            const std::string slug = "task-" + std::to_string(i);
            task(slug, {{"owner", "dave"}});
            entries[slug] = entry(slug, std::nullopt);
            dispatch(slug, {{"exit_code", 0}, {"started_at", minutes_ago(120 - i)}});
        }
        task("of-bob", {{"owner", "bob"}});
        entries["of-bob"] = entry("of-bob", std::nullopt);
        dispatch("of-bob", {{"exit_code", 0}, {"started_at", minutes_ago(90)}});
        registers("dave", entries);
    }
};

TEST_F(TimingsByWeek, AreThePercentilesOfEachStep)
{
    given_tasks(9);
    sync();

    EXPECT_EQ(ask(), Json::array({{{"week", "2026-03-23"},
                                   {"step", "registered_to_dispatched"},
                                   {"n", 10},
                                   {"p50_minutes", 5},
                                   {"p90_minutes", 9},
                                   {"max_minutes", 30}}}));
}

TEST_F(TimingsByWeek, AreNamedByTheirMondayTheLatestFirst)
{
    given_tasks(1);
    dispatch("task-1", {{"exit_code", 0}, {"started_at", "2026-03-29T23:59:59Z"}});
    dispatch("of-bob", {{"exit_code", 0}, {"started_at", "2026-03-30T00:00:00Z"}});
    sync();

    const Json weeks = ask();
    ASSERT_EQ(weeks.size(), 2U);
    EXPECT_EQ(weeks[0].at("week"), "2026-03-30");
    EXPECT_EQ(weeks[1].at("week"), "2026-03-23");
}

TEST_F(TimingsByWeek, CanBeOfOneOwner)
{
    given_tasks(9);
    sync();

    EXPECT_EQ(ask({"owner=bob"}).at(0).at("n"), 1);
    EXPECT_THAT(ask({"owner=eve"}), IsEmpty());
}

}   // namespace
}   // namespace tmdb
