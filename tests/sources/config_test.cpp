#include "sources/config.hpp"

#include "base/error.hpp"
#include "sources/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

const std::string path = "/repo/.tasks/task_manager/tm-db.toml";

/// The error of a configuration that must not be taken.
Error error_of(const std::string& toml)
{
    try {
        parse_config(toml, path);
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), ExitStatus::usage);
        EXPECT_NE(error.hint(), "");
        return error;
    }
    ADD_FAILURE() << "was taken: " << toml;
    return Error("nothing was refused");
}

std::string message_of(const std::string& toml)
{
    return error_of(toml).what();
}

std::string at(const std::string& place, const std::string& reason)
{
    return "cannot use '" + path + "': " + place + ": " + reason;
}

TEST(Configuration, OfNothingIsTheDefaults)
{
    EXPECT_EQ(parse_config("", path), Config{});
    EXPECT_EQ(parse_config("# later\n[layout]\n[fields]\n[passes]\n", path), Config{});
}

TEST(Configuration, IsReadWholly)
{
    const auto config = parse_config(R"(
        [layout]
        tasks     = ["backlog/tasks/*.md", "backlog/done/*.md"]
        registers = []
        worktrees = ["trees/*"]
        dispatch  = ["logs/*.json"]
        roles     = ["roles/*.md"]
        people    = ["people/*.md"]
        [fields]
        slug  = ["id"]
        owner = "assignee"
        [status]
        "In Review" = "in_progress"
        [owners]
        dave = ["davefowler"]
        [thresholds]
        grace = 0
        stalled_after = 1
        pickup_overdue = 2
        worker_idle = 3
        stuck_in_progress = 4
        [grace]
        pickup_overdue = 15
        [passes]
        skip  = ["pr_conflict"]
        drift = "mtime"
        time_limit = 0.5
    )",
                                     path);

    Config expected;
    expected.layout = {{"backlog/tasks/*.md", "backlog/done/*.md"},
                       {},
                       {"trees/*"},
                       {"logs/*.json"},
                       {"roles/*.md"},
                       {"people/*.md"}};
    expected.fields = {{"slug", {"id"}}, {"owner", {"assignee"}}};
    expected.status = {{"in_review", "in_progress"}};
    expected.owners = {{"dave", {"davefowler"}}};
    expected.thresholds = {0, 1, 2, 3, 4};
    expected.grace = {{"pickup_overdue", 15}};
    expected.skipped_passes = {"pr_conflict"};
    expected.drift = DriftRule::mtime;
    expected.pass_time_limit = std::chrono::milliseconds(500);
    EXPECT_EQ(config, expected);
}

TEST(Configuration, KeepsTheDefaultsOfWhatItDoesNotSay)
{
    const auto config =
        parse_config("[thresholds]\ngrace = 5\n[layout]\ntasks = ['t/*.md']\n", path);

    EXPECT_EQ(config.thresholds.grace, 5);
    EXPECT_EQ(config.thresholds.stalled_after, 15);
    EXPECT_THAT(config.layout.tasks, ElementsAre("t/*.md"));
    EXPECT_THAT(config.layout.worktrees, ElementsAre(".worktrees/*"));
}

TEST(Configuration, TakesEveryMirroredField)
{
    const auto config = parse_config(R"([fields]
        id = "a"
        title = "b"
        status = "c"
        priority = "d"
        milestone = "e"
        owner = "f"
        depends_on = ["g", "h"]
        tags = "i"
        pr_url = "j"
        pr_number = "k"
        pr_created_at = "l"
        started_at = "m"
        completed_at = "n"
        completed_by = "o"
        slug = []
    )",
                                     path);

    EXPECT_EQ(config.fields.size(), 15u);
    EXPECT_THAT(config.fields.at("depends_on"), ElementsAre("g", "h"));
    EXPECT_THAT(config.fields.at("slug"), IsEmpty());
}

