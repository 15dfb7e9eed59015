#include "sources/dispatch_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <limits>
#include <ostream>

namespace tmdb {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Optional;

const std::string path = "tasks/logs/dispatch-T-1.status.json";

ParsedDispatch parse(std::string_view json)
{
    return parse_dispatch_record(json, path);
}

auto says(const std::string& message)
{
    return ElementsAre(Field(&Problem::message, message));
}

TEST(DispatchRecord, IsReadWholly)
{
    const auto parsed = parse(R"({
        "slug": "T-7", "state": "Running", "exit_code": 3, "pid": 4711,
        "started_at": "2026-03-24T18:08:04Z", "finished_at": "2026-03-24 19:00",
        "updated_at": "2026-03-24T18:30:00Z", "host": {"name": ["a", {"slug": "no"}]}
    })");

    const DispatchRecord expected{.slug = "T-7",
                                  .path = path,
                                  .state_raw = "Running",
                                  .exit_code = 3,
                                  .pid = 4711,
                                  .started_at = "2026-03-24T18:08:04Z",
                                  .finished_at = "2026-03-24 19:00",
                                  .updated_at = "2026-03-24T18:30:00Z"};
    EXPECT_EQ(parsed.record, expected);
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(DispatchRecord, KnowsTheOtherNames)
{
    const auto parsed = parse(R"({"task": "T-7", "status": "done", "returncode": -9,
                                  "worker_pid": 1, "ended_at": "2026-03-24"})");

    const DispatchRecord expected{.slug = "T-7",
                                  .path = path,
                                  .state_raw = "done",
                                  .exit_code = -9,
                                  .pid = 1,
                                  .started_at = {},
                                  .finished_at = "2026-03-24",
                                  .updated_at = {}};
    EXPECT_EQ(parsed.record, expected);
}

TEST(DispatchRecord, TakesTheFirstNameThatSaysSomething)
{
    const auto parsed = parse(R"({"returncode": 3, "dispatch_exit_code": 2, "exit_code": null,
                                  "status": "b", "state": "a", "task": "T-8", "slug": ""})");

    ASSERT_TRUE(parsed.record);
    EXPECT_EQ(parsed.record->exit_code, 2);
    EXPECT_EQ(parsed.record->state_raw, "a");
    EXPECT_EQ(parsed.record->slug, "T-8");
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(DispatchRecord, TakesItsSlugFromTheFileNameAtLast)
{
    const auto parsed = parse(R"({"slug": null})");

    ASSERT_TRUE(parsed.record);
    EXPECT_EQ(parsed.record->slug, "T-1");
    EXPECT_EQ(parsed.record->exit_code, std::nullopt);
    EXPECT_EQ(parsed.record->state_raw, std::nullopt);
}

TEST(DispatchRecord, KeepsOtherScalarsAsWritten)
{
    const auto parsed = parse(R"({"slug": 42, "state": true, "started_at": 1774375684.50,
                                  "updated_at": 18446744073709551615})");

    ASSERT_TRUE(parsed.record);
    EXPECT_EQ(parsed.record->slug, "42");
    EXPECT_EQ(parsed.record->state_raw, "true");
    EXPECT_EQ(parsed.record->started_at, "1774375684.50");
    EXPECT_EQ(parsed.record->updated_at, "18446744073709551615");
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(DispatchRecord, NamesATextThatIsNone)
{
    const auto parsed = parse(R"({"slug": ["T-7"], "state": {}})");

    ASSERT_TRUE(parsed.record);
    EXPECT_EQ(parsed.record->slug, "T-1");
    EXPECT_THAT(parsed.problems, ElementsAre(Problem{path, 0, 0, "slug is not a string", "T-1"},
                                             Problem{path, 0, 0, "state is not a string", "T-1"}));
}

// G01: only an integer is an exit code.
class NoExitCode : public testing::TestWithParam<std::string> {};

TEST_P(NoExitCode, IsAProblemOfThatFieldOnly)
{
    const auto parsed = parse(R"({"pid": 5, "returncode": 0, "exit_code": )" + GetParam() + "}");

    ASSERT_TRUE(parsed.record);
    EXPECT_EQ(parsed.record->exit_code, std::nullopt);
    EXPECT_EQ(parsed.record->pid, 5);
    EXPECT_THAT(parsed.problems,
                ElementsAre(Problem{path, 0, 0, "exit_code is not an integer", "T-1"}));
}

INSTANTIATE_TEST_SUITE_P(DispatchRecord, NoExitCode,
                         testing::Values(R"("0")", R"("")", "0.0", "1e0", "true", "[0]", "{}",
                                         "9223372036854775808", "-9223372036854775809"));

