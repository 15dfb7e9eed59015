#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

const std::string list_path = ".tasks/task_manager/pull-requests.json";

class SyncPullRequests : public EndToEnd {
protected:
    SyncPullRequests() { task("fix-login", {{"status", "in_progress"}}); }

    /// A program named gh that does this, in the shell's words.
    void given_gh(const std::string& script)
    {
        const std::string path = outside("bin/gh");
        write_file(path, "#!/bin/sh\n" + script + "\n");
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        environment = {"PATH=" + outside("bin") + ":" + std::getenv("PATH")};
    }
    void given_gh_says(const std::vector<nlohmann::json>& list)
    {
        write_file(outside("answer"), nlohmann::json(list).dump());
        given_gh("cat '" + outside("answer") + "'");
    }
    Answer fetch() { return tm_db({"sync", "--gh"}); }
    std::string numbers() const
    {
        return value("SELECT COALESCE(group_concat(number), '') FROM pull_request");
    }
    std::string text_outside(const std::string& name) const
    {
        std::ifstream stream(outside(name));
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    nlohmann::json open_one(int number) const
    {
        return pull_request(number, "fix-login", std::string(40, 'a'));
    }
};

TEST_F(SyncPullRequests, MirrorsTheFile)
{
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'),
                                {{"state", "MERGED"}, {"mergedAt", minutes_ago(5)}})});

    sync();

    EXPECT_EQ(rows("SELECT number, url, state, head_ref, head_oid, merged_at, mergeable, ci_state"
                   "  FROM pull_request"),
              (Rows{{"7", "https://example.org/o/r/pull/7", "MERGED", "fix-login",
                     std::string(40, 'a'), minutes_ago(5), "MERGEABLE", "none"}}));
    EXPECT_THAT(tm_db({"sync"}).out,
                HasSubstr("the pull requests are those of " + minutes_ago(60)));
}

TEST_F(SyncPullRequests, KeepsTheLastRowsOfATornFileAndSaysWhere)
{
    pull_requests({open_one(7)});
    sync();
    file(list_path, "[{\"number\": 8,");

    const Answer answer = tm_db({"sync"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, HasSubstr(list_path + ":1:15: torn"));
    EXPECT_EQ(numbers(), "7");
}

TEST_F(SyncPullRequests, KeepsTheLastRowOfOneThatCannotBeRead)
{
    pull_requests({open_one(7), open_one(8)});
    sync();
    nlohmann::json broken = open_one(8);
    broken["state"] = 3;
    pull_requests({open_one(7), broken});

    sync();

    EXPECT_EQ(numbers(), "7,8");
    EXPECT_THAT(value("SELECT message FROM problem"), HasSubstr("pull request 8"));
}

TEST_F(SyncPullRequests, ForgetsThemWhenTheFileIsGone)
{
    pull_requests({open_one(7)});
    sync();
    remove(list_path);

    sync();

    EXPECT_EQ(numbers(), "");
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

TEST_F(SyncPullRequests, RunsNoGhUnlessAsked)
{
    given_gh("touch '" + outside("was run") + "'");

    sync();

    EXPECT_FALSE(std::filesystem::is_regular_file(outside("was run")));
}

TEST_F(SyncPullRequests, AsksGhInTheRootAndKeepsTheAnswer)
{
    given_gh_says({open_one(7)});
    write_file(outside("bin/gh"), "#!/bin/sh\npwd > '" + outside("folder") + "'\necho \"$@\" > '" +
                                      outside("arguments") + "'\ncat '" + outside("answer") +
                                      "'\n");

    EXPECT_EQ(fetch().status, 0);
    sync();

    EXPECT_EQ(numbers(), "7");
    EXPECT_EQ(text_outside("arguments"),
              "pr list --state all --json number,url,state,title,headRefName,headRefOid,mergedAt,"
              "closedAt,mergeable,statusCheckRollup,isDraft,updatedAt --limit 1000\n");
    EXPECT_EQ(text_outside("folder"), std::filesystem::canonical(root()).string() + "\n");
}

TEST_F(SyncPullRequests, KeepsTheLastRowsAndTheirAgeWhenGhFails)
{
    given_gh_says({open_one(7)});
    fetch();
    const std::string then = now;
    now = "2026-03-24T21:00:00Z";
    given_gh("echo 'could not connect' >&2; exit 4");

    const Answer answer = fetch();

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out,
                AllOf(HasSubstr("gh: could not connect; the pull requests are those of " + then)));
    EXPECT_EQ(numbers(), "7");
    EXPECT_EQ(value("SELECT outcome FROM run ORDER BY id DESC LIMIT 1"), "partial");
}

TEST_F(SyncPullRequests, SaysSoWhenThereIsNoGh)
{
    environment = {"PATH=" + outside("nothing here")};

    EXPECT_THAT(fetch().out, HasSubstr("cannot start 'gh': no such file or directory; no pull "
                                       "requests are known"));
}

TEST_F(SyncPullRequests, DoesNotBelieveWhatIsNoList)
{
    given_gh_says({open_one(7)});
    fetch();
    given_gh("echo '{}'");

    EXPECT_THAT(fetch().out, HasSubstr("gh: it is not an array"));
    EXPECT_EQ(numbers(), "7");
}

TEST_F(SyncPullRequests, ForgetsTheFailureAtTheNextSuccess)
{
    given_gh("exit 1");
    fetch();
    sync();
    EXPECT_EQ(value("SELECT COUNT(*) FROM problem"), "1");
    given_gh_says({open_one(7)});

    fetch();

    EXPECT_EQ(value("SELECT COUNT(*) FROM problem"), "0");
}

TEST_F(SyncPullRequests, BelievesTheYoungerOfFileAndGh)
{
    pull_requests({open_one(7)});
    sync();
    given_gh_says({open_one(8)});
    fetch();
    sync();
    EXPECT_EQ(numbers(), "8");
    pull_requests({open_one(9)});
    age(list_path, -1);

    sync();

    EXPECT_EQ(numbers(), "9");
}

}   // namespace
}   // namespace tmdb