TEST(Configuration, NormalisesStatuses)
{
    const auto config =
        parse_config("[status]\n\"In Review\" = \"WIP\"\nShip-It = \"Ready To Go\"\n", path);

    EXPECT_THAT(config.status, UnorderedElementsAre(Pair("in_review", "in_progress"),
                                                    Pair("ship_it", "ready_to_go")));
}

TEST(Configuration, KeepsAStatusKeyThatIsABuiltInSynonym)
{
    const auto config = parse_config("[status]\ndone = \"verified\"\n", path);

    EXPECT_THAT(config.status, ElementsAre(Pair("done", "verified")));
}

TEST(Configuration, RefusesAStatusWithTwoMeanings)
{
    EXPECT_THAT(message_of("[status]\n\"in review\" = \"ready\"\nIn-Review = \"blocked\"\n"),
                HasSubstr("'status.in review' is one with another key"));
    EXPECT_EQ(parse_config("[status]\n\"a b\" = \"ready\"\nA-B = \"ready\"\n", path).status.size(),
              1u);
}

// --- V11 ------------------------------------------------------------------------------------

TEST(Configuration, V11RefusesAnUnknownTable)
{
    const auto error = error_of("[thresholds]\ngrace = 1\n[limits]\ngrace = 2\n");

    EXPECT_EQ(error.what(), at("line 3, column 2", "unknown key 'limits'"));
    EXPECT_EQ(error.hint(),
              "the keys known are fields, grace, history, layout, owners, passes, status, "
              "thresholds");
}

TEST(Configuration, V11RefusesAnUnknownKey)
{
    const auto error = error_of("[layout]\ntasks = []\n  task = []\n");

    EXPECT_EQ(error.what(), at("line 3, column 3", "unknown key 'layout.task'"));
    EXPECT_EQ(
        error.hint(),
        "the keys known in [layout] are dispatch, people, registers, roles, tasks, worktrees");
}

TEST(Configuration, V11RefusesUnknownKeysOfEveryTable)
{
    EXPECT_THAT(message_of("limit = 1\n"), HasSubstr("unknown key 'limit'"));
    EXPECT_THAT(message_of("[fields]\npr = 'x'\n"), HasSubstr("unknown key 'fields.pr'"));
    EXPECT_THAT(message_of("[thresholds]\nidle = 1\n"), HasSubstr("unknown key 'thresholds.idle'"));
    EXPECT_THAT(message_of("[passes]\nonly = []\n"), HasSubstr("unknown key 'passes.only'"));
    EXPECT_THAT(message_of("[layout.tasks]\n"), HasSubstr("'layout.tasks' must be an array"));
}

TEST(Configuration, V11RefusesAWrongType)
{
    const auto error = error_of("[layout]\ntasks = \"*.md\"\n");

    EXPECT_EQ(error.what(), at("line 2, column 9", "'layout.tasks' must be an array of strings"));
    EXPECT_THAT(error.hint(), HasSubstr("tasks"));
}

TEST(Configuration, V11RefusesWrongTypesOfEveryTable)
{
    EXPECT_THAT(message_of("layout = 1\n"), HasSubstr("'layout' must be a table"));
    EXPECT_THAT(message_of("[[owners]]\n"), HasSubstr("'owners' must be a table"));
    EXPECT_THAT(message_of("[layout]\ntasks = ['a', 1]\n"), HasSubstr("'layout.tasks' must be"));
    EXPECT_THAT(message_of("[fields]\nid = 1\n"),
                HasSubstr("'fields.id' must be a string or an array of strings"));
    EXPECT_THAT(message_of("[fields]\nid = [1]\n"), HasSubstr("'fields.id' must be"));
    EXPECT_THAT(message_of("[status]\ndone = true\n"), HasSubstr("'status.done' must be a string"));
    EXPECT_THAT(message_of("[owners]\ndave = 'd'\n"), HasSubstr("'owners.dave' must be an array"));
    EXPECT_THAT(message_of("[passes]\nskip = 'x'\n"), HasSubstr("'passes.skip' must be an array"));
    EXPECT_THAT(message_of("[passes]\ndrift = 1\n"), HasSubstr("'passes.drift' must be a string"));
}

