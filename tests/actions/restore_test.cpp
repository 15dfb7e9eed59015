#include "actions/restore.hpp"

#include "actions/register_fixture.hpp"
#include "base/error.hpp"

#include <algorithm>

namespace tmdb {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class RestoreTest : public RegisterTest {
protected:
    RestoreTest() { store.connection().execute("PRAGMA synchronous = OFF"); }

    /// A run of its own that prunes these.
    std::int64_t pruned(const std::vector<std::string>& slugs)
    {
        Transaction transaction(store);
        run_id = history.begin_run(RunKind::reconcile, "2026-03-24T18:00:00Z");
        transaction.commit();
        const auto result = prune(slugs);
        EXPECT_THAT(result.pruned, SizeIs(slugs.size())) << result.reason;
        settle(result);
        return run_id;
    }
    RestoreReport restored(const PruneSelection& selection)
    {
        return restore(store, machine, workspace, selection, PlainRename::refused);
    }
    RestoreReport restored(const std::string& slug)
    {
        return restored(PruneSelection{.slug = slug});
    }
    RestoreReport restored_run(std::int64_t run) { return restored(PruneSelection{.run_id = run}); }
    RestoreReport restored_prune(std::int64_t id)
    {
        return restored(PruneSelection{.prune_id = id});
    }
    /// The error of trying to.
    Error refusal(const PruneSelection& selection)
    {
        try {
            restored(selection);
        } catch (const Error& error) {
            return error;
        }
        return Error("there was none");
    }
    static std::vector<RestoredEntry::Outcome> outcomes(const RestoreReport& report)
    {
        std::vector<RestoredEntry::Outcome> all;
        for (const auto& entry : report.entries) {
            all.push_back(entry.outcome);
        }
        return all;
    }
};

// --- the identical file, over styles --------------------------------------------------------

/// A way to write a register.
struct Style {
    std::string name;
    std::string open;
    std::string colon;   // empty: an array
    std::string between;
    std::string close;
};

void PrintTo(const Style& style, std::ostream* out)
{
    *out << style.name;
}

const std::vector<std::string> all_slugs = {"a", "b", "c"};

std::string written(const Style& style, const std::vector<std::string>& slugs)
{
    std::string text;
    for (const auto& slug : all_slugs) {
        if (std::find(slugs.begin(), slugs.end(), slug) != slugs.end()) {
            const std::string key = "\"" + slug + "\"";
            text += text.empty() ? "" : style.between;
            text += style.colon.empty() ? "{\"slug\": " + key + ", \"n\": 1e2}"
                                        : key + style.colon + "{\"n\":  [1E400, -0]}";
        }
    }
    return style.open + text + style.close;
}

std::vector<std::string> subset(unsigned members)
{
    std::vector<std::string> slugs;
    for (std::size_t i = 0; i < all_slugs.size(); ++i) {
        if (members >> i & 1u) {
            slugs.push_back(all_slugs[i]);
        }
    }
    return slugs;
}

class EveryStyleOfARegister : public RestoreTest, public testing::WithParamInterface<Style> {
protected:
    EveryStyleOfARegister()
    {
        for (const auto& slug : all_slugs) {
            task(slug, "completed");
        }
    }

