#include "sources/task_file.hpp"

#include "base/hash.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::SizeIs;

const std::string path = "tasks/workstreams/web/tasks/Fix-Login.v2.md";

/// The task of a file with this YAML at its head.
Task task_of(const std::string& yaml, const Config& config = {})
{
    return parse_task_file("---\n" + yaml + "---\nbody\n", path, config).task.value();
}

Config with_fields(const std::map<std::string, std::vector<std::string>>& fields)
{
    Config config;
    config.fields = fields;
    return config;
}

TEST(TaskFile, IsReadWholly)
{
    const std::string block = "---\n"
                              "id: T-7\n"
                              "title: 'Fix: the login'\n"
                              "status: In Progress\n"
                              "priority: p1\n"
                              "milestone: 1.0\n"
                              "owner: dave\n"
                              "depends_on: [a, b]\n"
                              "tags:\n"
                              "  - web\n"
                              "  - 010\n"
                              "pr_url: https://example.org/pull/7\n"
                              "pr_number: 007\n"
                              "pr_created_at: 2026-03-23\n"
                              "started_at: 2026-03-24\n"
                              "completed_at: 2026-03-25 10:00\n"
                              "completed_by: agent\n"
                              "own: {x: 1}\n"
                              "---";

    const auto parsed = parse_task_file(block + "\n# Fix the login\n", path, {});

    const TaskFields fields{.id = "T-7",
                            .title = "Fix: the login",
                            .status = "in_progress",
                            .status_raw = "In Progress",
                            .priority = "p1",
                            .milestone = "1.0",
                            .owner = "dave",
                            .owner_key = "dave",
                            .pr_number = "007",
                            .pr_url = "https://example.org/pull/7",
                            .pr_created_at = "2026-03-23",
                            .pull_request = 7,
                            .started_at = "2026-03-24",
                            .completed_at = "2026-03-25 10:00",
                            .completed_by = "agent",
                            .depends_on = {"a", "b"},
                            .tags = R"(["web","010"])"};
    EXPECT_EQ(parsed.task->fields, fields);
    EXPECT_EQ(parsed.task->path, path);
    EXPECT_EQ(parsed.task->slug, "Fix-Login.v2");
    EXPECT_EQ(parsed.task->content_hash, content_hash(block));
    EXPECT_THAT(parsed.task->front_matter, EndsWith(R"("own":{"x":"1"}})"));
    EXPECT_FALSE(parsed.task->stale);
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(TaskFile, WithNothingInItHasNoFields)
{
    const auto parsed = parse_task_file("---\n---\n", path, {});

    EXPECT_EQ(parsed.task->fields, TaskFields{});
    EXPECT_EQ(parsed.task->front_matter, "{}");
    EXPECT_FALSE(parsed.task->stale);
}

TEST(TaskFile, KeepsTheStatusAsWrittenBesideItsNormalForm)
{
    const auto task = task_of("status: ' To-Do '\n");

    EXPECT_EQ(task.fields.status, "not_started");
    EXPECT_EQ(task.fields.status_raw, " To-Do ");
}

TEST(TaskFile, TakesTheConfiguredStatusSynonyms)
{
    Config config;
    config.status = {{"in_review", "in_progress"}, {"done", "verified"}};

    EXPECT_EQ(task_of("status: In Review\n", config).fields.status, "in_progress");
    EXPECT_EQ(task_of("status: Done\n", config).fields.status, "verified");
    EXPECT_EQ(task_of("status: wip\n", config).fields.status, "in_progress");
}

TEST(TaskFile, KnowsTheOtherNamesOfFields)
{
    EXPECT_THAT(task_of("dependencies: [a]\n").fields.depends_on, ElementsAre("a"));
    EXPECT_THAT(task_of("blocked_by: [a]\n").fields.depends_on, ElementsAre("a"));
    EXPECT_EQ(task_of("labels: [web]\n").fields.tags, R"(["web"])");
    EXPECT_EQ(task_of("completed: 2026-03-24\n").fields.completed_at, "2026-03-24");
}

TEST(TaskFile, TakesTheFirstNameThatSaysSomething)
{
    EXPECT_THAT(task_of("blocked_by: [c]\ndependencies: [b]\ndepends_on: [a]\n").fields.depends_on,
                ElementsAre("a"));
    EXPECT_THAT(task_of("depends_on: []\ndependencies: ~\nblocked_by: c\n").fields.depends_on,
                ElementsAre("c"));
}

TEST(TaskFile, TakesNullAndBlanksForNothing)
{
    const auto fields = task_of("id: ~\ntitle: ''\nowner: []\nstatus: '  '\npriority: {}\n"
                                "tags: ['', ~]\ndepends_on:\n")
                            .fields;

    EXPECT_EQ(fields, TaskFields{});
}

TEST(TaskFile, TakesTheFirstOfAListForOneValue)
{
    EXPECT_EQ(task_of("owner: ['@x', '@y']\n").fields.owner, "@x");
}

TEST(TaskFile, TakesOneValueForAListOfOne)
{
    EXPECT_THAT(task_of("depends_on: a\n").fields.depends_on, ElementsAre("a"));
    EXPECT_EQ(task_of("tags: a, b\n").fields.tags, R"(["a, b"])");
}

TEST(TaskFile, KnowsItsPullRequestByNumberOrAddress)
{
    EXPECT_EQ(task_of("pr_number: 835\n").fields.pull_request, 835);
    EXPECT_EQ(task_of("pr_number: '#835'\n").fields.pull_request, 835);
    EXPECT_EQ(task_of("pr_url: https://example.org/o/r/pull/835/files\n").fields.pull_request, 835);
    EXPECT_EQ(task_of("pr_number: soon\npr_url: none\n").fields.pull_request, std::nullopt);
}

TEST(TaskFile, WritesTagsAsJsonWhateverTheyHold)
{
    EXPECT_EQ(task_of("tags: ['quo\"te', 'back\\slash', \"\\e\"]\n").fields.tags,
              R"(["quo\"te","back\\slash","\u001b"])");
}