TEST(Configuration, V11RefusesThresholdsThatAreNoMinutes)
{
    EXPECT_THAT(
        message_of("[thresholds]\ngrace = -1\n"),
        StartsWith(at("line 2, column 9", "'thresholds.grace' must be a number of minutes")));
    EXPECT_THAT(message_of("[thresholds]\ngrace = 1.5\n"), HasSubstr("'thresholds.grace'"));
    EXPECT_THAT(message_of("[thresholds]\ngrace = '10'\n"), HasSubstr("'thresholds.grace'"));
    EXPECT_THAT(message_of("[grace]\nworker_idle = -1\n"),
                HasSubstr("'grace.worker_idle' must be a number of minutes"));
    EXPECT_THAT(message_of("[grace]\nworker_idle = 1.5\n"), HasSubstr("'grace.worker_idle'"));
    EXPECT_THAT(message_of("grace = 1\n"), HasSubstr("'grace' must be a table"));
    EXPECT_THAT(message_of("[thresholds]\nworker_idle = 99999999999\n"),
                HasSubstr("'thresholds.worker_idle'"));
}

TEST(Configuration, SaysHowFarBackTheHistoryGoes)
{
    EXPECT_EQ(parse_config("", path).history, (Retention{.days = 0, .changes = 0}));
    EXPECT_EQ(parse_config("[history]\ndays = 90\nchanges = 5000000\n", path).history,
              (Retention{.days = 90, .changes = 5'000'000}));
}

TEST(Configuration, RefusesAHistoryThatIsNoNumber)
{
    EXPECT_THAT(message_of("[history]\ndays = -1\n"),
                StartsWith(at("line 2, column 8", "'history.days' must be a number")));
    EXPECT_THAT(message_of("[history]\ndays = 36601\n"), HasSubstr("'history.days'"));
    EXPECT_THAT(message_of("[history]\nchanges = '5'\n"), HasSubstr("'history.changes'"));
    EXPECT_THAT(message_of("[history]\nweeks = 1\n"), HasSubstr("unknown key 'history.weeks'"));
}

TEST(Configuration, V11RefusesGlobsThatLeadOutOfTheRoot)
{
    EXPECT_THAT(message_of("[layout]\ntasks = ['/etc/*.md']\n"),
                HasSubstr("'layout.tasks' must name paths below the root, not '/etc/*.md'"));
    EXPECT_THAT(message_of("[layout]\nworktrees = ['ok/*', 'a/../../x']\n"),
                HasSubstr("'layout.worktrees' must name paths below the root, not 'a/../../x'"));
    EXPECT_THAT(message_of("[layout]\ndispatch = ['..']\n"), HasSubstr("'layout.dispatch'"));
    EXPECT_THAT(message_of("[layout]\nregisters = ['']\n"), HasSubstr("'layout.registers'"));
    EXPECT_THAT(message_of("[layout]\nregisters = ['/']\n"), HasSubstr("'layout.registers'"));
}

TEST(Configuration, TakesDotsInGlobsThatStayBelowTheRoot)
{
    EXPECT_THAT(parse_config("[layout]\ntasks = ['..a/*.md', 'b/...']\n", path).layout.tasks,
                ElementsAre("..a/*.md", "b/..."));
}

TEST(Configuration, V11RefusesAnotherDriftRule)
{
    EXPECT_THAT(message_of("[passes]\ndrift = \"both\"\n"),
                HasSubstr("'passes.drift' must be \"content\" or \"mtime\", not 'both'"));
}