    /// Prunes all, restores them one by one, and looks at the register each time.
    void come_back_in(const std::vector<std::string>& order)
    {
        given_register(written(GetParam(), all_slugs));
        pruned(all_slugs);
        std::vector<std::string> present;
        for (const auto& slug : order) {
            restored(slug);
            present.push_back(slug);
            ASSERT_EQ(text(), written(GetParam(), present)) << testing::PrintToString(order);
        }
    }
};

TEST_P(EveryStyleOfARegister, IsIdenticalWhenAnySubsetIsPrunedAndRestored)
{
    const std::string whole = written(GetParam(), all_slugs);
    for (unsigned members = 1; members < 8; ++members) {
        given_register(whole);

        const auto report = restored_run(pruned(subset(members)));

        EXPECT_THAT(outcomes(report), Each(RestoredEntry::Outcome::identical));
        EXPECT_EQ(content_hash(text()), content_hash(whole)) << members;
    }
}

TEST_P(EveryStyleOfARegister, IsAsIfNeverPrunedWhenAllComeBackOneByOneInAnyOrder)
{
    std::vector<std::string> order = all_slugs;
    do {
        come_back_in(order);
    } while (std::next_permutation(order.begin(), order.end()));
}

INSTANTIATE_TEST_SUITE_P(
    Styles, EveryStyleOfARegister,
    testing::Values(Style{"minified", "{", ":", ",", "}\n"},
                    Style{"indent_2", "{\n  ", ": ", ",\n  ", "\n}\n"},
                    Style{"crlf", "{\r\n  ", ": ", ",\r\n  ", "\r\n}\r\n"},
                    Style{"bom", "\xef\xbb\xbf{\n  ", ": ", ",\n  ", "\n}\n"},
                    Style{"trailing_spaces", "{  \n  ", " :  ", " ,  \n  ", "  \n}  \n  "},
                    Style{"wrapper", "{\"v\": 1.0, \"entries\": {\n    ", ": ", ",\n    ",
                          "\n  },\n \"at\": null}\n"},
                    Style{"array", "[\n  ", "", ",\n  ", "\n]\n"},
                    Style{"wrapped_array", "{\"tasks\":[", "", ", ", "],\"v\":[1]}"}),
    [](const testing::TestParamInfo<Style>& style) { return style.param.name; });

// --- one register ---------------------------------------------------------------------------

class Restore : public RestoreTest {
protected:
    Restore() { given_register(whole); }

    const std::string whole = register_of({"keep", "fix-login", "rename-key", "add-index"});
};

TEST_F(Restore, PutsBackOneOfARun)
{
    pruned({"fix-login", "add-index"});

    const auto report = restored("add-index");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::identical));
    EXPECT_EQ(text(), register_of({"keep", "rename-key", "add-index"}));
}

TEST_F(Restore, PutsBackByTheNumberOfThePrune)
{
    pruned({"fix-login", "add-index"});

    restored_prune(1);

    EXPECT_EQ(text(), register_of({"keep", "fix-login", "rename-key"}));
}

TEST_F(Restore, PutsBackARunAndNoOther)
{
    const auto first = pruned({"fix-login"});
    pruned({"add-index"});

    restored_run(first);

    EXPECT_EQ(text(), register_of({"keep", "fix-login", "rename-key"}));
}

TEST_F(Restore, GivesTheIdenticalFileWhenTheLastRunComesBackFirst)
{
    const auto first = pruned({"fix-login"});
    const auto second = pruned({"add-index", "rename-key"});

    restored_run(second);
    restored_run(first);

    EXPECT_EQ(text(), whole);
}

TEST_F(Restore, RemembersWhen)
{
    pruned({"fix-login"});

    restored("fix-login");

    EXPECT_THAT(column("SELECT restored_at FROM prune"), ElementsAre("2026-03-24T18:00:00Z"));
    EXPECT_THAT(column("SELECT outcome FROM run WHERE kind = 'restore'"), ElementsAre("ok"));
    EXPECT_THAT(write_states(), ElementsAre("done", "done"));
}

TEST_F(Restore, GoesBesideTheNeighbourWhenTheRegisterHasChanged)
{
    pruned({"rename-key"});
    given_register(register_of({"newcomer", "keep", "fix-login", "add-index"}));

    const auto report = restored("rename-key");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::beside));
    EXPECT_EQ(text(), register_of({"newcomer", "keep", "fix-login", "rename-key", "add-index"}));
}

TEST_F(Restore, LeavesEveryOtherByteOfARegisterThatHasChanged)
{
    const std::string before = "{ \"keep\":{\"n\":0.10} ,\n\n\"x\" : {}}";
    pruned({"rename-key"});
    given_register(before);

    restored("rename-key");

    const std::string after = text();
    const auto at = after.find(member("rename-key"));
    ASSERT_NE(at, std::string::npos);
    EXPECT_THAT(after, HasSubstr("{ \"keep\":{\"n\":0.10} ,"));
    EXPECT_THAT(after, HasSubstr("\n\n\"x\" : {}"));
}

