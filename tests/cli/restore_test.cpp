#include "support/pass_test.hpp"

namespace tmdb {
namespace {

using testing::SizeIs;

/// The command restore, through the real binary. Dave's register has been pruned of two entries
/// in run 2; run 1 was the sync before.
class RestoreCommand : public EndToEnd {
protected:
    RestoreCommand()
    {
        nlohmann::ordered_json entries;
        for (const auto* slug : {"fix-login", "keep", "add-index"}) {
            task(slug, {{"status", "completed"}});
            entries[slug] = entry(slug, std::string(".worktrees/") + slug);
        }
        worktree("keep");
        registers("dave", entries);
        may_change(dave);
        whole = read(dave);
        reconcile();
    }

    std::string whole;
};

TEST_F(RestoreCommand, StartsFromARegisterWithoutThem)
{
    EXPECT_THAT(
        rows("SELECT id, slug, run_id FROM prune ORDER BY id"),
        ElementsAre(ElementsAre("1", "fix-login", "2"), ElementsAre("2", "add-index", "2")));
    EXPECT_THAT(read(dave), HasSubstr("{\n  \"keep\": {"));
}

TEST_F(RestoreCommand, PutsARunBackByteForByte)
{
    const Answer answer = tm_db({"restore", "--run", "2"});

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_EQ(read(dave), whole);
    EXPECT_THAT(rows("SELECT id FROM prune WHERE restored_at = '2026-03-24T18:00:00Z'"), SizeIs(2));
}

TEST_F(RestoreCommand, PutsThemBackOneByOne)
{
    EXPECT_EQ(tm_db({"restore", "add-index"}).status, 0);
    EXPECT_EQ(tm_db({"restore", "--prune", "1"}).status, 0);

    EXPECT_EQ(read(dave), whole);
}

TEST_F(RestoreCommand, TellsWhatItDidAsJson)
{
    const Json answer = tm_db({"restore", "fix-login", "--json"}).json();

    ASSERT_THAT(answer.at("entries"), SizeIs(1));
    EXPECT_EQ(answer.at("entries").at(0).at("slug"), "fix-login");
    EXPECT_EQ(answer.at("entries").at(0).at("prune"), 1);
    EXPECT_EQ(answer.at("entries").at(0).at("outcome"), "identical");
    EXPECT_EQ(answer.at("run"), 3);
}

TEST_F(RestoreCommand, GoesBesideTheNeighbourInARegisterThatHasChanged)
{
    auto entries = nlohmann::ordered_json::parse(read(dave));
    entries["newcomer"] = entry("newcomer", std::nullopt);
    registers("dave", entries);
    const std::string changed = read(dave);

    const Json answer = tm_db({"restore", "add-index", "--json"}).json();

    EXPECT_EQ(answer.at("entries").at(0).at("outcome"), "beside");
    entries = nlohmann::ordered_json::parse(read(dave));
    EXPECT_EQ(std::next(entries.begin(), 1).key(), "add-index");
    entries.erase("add-index");
    EXPECT_EQ(entries.dump(2), changed);
}

TEST_F(RestoreCommand, HasNothingToDoTheSecondTime)
{
    tm_db({"restore", "fix-login"});
    const std::string once = read(dave);

    const Answer again = tm_db({"restore", "fix-login", "--exit-code"});

    EXPECT_EQ(again.status, 0);
    EXPECT_THAT(again.out, HasSubstr("nothing to do: it came back at 2026-03-24T18:00:00Z"));
    EXPECT_EQ(read(dave), once);
}

TEST_F(RestoreCommand, NeverOverwritesASlugThatIsRegisteredAgain)
{
    auto renewed = entry("fix-login", ".worktrees/second-try");
    registers("dave", {{"fix-login", renewed}});
    const std::string before = read(dave);

    const Answer answer = tm_db({"restore", "fix-login"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.out, HasSubstr("registered again"));
    EXPECT_EQ(tm_db({"restore", "fix-login", "--exit-code"}).status, 5);
    EXPECT_EQ(read(dave), before);
}

TEST_F(RestoreCommand, SaysThatNothingFitsAndWhereToLook)
{
    const Answer answer = tm_db({"restore", "unheard-of"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("nothing that was pruned fits"));
    EXPECT_THAT(answer.err, HasSubstr("hint: "));
    EXPECT_EQ(tm_db({"restore", "--prune", "99"}).status, 1);
    EXPECT_EQ(tm_db({"restore", "--run", "1"}).status, 1);
}

TEST_F(RestoreCommand, AsksForExactlyOneChoice)
{
    EXPECT_EQ(tm_db({"restore"}).status, 64);
    EXPECT_EQ(tm_db({"restore", "fix-login", "--run", "2"}).status, 64);
    EXPECT_EQ(tm_db({"restore", "--prune", "fix-login"}).status, 64);
}

class RestoreBeforeTheFirstSync : public EndToEnd {};

TEST_F(RestoreBeforeTheFirstSync, CreatesNothingAndSaysWhatToRun)
{
    nothing_may_change();

    const Answer answer = tm_db({"restore", "fix-login"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("tm-db sync"));
}

}   // namespace
}   // namespace tmdb