TEST(TaskFile, TakesWikiLinksForTheirTexts)
{
    EXPECT_THAT(task_of("depends_on: [[a]]\n").fields.depends_on, ElementsAre("a"));
    EXPECT_THAT(task_of("depends_on:\n  - [[a]]\n  - b\n").fields.depends_on,
                ElementsAre("a", "b"));
}

TEST(TaskFile, HasTheFieldsThatAreConfigured)
{
    const auto config = with_fields({{"owner", {"assignee", "owner"}}, {"tags", {"topics"}}});

    const auto fields = task_of("assignee: ['@x']\nowner: y\ntags: [a]\nid: 7\n", config).fields;

    EXPECT_EQ(fields.owner, "@x");
    EXPECT_EQ(fields.tags, "[]");
    EXPECT_EQ(fields.id, "7");
}

TEST(TaskFile, LeavesOutAFieldThatIsConfiguredAway)
{
    EXPECT_EQ(task_of("owner: y\n", with_fields({{"owner", {}}})).fields.owner, std::nullopt);
}

TEST(TaskFile, HasItsStemForASlugWhateverItsFieldsSay)
{
    EXPECT_EQ(task_of("slug: other\nid: 7\n").slug, "Fix-Login.v2");
    EXPECT_EQ(task_of("slug: other\n", with_fields({{"slug", {}}})).slug, "Fix-Login.v2");
}

TEST(TaskFile, HasTheConfiguredFieldForASlug)
{
    const auto config = with_fields({{"slug", {"key", "id"}}});

    EXPECT_EQ(task_of("id: TASK 7\n", config).slug, "task-7");
    EXPECT_EQ(task_of("id: 7\nkey: K_1.a\n", config).slug, "k_1.a");
    EXPECT_EQ(task_of("title: x\n", config).slug, "Fix-Login.v2");
}

TEST(TaskFile, OfAnotherTrackerIsAMatterOfConfiguration)
{
    const auto config = with_fields({{"slug", {"id"}}, {"owner", {"assignee"}}});

    const auto task = task_of("id: TASK-12\ntitle: Search\nstatus: Done\nassignee: ['@x']\n"
                              "labels: []\ndependencies: [TASK-3]\n",
                              config);

    EXPECT_EQ(task.slug, "task-12");
    EXPECT_EQ(task.fields.status, "completed");
    EXPECT_EQ(task.fields.owner, "@x");
    EXPECT_THAT(task.fields.depends_on, ElementsAre("TASK-3"));
}

TEST(TaskFile, T01HasARowWithoutFrontMatter)
{
    const std::string text = "# Just words\n";

    const auto parsed = parse_task_file(text, path, {});

    EXPECT_TRUE(parsed.task->stale);
    EXPECT_EQ(parsed.task->slug, "Fix-Login.v2");
    EXPECT_EQ(parsed.task->content_hash, content_hash(text));
    EXPECT_THAT(parsed.problems,
                ElementsAre(Problem{path, 1, 1, "no front matter", "Fix-Login.v2"}));
}

TEST(TaskFile, T02IsNeverCompletedWhenTorn)
{
    const auto parsed = parse_task_file("---\nstatus: completed\n", path, {});

    EXPECT_EQ(parsed.task->fields.status, std::nullopt);
    EXPECT_TRUE(parsed.task->stale);
    EXPECT_THAT(parsed.problems, SizeIs(1));
}

TEST(TaskFile, T03IsStaleWithAStatusThatIsThereTwice)
{
    const auto parsed = parse_task_file("---\nstatus: ready\nstatus: completed\n---\n", path, {});

    EXPECT_TRUE(parsed.task->stale);
    EXPECT_EQ(parsed.task->fields.status, "completed");
    EXPECT_THAT(
        parsed.problems,
        ElementsAre(Problem{path, 3, 1, "duplicate key 'status': 'ready' and then 'completed'",
                            "Fix-Login.v2"}));
}

TEST(TaskFile, T06IsReadInNothingButItsFrontMatter)
{
    const std::string head = "---\nid: 7\n---\n";

    const auto small = parse_task_file(head, path, {});
    const auto large = parse_task_file(head + std::string(1u << 20, '\0'), path, {});

    EXPECT_EQ(small.task, large.task);
    EXPECT_THAT(large.problems, IsEmpty());
}

TEST(TaskFile, NamesTheSlugOfItsFieldInProblems)
{
    const auto parsed =
        parse_task_file("---\nid: T7\nowner: @x\n---\n", path, with_fields({{"slug", {"id"}}}));

    EXPECT_EQ(parsed.task->slug, "t7");
    EXPECT_EQ(parsed.problems.at(0).slug, "t7");
}

TEST(TaskFile, HasOneHashForOneFrontMatter)
{
    const auto plain = parse_task_file("---\nid: 7\n---\none\n", path, {});
    const auto other_body = parse_task_file("---\nid: 7\n---\ntwo\n", path, {});
    const auto other_fields = parse_task_file("---\nid: 8\n---\none\n", path, {});

    EXPECT_EQ(plain.task->content_hash, other_body.task->content_hash);
    EXPECT_NE(plain.task->content_hash, other_fields.task->content_hash);
}

}   // namespace
}   // namespace tmdb