TEST_F(Restore, DoesNotUndoWhatAWriterHasMadeOfAnotherEntryThatCameBack)
{
    const auto run = pruned({"fix-login", "rename-key"});
    restored("fix-login");
    std::string changed = text();
    changed.replace(changed.find("1e2", changed.find("fix-login")), 3, "777");
    given_register(changed);

    restored_run(run);

    EXPECT_THAT(text(), HasSubstr("777"));
    EXPECT_THAT(text(), HasSubstr(member("rename-key")));
}

TEST_F(Restore, NeverOverwritesASlugThatIsRegisteredAgain)
{
    pruned({"fix-login"});
    const std::string renewed = R"({"fix-login": {"registered_at": "2026-03-24T18:00:00Z"}})";
    given_register(renewed);

    const auto report = restored("fix-login");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::refused));
    EXPECT_THAT(report.entries[0].reason, HasSubstr("registered again"));
    EXPECT_EQ(text(), renewed);
    EXPECT_THAT(column("SELECT outcome FROM run WHERE kind = 'restore'"), ElementsAre("refused"));
}

TEST_F(Restore, PutsBackTheOthersOfARunOfWhichOneIsRegisteredAgain)
{
    const auto run = pruned({"fix-login", "add-index"});
    given_register(register_of({"keep", "fix-login", "rename-key"}));

    const auto report = restored_run(run);

    EXPECT_THAT(outcomes(report), testing::UnorderedElementsAre(RestoredEntry::Outcome::refused,
                                                                RestoredEntry::Outcome::identical));
    EXPECT_EQ(text(), whole);
}

TEST_F(Restore, SaysWhenThereIsNothingLeftToDo)
{
    pruned({"fix-login"});
    restored("fix-login");

    const auto report = restored("fix-login");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::already));
    EXPECT_EQ(text(), whole);
}

TEST_F(Restore, OfASlugThatWasPrunedTwiceMeansTheLastTime)
{
    pruned({"fix-login"});
    restored("fix-login");
    std::string changed = whole;
    changed.replace(changed.find("1e2", changed.find("fix-login")), 3, "777");
    given_register(changed);
    pruned({"fix-login"});

    restored("fix-login");

    EXPECT_EQ(text(), changed);
}

TEST_F(Restore, RefusesAnOlderPruneOfASlugThatIsBack)
{
    pruned({"fix-login"});
    given_register(whole);
    pruned({"fix-login"});
    restored("fix-login");

    EXPECT_THAT(outcomes(restored_prune(1)), ElementsAre(RestoredEntry::Outcome::refused));
    EXPECT_EQ(text(), whole);
}

TEST_F(Restore, SaysThatNothingFits)
{
    const Error error = refusal(PruneSelection{.slug = "unheard-of"});

    EXPECT_EQ(error.status(), ExitStatus::failed);
    EXPECT_NE(error.hint(), "");
}

TEST_F(Restore, RefusesARegisterThatIsGone)
{
    pruned({"fix-login"});
    remove(register_path);

    const auto report = restored("fix-login");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::refused));
    EXPECT_FALSE(std::filesystem::exists(at(register_path)));
}

TEST_F(Restore, RefusesARegisterThatHasAnotherShapeNow)
{
    pruned({"fix-login"});
    given_register("[]");

    const auto report = restored("fix-login");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::refused));
    EXPECT_THAT(report.entries[0].reason, HasSubstr("cannot take it"));
    EXPECT_EQ(text(), "[]");
}

TEST_F(Restore, GoesBesideTheOthersWhereOneOfItsRunIsThereTwice)
{
    const std::string two = R"([{"slug": "fix-login"}, {"slug": "rename-key"}])";
    given_register(two);
    pruned({"fix-login", "rename-key"});
    given_register(R"([{"slug": "rename-key"}, {"slug": "rename-key"}])");

    const auto report = restored("fix-login");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::beside));
    EXPECT_EQ(text(), R"([{"slug": "fix-login"}, {"slug": "rename-key"}, {"slug": "rename-key"}])");
}

TEST_F(Restore, WaitsForARegisterThatIsWrittenWhileItIsRead)
{
    pruned({"fix-login"});
    machine.failing[at(register_path)] = EAGAIN;

    EXPECT_EQ(refusal(PruneSelection{.slug = "fix-login"}).status(), ExitStatus::busy);
}

