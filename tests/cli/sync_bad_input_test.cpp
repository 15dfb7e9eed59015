#include "support/end_to_end.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace {

/// Bytes that are no task file, register or record, and what is said about them.
struct BadInput {
    const char* name;
    std::string bytes;
    std::string said;   // after its path
};

void PrintTo(const BadInput& input, std::ostream* out)
{
    *out << input.name;
}

std::string name_of(const ::testing::TestParamInfo<BadInput>& instance)
{
    return instance.param.name;
}

/// Beside each bad source lies a good one, which must not suffer.
class BadInputTest : public EndToEnd, public ::testing::WithParamInterface<BadInput> {
protected:
    void expect_one_problem_at(const std::string& path, const std::string& good_row)
    {
        const Answer sync = tm_db({"sync"});
        EXPECT_EQ(sync.status, 0);
        EXPECT_THAT(sync.out, HasSubstr("unreadable " + path + GetParam().said));

        EXPECT_EQ(rows("SELECT DISTINCT path FROM problem"), (Rows{{path}}));
        EXPECT_EQ(value("SELECT outcome FROM run"), "partial");
        EXPECT_EQ(value(good_row), "1");

        EXPECT_EQ(tm_db({"reconcile"}).status, 0);
        EXPECT_THAT(open("unreadable_source"), ElementsAre(path));
    }
};

// --- task files ----------------------------------------------------------------------------------

class BadTaskFile : public BadInputTest {};

