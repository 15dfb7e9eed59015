#include "support/audit_test.hpp"

namespace tmdb {
namespace {

class TimingsByOwner : public AuditTest {
protected:
    TimingsByOwner() : AuditTest("timings_by_owner") {}

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

TEST_F(TimingsByOwner, AreThePercentilesOfEachStep)
{
    given_tasks(10);
    sync();

    EXPECT_EQ(ask(), Json::array({{{"owner", "bob"},
                                   {"step", "registered_to_dispatched"},
                                   {"n", 1},
                                   {"p50_minutes", 30},
                                   {"p90_minutes", 30},
                                   {"max_minutes", 30}},
                                  {{"owner", "dave"},
                                   {"step", "registered_to_dispatched"},
                                   {"n", 10},
                                   {"p50_minutes", 5},
                                   {"p90_minutes", 9},
                                   {"max_minutes", 10}}}));
}

TEST_F(TimingsByOwner, AreOfWhatEndedSince)
{
    given_tasks(10);
    sync();

    EXPECT_EQ(ask({"since=" + minutes_ago(115)}).at(1).at("n"), 6);
    EXPECT_THAT(ask({"since=1h"}), IsEmpty());
}

TEST_F(TimingsByOwner, AreNoneWhereNothingHasMoved)
{
    sync();

    EXPECT_THAT(ask(), IsEmpty());
}

}   // namespace
}   // namespace tmdb
