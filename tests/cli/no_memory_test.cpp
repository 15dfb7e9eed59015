#ifdef TM_DB_FAILING_MALLOC   // a sanitizer brings its own allocator, and nothing can be put before
                              // it

#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AnyOf;
using ::testing::StartsWith;

namespace {

/// Memory fails a tm-db at some call for it, once or from then on.
class NoMemory : public EndToEnd {
protected:
    /// `when` is the number of the call, with a "+" behind it for ever.
    Answer without_memory(const std::string& command, const std::string& when)
    {
        environment = {"LD_PRELOAD=" TM_DB_FAILING_MALLOC, "TM_DB_FAILING_MALLOC=" + when};
        Answer answer = tm_db({command});
        environment = {};
        EXPECT_THAT(answer.status, AnyOf(0, 70)) << when << ": " << answer.err;
        EXPECT_THAT(answer.err, AnyOf("", StartsWith("tm-db: "))) << when;
        EXPECT_EQ(value("PRAGMA integrity_check"), "ok") << when;
        return answer;
    }
};

TEST_F(NoMemory, V10UndoesASyncWhereverItFails)
{
    task("old-task", {{"status", "ready"}});
    sync();
    task("new-task", {{"status", "ready"}});

    for (const std::string call : {"2", "100", "230", "500", "1500", "4000", "9000"}) {
        for (const std::string& when : {call, call + "+"}) {
            const std::string before = value("SELECT COUNT(*) FROM task");
            const Answer answer = without_memory("sync", when);
            EXPECT_EQ(value("SELECT COUNT(*) FROM task"), answer.status == 0 ? "2" : before)
                << when;
        }
    }
    sync();
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "2");
}

TEST_F(NoMemory, V10LosesNoEntryWhereverAPruneFails)
{
    task("done-task", {{"status", "completed"}});

    for (const std::string when : {"1000", "3000+", "5000", "8000+", "12000"}) {
        auto registered = entry("done-task", ".worktrees/done-task");
        registered["note"] = when;
        may_change(registers("dave", {{"done-task", registered}}));
        const std::string before = read(dave);
        sync();

        without_memory("reconcile", when);

        const bool is_kept = read(dave) == before;
        const std::string archived =
            "SELECT COUNT(*) FROM prune WHERE removed_text LIKE '%\"" + when + "\"%'";
        EXPECT_TRUE(is_kept || (read(dave) == "{\n  \n}" && value(archived) == "1")) << when;
        EXPECT_EQ(tm_db({"reconcile"}).status, 0) << when;
        EXPECT_EQ(read(dave), "{\n  \n}") << when;
        EXPECT_EQ(value(archived), "1") << when;
    }
}

}   // namespace
}   // namespace tmdb

#endif