TEST_P(BadTaskFile, IsAProblemAndStopsNothingElse)
{
    const std::string path = "tasks/workstreams/core/tasks/bad.md";
    file(path, GetParam().bytes);
    task("good", {{"status", "ready"}});

    expect_one_problem_at(path, "SELECT COUNT(*) FROM task WHERE slug = 'good' AND stale = 0");

    EXPECT_EQ(value("SELECT stale FROM task WHERE slug = 'bad'"), "1");
    EXPECT_THAT(open("stuck_in_progress"), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Of, BadTaskFile,
    ::testing::Values(
        BadInput{"Empty", "", ":1:1: no front matter"},
        BadInput{"WithoutFrontMatter", "# A title\n", ":1:1: no front matter"},
        BadInput{"Unterminated", "---\nstatus: done\n", ":1:1: front matter is not closed"},
        BadInput{"NotAMapping", "---\n- a\n- b\n---\n", ":2:1: front matter is not a mapping"},
        BadInput{"WithADuplicateKey", "---\nstatus: a\nstatus: b\n---\n",
                 ":3:1: duplicate key 'status'"},
        BadInput{"WithAnAnchor", "---\nstatus: &x a\n---\n", ":2:9: anchor '&x'"},
        BadInput{"WithAnAlias", "---\nstatus: *x\n---\n", ":2:9: alias '*x'"},
        BadInput{"WithAMergeKey", "---\n<<: {status: done}\n---\n", ":2:1: merge key"},
        BadInput{"WithATag", "---\nstatus: !!python/object a\n---\n", ":2:9: tag"},
        BadInput{"IndentedByTabs", "---\nstatus:\n\t- a\n---\n", ":3:1: found character"},
        BadInput{"NotUtf8", "---\nstatus: \xff\xfe\n---\n", ":2:9: invalid leading UTF-8 octet"},
        BadInput{"WithANul", std::string("---\nstatus: a\0b\n---\n", 19),
                 ":2:10: control characters are not allowed"},
        BadInput{"WithAColonTooMany", "---\ntitle: fix: it\n---\n",
                 ":2:11: mapping values are not allowed"}),
    name_of);

class OddTaskFile : public EndToEnd {
protected:
    const std::string folder = "tasks/workstreams/core/tasks/";

    void expect_a_problem_and_no_row(const std::string& path, const std::string& message)
    {
        task("good", {});
        const Answer answer = reconcile();
        EXPECT_EQ(answer.status, 0);
        EXPECT_EQ(rows("SELECT slug FROM task"), (Rows{{"good"}}));
        EXPECT_EQ(rows("SELECT path, message FROM problem"), (Rows{{path, message}}));
        EXPECT_THAT(open("unreadable_source"), ElementsAre(path));
    }
};

TEST_F(OddTaskFile, ThatIsAFifoIsNotWaitedFor)   // T14
{
    std::filesystem::create_directories(root() / folder);
    ASSERT_EQ(::mkfifo((root() / folder / "odd.md").c_str(), 0600), 0);

    expect_a_problem_and_no_row(folder + "odd.md", "it is not a regular file");
}

TEST_F(OddTaskFile, ThatIsADirectory)
{
    std::filesystem::create_directories(root() / folder / "odd.md");

    expect_a_problem_and_no_row(folder + "odd.md", "it is not a regular file");
}

TEST_F(OddTaskFile, ThatIsALinkToNowhere)
{
    std::filesystem::create_directories(root() / folder);
    std::filesystem::create_symlink("nowhere", root() / folder / "odd.md");

    expect_a_problem_and_no_row(folder + "odd.md", "it is a link that leads nowhere");
}

TEST_F(OddTaskFile, ThatIsALinkOutOfTheWorkspaceIsNotOpened)   // T15
{
    std::filesystem::create_directories(root() / folder);
    write_file(outside("secret.md"), "---\nstatus: secret\n---\n");
    std::filesystem::create_symlink(outside("secret.md"), root() / folder / "odd.md");

    expect_a_problem_and_no_row(folder + "odd.md", "it is a link that leads out of the workspace");
}

TEST_F(OddTaskFile, WithAByteOrderMarkAndCarriageReturnsIsFine)   // T12
{
    file(folder + "bom.md", "\xef\xbb\xbf---\nstatus: ready\n---\n");
    file(folder + "crlf.md", "---\r\nstatus: ready\r\n---\r\n");
    file(folder + "dots.md", "--- \nstatus: ready\n...\n");
    file(folder + "nothing.md", "---\n---\n");

    sync();

    EXPECT_EQ(rows("SELECT slug, status, stale FROM task ORDER BY slug"),
              (Rows{{"bom", "ready", "0"},
                    {"crlf", "ready", "0"},
                    {"dots", "ready", "0"},
                    {"nothing", "NULL", "0"}}));
}

TEST_F(OddTaskFile, WithAnyNameIsMirroredByItsBytes)   // T20
{
    const std::vector<std::string> names = {"a b", "line\nbreak", "\x1b[31mred",
                                            "-rf", "\xff\xfe",    std::string(252, 'x')};
    Rows slugs;
    for (const auto& name : names) {
        task(name, {});
        slugs.push_back({name});
    }
    std::sort(slugs.begin(), slugs.end());

    const Answer answer = tm_db({"sync"});

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_EQ(rows("SELECT slug FROM task ORDER BY CAST(slug AS BLOB)"), slugs);
}

TEST_F(OddTaskFile, T21ThatLooksLikeAnotherIsATaskOfItsOwn)
{
    const std::vector<std::string> names = {"caf\u00e9", "cafe\u0301", "Cafe\u0301"};
    for (const auto& name : names) {
        task(name, {{"status", "ready"}, {"title", name}});
    }

    reconcile();

    EXPECT_EQ(value("SELECT COUNT(DISTINCT slug) FROM task WHERE slug = title"), "3");
    EXPECT_THAT(open("duplicate_slug"), IsEmpty());
    for (const auto& name : names) {
        EXPECT_EQ(tm_db({"why", name}).status, 0) << name;
    }
}

TEST_F(OddTaskFile, WithAProblemKeepsItsPlaceInTheOutputAndItsEscapes)   // F60
{
    file(folder + "\x1b[31m.md", "---\nstatus: [\n---\n");

    const Answer answer = tm_db({"sync"});

    EXPECT_THAT(answer.out, AllOf(HasSubstr(R"(\u001b[31m.md:3:)"), Not(HasSubstr("\x1b"))));
}

// --- registers -----------------------------------------------------------------------------------

class BadRegister : public BadInputTest {};

TEST_P(BadRegister, IsAProblemAndStopsNothingElse)
{
    const std::string path = ".tasks/task_manager/task-manager-bad.register.json";
    file(path, GetParam().bytes);
    registers("good", {{"good", entry("good", std::nullopt)}});
    task("good", {});

    expect_one_problem_at(path, "SELECT COUNT(*) FROM register_entry"
                                " WHERE slug = 'good' AND stale = 0 AND problem IS NULL");
}

INSTANTIATE_TEST_SUITE_P(
    Of, BadRegister,
    ::testing::Values(
        BadInput{"Empty", "", ":1:1: "},                                                     // R01
        BadInput{"Torn", "{\n  \"a\": {\"slug\": \"a\"", ":2:20: torn"},                     // R02
        BadInput{"WithATail", "{\"a\": {}}\n\": {}}", ":2:1: "},                             // R03
        BadInput{"PaddedWithNul", std::string("{\"a\": {}}\0\0", 11), ":1:10: "},            // R04
        BadInput{"WithADuplicateKey", "{\n\"a\": {},\n\"\\u0061\": {}}", ":3:1: "},          // R05
        BadInput{"WithADuplicateField", "{\"a\": {\"x\": 1,\n\"x\": 2}}", ":2:1: "},         // R06
        BadInput{"TooDeep", "{\"a\": " + std::string(100'000, '['), ":1:70: nested"},        // R07
        BadInput{"NotUtf8", "{\"a\": \"\xff\"}", ":1:8: "},                                  // R11
        BadInput{"AString", "\"register\"", ":1:1: "},                                       // R12
        BadInput{"WithANullEntry", "{\n\"a\": null}", ":2:1: the entry is not an object"},   // R13
        BadInput{"WithATextEntry", "{\n\"a\": \"b\"}", ":2:1: the entry is not an object"},
        BadInput{"WithAnArrayEntry", "{\n\"a\": []}", ":2:1: the entry is not an object"},
        BadInput{"WithAnotherSlugThanItsKey", "{\n\"a\": {\"slug\": \"b\"}}",
                 ":2:1: its slug 'b' is unlike its key"},
        BadInput{"WithANumberForAPath", "{\n\"a\": {\"worktree_path\": 7}}",
                 ":2:1: worktree_path is neither text nor null"},
        BadInput{"WithAnEntryWithoutASlug", "[\n{\"owner\": \"x\"}]",
                 ":2:1: the entry has no slug"},
        BadInput{"WithASlugTwice", "[\n{\"slug\": \"a\"},\n{\"slug\": \"a\"}]",
                 ":3:1: the slug 'a' is there more than once"}),
    name_of);

class Entry : public EndToEnd {};

TEST_F(Entry, WithoutFieldsIsFine)
{
    file(".tasks/task_manager/task-manager-dave.register.json",
         "{\"a\": {}, \"b\": {\"slug\": null}}");

    sync();

    EXPECT_EQ(rows("SELECT slug, worktree_path, problem FROM register_entry ORDER BY slug"),
              (Rows{{"a", "NULL", "NULL"}, {"b", "NULL", "NULL"}}));
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

// --- dispatch records ----------------------------------------------------------------------------

class SyncedBadDispatchRecord : public BadInputTest {};

TEST_P(SyncedBadDispatchRecord, IsAProblemAndStopsNothingElse)
{
    const std::string path = "tasks/logs/dispatch-bad.status.json";
    file(path, GetParam().bytes);
    dispatch("good", {{"exit_code", 0}});

    expect_one_problem_at(path, "SELECT COUNT(*) FROM dispatch WHERE slug = 'good' AND stale = 0");
    EXPECT_EQ(value("SELECT slug FROM problem"), "bad");
}

INSTANTIATE_TEST_SUITE_P(Of, SyncedBadDispatchRecord,
                         ::testing::Values(BadInput{"Empty", "", ": is empty"},
                                           BadInput{"Torn", "{\n\"exit_code\": 0", ": is cut off"},
                                           BadInput{"NotAnObject", "[0]", ": is not a JSON object"},
                                           BadInput{"WithANul", std::string("{}\0", 3),
                                                    ":1:3: holds a NUL"}),
                         name_of);

}   // namespace
}   // namespace tmdb