TEST(DispatchRecord, ReadsTheWholeRangeOfIntegers)
{
    const auto parsed = parse(R"({"exit_code": -9223372036854775808, "pid": 9223372036854775807})");

    ASSERT_TRUE(parsed.record);
    EXPECT_EQ(parsed.record->exit_code, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(parsed.record->pid, std::numeric_limits<std::int64_t>::max());
}

TEST(DispatchRecord, NamesAPidThatIsNone)
{
    const auto parsed = parse(R"({"exit_code": 0, "worker_pid": "4711"})");

    ASSERT_TRUE(parsed.record);
    EXPECT_EQ(parsed.record->exit_code, 0);
    EXPECT_EQ(parsed.record->pid, std::nullopt);
    EXPECT_THAT(parsed.problems, says("worker_pid is not an integer"));
}

// G02: a torn record is a problem and no record, wherever it was torn.
TEST(DispatchRecord, IsNotMadeOfATornFile)
{
    const std::string whole = R"({"exit_code": 0, "note": "\u00e9 é", "list": [1, true, null]})";

    std::vector<ParsedDispatch> torn;
    for (std::size_t size = 1; size < whole.size(); ++size) {
        torn.push_back(parse(whole.substr(0, size)));
    }

    ASSERT_TRUE(parse(whole).record);
    EXPECT_THAT(torn, Each(Field(&ParsedDispatch::record, std::nullopt)));
    EXPECT_THAT(torn, Each(Field(&ParsedDispatch::problems, says("is cut off"))));
}

TEST(DispatchRecord, OfAnEmptyFileIsAProblemWithItsSlug)
{
    EXPECT_THAT(parse("").problems, ElementsAre(Problem{path, 0, 0, "is empty", "T-1"}));
    EXPECT_THAT(parse(" \n").problems, says("is empty"));
    EXPECT_EQ(parse("").record, std::nullopt);
}

struct Bad {
    const char* name;
    std::string json;
    int line;
    int column;
    std::string message;
};

void PrintTo(const Bad& bad, std::ostream* stream)
{
    *stream << bad.name;
}

class BadDispatchRecord : public testing::TestWithParam<Bad> {};

TEST_P(BadDispatchRecord, IsAProblemAndNoRecord)
{
    const auto parsed = parse(GetParam().json);

    const Problem expected{path, GetParam().line, GetParam().column, GetParam().message, "T-1"};
    EXPECT_THAT(parsed.problems, ElementsAre(expected));
    EXPECT_EQ(parsed.record, std::nullopt);
}

std::string nested(std::size_t levels)
{
    return R"({"a": )" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
}

INSTANTIATE_TEST_SUITE_P(
    DispatchRecord, BadDispatchRecord,
    testing::Values(Bad{"Array", "[]", 0, 0, "is not a JSON object"},
                    Bad{"Number", "0", 0, 0, "is not a JSON object"},
                    Bad{"Null", "null", 0, 0, "is not a JSON object"},
                    Bad{"Words", "{\"exit_code\": 0,\n \"pid\": none}", 2, 10, "is not valid JSON"},
                    Bad{"TwoDocuments", R"({"exit_code": 0} {})", 1, 18, "is not valid JSON"},
                    Bad{"Comment", "{} // done", 1, 4, "is not valid JSON"},
                    Bad{"NotUtf8", "{\"slug\": \"\xff\"}", 1, 11, "is not valid JSON"},
                    Bad{"Nul", std::string("{\"exit_code\": 0}\0", 17), 1, 17, "holds a NUL"},
                    Bad{"DuplicateKey", R"({"exit_code": 1, "exit_code": 0})", 0, 0,
                        "the key 'exit_code' is there twice"},
                    Bad{"DuplicateKeyBelow", R"({"a": [{"b": 1, "b": 2}]})", 0, 0,
                        "the key 'b' is there twice"},
                    Bad{"TooDeep", nested(65), 0, 0, "is nested deeper than 64 levels"}),
    [](const auto& test) { return test.param.name; });

TEST(DispatchRecord, MayBeNested64Deep)
{
    EXPECT_TRUE(parse(nested(64)).record);
}

TEST(DispatchRecord, MayRepeatAKeyInDifferentObjects)
{
    EXPECT_TRUE(parse(R"({"a": {"b": 1}, "b": [{"b": 1}, {"b": 1}]})").record);
}

TEST(SlugFromDispatchPath, IsWhatTheDispatcherPutIntoTheName)
{
    EXPECT_EQ(slug_from_dispatch_path("tasks/logs/dispatch-T-1.status.json"), "T-1");
    EXPECT_EQ(slug_from_dispatch_path("dispatch-v1.2-final.status.json"), "v1.2-final");
}

TEST(SlugFromDispatchPath, IsElseTheNameWithoutExtensions)
{
    EXPECT_EQ(slug_from_dispatch_path("runs/T-1.status.json"), "T-1");
    EXPECT_EQ(slug_from_dispatch_path("runs/dispatch-T-1.json"), "dispatch-T-1");
    EXPECT_EQ(slug_from_dispatch_path("runs/dispatch-.status.json"), "dispatch-");
    EXPECT_EQ(slug_from_dispatch_path("runs/T-1"), "T-1");
    EXPECT_EQ(slug_from_dispatch_path("runs/.T-1.json"), ".T-1");
}

TEST(LogPath, LiesBesideTheRecord)
{
    EXPECT_EQ(log_path_of("tasks/logs/dispatch-T-1.status.json"), "tasks/logs/dispatch-T-1.log");
    EXPECT_EQ(log_path_of("runs.d/T-1.x.json"), "runs.d/T-1.x.log");
    EXPECT_EQ(log_path_of("runs.d/T-1"), "runs.d/T-1.log");
    EXPECT_EQ(log_path_of("T-1.json"), "T-1.log");
}

TEST(ExitCodeInLog, IsTheLastOne)
{
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code=1\nagain\ndispatch_exit_code=0\n"), 0);
    EXPECT_EQ(exit_code_in_log("done [dispatch_exit_code=-15]"), -15);
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code=137"), 137);
}

TEST(ExitCodeInLog, StandsAtWordBorders)
{
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code=3\nmy_dispatch_exit_code=0\n"), 3);
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code=3\ndispatch_exit_code=0x10\n"), 3);
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code=0dispatch_exit_code=1"), std::nullopt);
}

TEST(ExitCodeInLog, IsAnInteger)
{
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code=$?"), std::nullopt);
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code="), std::nullopt);
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code=-"), std::nullopt);
    EXPECT_EQ(exit_code_in_log("dispatch_exit_code=9223372036854775808"), std::nullopt);
    EXPECT_EQ(exit_code_in_log("no code here"), std::nullopt);
    EXPECT_EQ(exit_code_in_log(""), std::nullopt);
}

constexpr Nanoseconds now = 1'774'375'684 * one_second;
constexpr Nanoseconds stalled_after = 15 * one_minute;

WorkerState state_of(const WorkerFacts& facts)
{
    return derive_state(facts, now, stalled_after);
}

WorkerFacts facts_of(Process process)
{
    return {.exit_code = {},
            .has_pid = true,
            .process = {process},
            .started_at = now - one_minute,
            .quiet_since = now};
}

TEST(WorkerState, GoesByTheExitCodeFirst)
{
    auto facts = facts_of({.alive = true, .started_at = {}});

    facts.exit_code = 0;
    EXPECT_EQ(state_of(facts), WorkerState::exited);
    facts.exit_code = -9;
    EXPECT_EQ(state_of(facts), WorkerState::failed);
}

TEST(WorkerState, IsUnknownWithoutExitCodeAndPid)
{
    EXPECT_EQ(state_of({}), WorkerState::unknown);
}

TEST(WorkerState, IsUnknownWhenTheProcessCouldNotBeLookedAt)
{
    auto facts = facts_of({});
    facts.process = Looked<Process>::failed(EACCES);

    EXPECT_EQ(state_of(facts), WorkerState::unknown);
}

// G02: a stale pid.
TEST(WorkerState, IsGoneWithItsProcess)
{
    EXPECT_EQ(state_of(facts_of({.alive = false, .started_at = {}})), WorkerState::worker_gone);
}

TEST(WorkerState, IsRunningWhileItsProcessIsAlive)
{
    const auto begun = now - one_minute;

    EXPECT_EQ(state_of(facts_of({.alive = true, .started_at = begun})), WorkerState::running);
    EXPECT_EQ(state_of(facts_of({.alive = true, .started_at = begun + 5 * one_second})),
              WorkerState::running);
}

TEST(WorkerState, IsGoneWhenItsPidBelongsToALaterProcess)
{
    const auto later = now - one_minute + 5 * one_second + 1;

    EXPECT_EQ(state_of(facts_of({.alive = true, .started_at = later})), WorkerState::worker_gone);
}

TEST(WorkerState, GoesByThePidAloneWhenAStartIsUnknown)
{
    auto recorded_without_start = facts_of({.alive = true, .started_at = now});
    recorded_without_start.started_at = std::nullopt;

    EXPECT_EQ(state_of(recorded_without_start), WorkerState::running);
    EXPECT_EQ(state_of(facts_of({.alive = true, .started_at = {}})), WorkerState::running);
}

TEST(WorkerState, IsStalledWhenQuietForLonger)
{
    auto facts = facts_of({.alive = true, .started_at = {}});

    facts.quiet_since = now - stalled_after;
    EXPECT_EQ(state_of(facts), WorkerState::running);
    facts.quiet_since = now - stalled_after - 1;
    EXPECT_EQ(state_of(facts), WorkerState::stalled);
}

}   // namespace
}   // namespace tmdb