TEST(Configuration, RefusesATimeLimitThatIsNone)
{
    const std::string reason = "'passes.time_limit' must be a number of seconds";
    EXPECT_THAT(message_of("[passes]\ntime_limit = 0\n"), HasSubstr(reason));
    EXPECT_THAT(message_of("[passes]\ntime_limit = nan\n"), HasSubstr(reason));
    EXPECT_THAT(message_of("[passes]\ntime_limit = \"5\"\n"), HasSubstr(reason));
    EXPECT_EQ(parse_config("[passes]\ntime_limit = 3\n", path).pass_time_limit,
              std::chrono::seconds(3));
}

TEST(Configuration, V11RefusesWhatIsNoToml)
{
    const auto error = error_of("[layout]\ntasks = [\n");

    EXPECT_THAT(error.what(), StartsWith(at("line 2, column 11", "error while parsing array")));
    EXPECT_THAT(error.hint(),
                HasSubstr("fields, grace, history, layout, owners, passes, status, thresholds"));
}

TEST(Configuration, V11RefusesDuplicateKeysAndBadBytes)
{
    EXPECT_THAT(message_of("[thresholds]\ngrace = 1\ngrace = 2\n"), HasSubstr("line 3"));
    EXPECT_THAT(message_of("[status]\na = \"\xFF\"\n"), HasSubstr("line 2"));
    EXPECT_THAT(message_of(std::string("a\0b = 1\n", 8)), HasSubstr("line 1"));
    EXPECT_THAT(message_of("a = " + std::string(100'000, '[')), HasSubstr("line 1"));
}

TEST(Configuration, V11RefusesLettersOfOtherScriptsWhereATomlKeyHasNone)   // a find of tools/fuzz
{
    EXPECT_THAT(message_of("\n[a.Ξ]\n"), HasSubstr("line 2"));
    EXPECT_THAT(message_of("größe = 1\n"), HasSubstr("line 1"));
    EXPECT_THAT(message_of("a = Ж\n"), HasSubstr("line 1"));
    EXPECT_THAT(message_of("a = 1 é\n"), HasSubstr("line 1"));
}

TEST(Configuration, TakesLettersOfOtherScriptsInTextsAndComments)
{
    const Config config =
        parse_config("# größe Ξ Ж\n[owners]   # é\n\"dave Ж\" = ['größe']\n", "f");

    EXPECT_EQ(owner_key("Größe", config.owners), owner_key("dave Ж", config.owners));
}

TEST(Configuration, V11RefusesATableWithoutAName)   // a find of tools/fuzz
{
    EXPECT_THAT(message_of("[\n   y\"\" \n"), HasSubstr("line 1"));
    EXPECT_THAT(message_of("[[\n"), HasSubstr("line 1"));
    EXPECT_THAT(message_of("[ # tasks\n"), HasSubstr("line 1"));
    EXPECT_THAT(message_of("["), HasSubstr("line 1"));
}

// --- owners ---------------------------------------------------------------------------------

TEST(Configuration, RefusesAnAliasOfTwoOwners)
{
    EXPECT_THAT(message_of("[owners]\nanna = ['a.f']\ndave = ['A-F']\n"),
                StartsWith(at("line 3, column 8", "'owners.dave': 'A-F' is 'anna' already")));
}

TEST(Configuration, RefusesAnAliasThatIsAnotherOwner)
{
    EXPECT_THAT(message_of("[owners]\nanna = ['Dave']\ndave = []\n"),
                HasSubstr("'dave' is 'anna' already"));
    EXPECT_THAT(message_of("[owners]\nd-ave = []\ndave = []\n"),
                HasSubstr("'dave' is 'd-ave' already"));
}

TEST(Configuration, TakesAnAliasThatIsThereTwiceForOneOwner)
{
    const auto config = parse_config("[owners]\ndave = ['Dave', 'd.f', 'df']\n", path);

    EXPECT_THAT(config.owners, ElementsAre(Pair("dave", ElementsAre("Dave", "d.f", "df"))));
}

}   // namespace
}   // namespace tmdb