TEST_F(Restore, RefusesToSplitAHardLink)   // R19
{
    pruned({"fix-login"});
    std::filesystem::create_hard_link(at(register_path), at("link"));

    const auto report = restored("fix-login");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::refused));
    EXPECT_THAT(report.entries[0].reason, HasSubstr("hard link"));
}

TEST_F(Restore, SaysThatTheDiskIsFull)
{
    pruned({"fix-login"});
    MachineWithoutRoom full;
    const std::string before = text();

    EXPECT_THROW(restore(store, full, workspace, {.slug = "fix-login"}, PlainRename::refused),
                 Error);
    EXPECT_EQ(text(), before);
    EXPECT_THAT(column("SELECT outcome FROM run WHERE kind = 'restore'"), ElementsAre("failed"));
}

TEST_F(Restore, SaysThatAnothersFileHasVanishedInItsHands)
{
    pruned({"fix-login"});
    machine.on_reached = [&](std::string_view step) {
        if (step == "replace: before the exchange") {
            write_file(at("theirs"), register_of({"newcomer"}));
            std::filesystem::rename(at("theirs"), at(register_path));
        } else if (step == "replace: after the exchange") {
            remove(".tasks/task_manager/" + temporaries().at(0));
        }
    };

    EXPECT_EQ(refusal(PruneSelection{.slug = "fix-login"}).status(), ExitStatus::displaced);
}

TEST_F(Restore, BeginsNothingWhileAnothersVersionWaits)
{
    prune({"fix-login"});   // never settled: cut short
    const std::string theirs = column("SELECT temporary FROM register_write").at(0);
    file(".tasks/task_manager/" + theirs, register_of({"newcomer"}));
    given_register(register_of({"keep", "another"}));

    const Error error = refusal(PruneSelection{.slug = "fix-login"});

    EXPECT_EQ(error.status(), ExitStatus::displaced);
    EXPECT_THAT(error.what(), HasSubstr(theirs));
    EXPECT_EQ(text(), register_of({"keep", "another"}));
}

TEST_F(Restore, WaitsForATornRegister)   // R01
{
    pruned({"fix-login"});
    machine.sleeps.clear();
    given_register("");

    const Error error = refusal(PruneSelection{.slug = "fix-login"});

    EXPECT_EQ(error.status(), ExitStatus::busy);
    EXPECT_THAT(machine.sleeps, SizeIs(4));
    EXPECT_EQ(text(), "");
    EXPECT_THAT(column("SELECT outcome FROM run WHERE kind = 'restore'"), ElementsAre("failed"));
}

TEST_F(Restore, NeverGoesOverWhatAWriterHasJustWritten)   // R27
{
    pruned({"fix-login"});
    once_on("replace: before the last look", [&] {
        given_register(register_of({"newcomer", "keep"}));
    });

    restored("fix-login");

    EXPECT_EQ(text(), register_of({"newcomer", "keep", "fix-login"}));
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(Restore, SettlesFirstWhatADeadRunHasLeft)
{
    const auto result = prune({"fix-login"});   // never settled
    ASSERT_EQ(result.write_id, 1);

    const auto report = restored("fix-login");

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::identical));
    EXPECT_EQ(text(), whole);
}

TEST_F(Restore, IsDoneThoughTheOldFileCannotBeRemovedYet)
{
    pruned({"fix-login"});
    ObstinateMachine obstinate(machine);

    const auto report = restore(store, obstinate, workspace, PruneSelection{.slug = "fix-login"},
                                PlainRename::refused);

    EXPECT_THAT(outcomes(report), ElementsAre(RestoredEntry::Outcome::identical));
    EXPECT_EQ(text(), whole);
    EXPECT_THAT(write_states(), ElementsAre("done", "intended"));   // the next run removes it
}

TEST_F(Restore, IsNotUndoneByTheNextPrune)
{
    pruned({"fix-login"});
    restored("fix-login");
    known.restored.emplace("fix-login", history.restored().at(0));

    const auto result = prune({"fix-login"});

    EXPECT_THAT(result.pruned, IsEmpty());
    EXPECT_THAT(result.kept, ElementsAre(Field(&EntryLook::restored_at, "2026-03-24T18:00:00Z")));
    EXPECT_EQ(text(), whole);
}

}   // namespace
}   // namespace tmdb
