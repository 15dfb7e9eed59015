#include "actions/write_register.hpp"

#include "actions/register_fixture.hpp"
#include "actions/restore.hpp"
#include "base/error.hpp"
#include "store/mirror.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace fs = std::filesystem;

// --- open_register --------------------------------------------------------------------------

class OpenedRegister : public RegisterTest {
protected:
    RegisterLook opened() { return open_register(machine, workspace, register_path); }
};

TEST_F(OpenedRegister, IsTheFileAndItsBytes)
{
    given_register("{}");

    const auto look = opened();

    ASSERT_TRUE(look.opened);
    EXPECT_EQ(look.opened->path, register_path);
    EXPECT_EQ(look.opened->file, at(register_path));
    EXPECT_EQ(look.opened->content.bytes, "{}");
}

TEST_F(OpenedRegister, IsTheFileThatALinkLeadsTo)   // R17
{
    file("real.json", "{}");
    link("../../real.json", at(register_path));

    EXPECT_EQ(opened().opened.value().file, at("real.json"));
}

TEST_F(OpenedRegister, IsNotOutsideTheRoot)   // R18
{
    write_file(outside("real.json"), "{}");
    link(outside("real.json"), at(register_path));

    EXPECT_FALSE(opened().opened);
    EXPECT_THAT(opened().reason, HasSubstr("out of the workspace"));
}

TEST_F(OpenedRegister, IsNotWhatIsMissing)
{
    EXPECT_FALSE(opened().opened);
    EXPECT_THAT(opened().reason, HasSubstr("no such file"));
}

TEST_F(OpenedRegister, IsNotAFolder)   // R16
{
    fs::create_directories(at(register_path));

    EXPECT_FALSE(opened().opened);
}

// --- recovery -------------------------------------------------------------------------------

struct Killed {};

/// A machine on which we are killed when a step is reached: nothing is done after that.
class DeadlyMachine : public FakeMachine {
public:
    explicit DeadlyMachine(std::string step) : step_(std::move(step)) {}

    void reached(std::string_view step) override
    {
        if (step == step_) {
            dead_ = true;
            throw Killed();
        }
    }
    int remove(const std::string& path) override { return dead_ ? EIO : FakeMachine::remove(path); }

private:
    std::string step_;
    bool dead_ = false;
};

class Recovery : public RegisterTest {
protected:
    Recovery() { given_register(whole); }

    void given_a_run_killed_at(const std::string& step)
    {
        DeadlyMachine deadly(step);
        deadly.fixed_now = machine.fixed_now;
        deadly.cwds = machine.cwds;
        EXPECT_THROW(prune_on(deadly, {"fix-login", "add-index"}), Killed);
        ASSERT_THAT(write_states(), ElementsAre("intended"));
    }
    int recover() { return recover_register_writes(store, machine, workspace).settled; }
    std::vector<std::string> pruned() { return column("SELECT slug FROM prune ORDER BY id"); }

    const std::string whole = register_of({"keep", "fix-login", "add-index"});
    const std::string left = register_of({"keep"});
};

TEST_F(Recovery, HasNothingToDoMostly)
{
    EXPECT_EQ(recover(), 0);
}

TEST_F(Recovery, AbortsWhatWasOnlyIntended)
{
    given_a_run_killed_at("register: intended");

    EXPECT_EQ(recover(), 1);
    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_EQ(text(), whole);
}

TEST_F(Recovery, AbortsWhatWasNotRenamedAndRemovesTheTemporary)
{
    given_a_run_killed_at("replace: before the exchange");
    ASSERT_THAT(temporaries(), SizeIs(1));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_THAT(temporaries(), IsEmpty());
    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_EQ(text(), whole);
}

TEST_F(Recovery, FinishesWhatWasRenamed)
{
    given_a_run_killed_at("replace: published");
    ASSERT_EQ(text(), left);

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("done"));
    EXPECT_THAT(pruned(), ElementsAre("fix-login", "add-index"));
    EXPECT_EQ(text(), left);
}

TEST_F(Recovery, PutsBackWhatAnotherProgramHadWrittenAtThatMoment)
{
    given_a_run_killed_at("replace: published");
    const std::string theirs = register_of({"keep", "fix-login", "add-index", "newcomer"});
    file(".tasks/task_manager/" + temporaries().at(0), theirs);   // came out instead of the base

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_THAT(temporaries(), IsEmpty());
    EXPECT_EQ(text(), theirs);
}

TEST_F(Recovery, KeepsBothVersionsOfTwoOtherPrograms)
{
    given_a_run_killed_at("replace: published");
    const std::string displaced = temporaries().at(0);
    file(".tasks/task_manager/" + displaced, register_of({"keep", "newcomer"}));
    given_register(register_of({"keep", "another"}));

    const auto recovery = recover_register_writes(store, machine, workspace);

    ASSERT_THAT(recovery.displaced, SizeIs(1));
    EXPECT_EQ(recovery.displaced[0].file, displaced);
    EXPECT_THAT(temporaries(), ElementsAre(displaced));
    EXPECT_EQ(text(), register_of({"keep", "another"}));
    EXPECT_EQ(recover(), 0);
}

TEST_F(Recovery, RemovesAFileThatWasNotFinishedWhateverIsInIt)
{
    given_a_run_killed_at("register: intended");
    for (const std::string& bytes :
         {std::string(), left.substr(0, left.size() / 2), std::string(9, '\0')}) {
        const std::string name = unfinished(column("SELECT temporary FROM register_write").at(0));
        file(".tasks/task_manager/" + name, bytes);

        recover();

        EXPECT_THAT(temporaries(), IsEmpty());
        EXPECT_EQ(text(), whole);
        store.connection().execute("UPDATE register_write SET state = 'intended'");
    }
}

TEST_F(Recovery, AbortsWhatWasNotFinishedAlthoughAnotherWriterHasTakenTheEntriesOut)
{
    given_a_run_killed_at("register: intended");
    const std::string name = column("SELECT temporary FROM register_write").at(0);
    file(".tasks/task_manager/" + unfinished(name), "");
    given_register(register_of({"keep", "newcomer"}));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(Recovery, RemovesWhatCouldNotBeRemovedWhenItWasDone)
{
    ObstinateMachine obstinate(machine);
    const auto result = prune_on(obstinate, {"fix-login"});
    ASSERT_EQ(result.outcome, RegisterPrune::Outcome::done);
    ASSERT_EQ(result.write_id, 0);
    ASSERT_THAT(temporaries(), SizeIs(1));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("done"));
    EXPECT_THAT(pruned(), ElementsAre("fix-login"));
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(Recovery, RemovesWhatCouldNotBeRemovedWhenItWasNotDone)
{
    on("replace: before the last look", [&] { given_register(left); });
    ObstinateMachine obstinate(machine);
    const auto result = prune_on(obstinate, {"fix-login"});
    ASSERT_EQ(result.outcome, RegisterPrune::Outcome::failed);
    ASSERT_THAT(temporaries(), SizeIs(1));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(temporaries(), IsEmpty());
    EXPECT_EQ(text(), left);
}

/// A machine on which a new file can be neither written nor removed.
class FullAndObstinateMachine : public ObstinateMachine {
public:
    using ObstinateMachine::ObstinateMachine;
    int write(int, std::string_view) override { return ENOSPC; }
};

TEST_F(Recovery, RemovesAnUnfinishedFileThatCouldNotBeRemoved)
{
    FullAndObstinateMachine full(machine);
    ASSERT_EQ(prune_on(full, {"fix-login"}).outcome, RegisterPrune::Outcome::failed);
    ASSERT_THAT(temporaries(), SizeIs(1));
    ASSERT_THAT(write_states(), ElementsAre("intended"));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(Recovery, SettlesNothingWhileATemporaryCannotBeRemoved)
{
    given_a_run_killed_at("replace: before the exchange");
    ObstinateMachine obstinate(machine);

    EXPECT_THROW(recover_register_writes(store, obstinate, workspace), Error);

    EXPECT_THAT(write_states(), ElementsAre("intended"));
}

TEST_F(Recovery, SettlesOnce)
{
    given_a_run_killed_at("replace: published");
    recover();

    EXPECT_EQ(recover(), 0);
    EXPECT_THAT(pruned(), SizeIs(2));
}

TEST_F(Recovery, FinishesWhatWasRenamedAlthoughAnotherWriterHasWrittenSince)
{
    given_a_run_killed_at("replace: published");
    given_register(register_of({"keep", "newcomer"}));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("done"));
    EXPECT_THAT(pruned(), ElementsAre("fix-login", "add-index"));
}

TEST_F(Recovery, FinishesWhatWasRenamedAlthoughEntriesAreRegisteredAnew)
{
    for (const auto& now : {register_of({"keep", "fix-login"}),
                            register_of({"keep", "fix-login", "add-index", "newcomer"})}) {
        given_register(whole);
        given_a_run_killed_at("replace: published");
        given_register(now);

        EXPECT_EQ(recover(), 1);

        EXPECT_THAT(write_states(), ElementsAre("done"));
        EXPECT_THAT(pruned(), ElementsAre("fix-login", "add-index"));
        store.connection().execute("DELETE FROM prune");
        store.connection().execute("DELETE FROM register_write_member");
        store.connection().execute("DELETE FROM register_write");
    }
}

TEST_F(Recovery, FinishesWhatWasAllButSettledAlthoughAnEntryIsRegisteredAnew)
{
    given_a_run_killed_at("replace: published");
    std::filesystem::remove(at(".tasks/task_manager/" + temporaries().at(0)));
    given_register(register_of({"keep", "fix-login"}));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("done"));
}

TEST_F(Recovery, AbortsWhenNothingIsLeftAndAStaleWriterHasBroughtTheEntriesBack)
{
    given_a_run_killed_at("replace: published");
    std::filesystem::remove(at(".tasks/task_manager/" + temporaries().at(0)));
    given_register(register_of({"keep", "fix-login", "add-index", "newcomer"}));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(Recovery, AbortsWhatWasNotRenamedAlthoughAnotherWriterHasTakenTheEntriesOut)
{
    given_a_run_killed_at("replace: before the exchange");
    given_register(register_of({"keep", "newcomer"}));

    EXPECT_EQ(recover(), 1);

    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(Recovery, WaitsWhileTheRegisterIsTorn)   // R01
{
    given_a_run_killed_at("replace: published");
    given_register("");

    EXPECT_EQ(recover(), 0);
    EXPECT_THAT(write_states(), ElementsAre("intended"));

    given_register(left);
    EXPECT_EQ(recover(), 1);
    EXPECT_THAT(write_states(), ElementsAre("done"));
}

TEST_F(Recovery, WaitsWhileTheRegisterCannotBeRead)
{
    given_a_run_killed_at("replace: published");
    machine.failing[at(register_path)] = EIO;

    EXPECT_EQ(recover(), 0);
    EXPECT_THAT(write_states(), ElementsAre("intended"));
}

TEST_F(Recovery, LeavesAForeignFileOfThatKindAlone)   // R37
{
    given_a_run_killed_at("replace: before the exchange");
    file(".tasks/task_manager/.tmdb-foreign.tmp", "mine");

    recover();

    EXPECT_THAT(temporaries(), ElementsAre(".tmdb-foreign.tmp"));
}

TEST_F(Recovery, KeepsWhatIsNotOursAlthoughTheRegisterIsAsItWas)
{
    given_a_run_killed_at("replace: before the exchange");
    const std::string theirs = temporaries().at(0);
    file(".tasks/task_manager/" + theirs, "of somebody else");

    const auto recovery = recover_register_writes(store, machine, workspace);

    ASSERT_THAT(recovery.displaced, SizeIs(1));
    EXPECT_THAT(temporaries(), ElementsAre(theirs));
    EXPECT_THAT(write_states(), ElementsAre("aborted"));
    EXPECT_EQ(text(), whole);
}

TEST_F(Recovery, WaitsWhileTheTemporaryCannotBeRead)
{
    given_a_run_killed_at("replace: published");
    machine.failing[at(".tasks/task_manager/" + temporaries().at(0))] = EIO;

    EXPECT_EQ(recover(), 0);
    EXPECT_THAT(write_states(), ElementsAre("intended"));
}

/// A machine on which somebody acts just before two files exchange their names.
class BusyMachine : public FakeMachine {
public:
    std::function<void()> before_exchange;
    int failure = 0;   // of the exchange

    int exchange(const std::string& one, const std::string& other) override
    {
        if (const auto act = std::exchange(before_exchange, nullptr)) {
            act();
        }
        return failure != 0 ? failure : FakeMachine::exchange(one, other);
    }
};

class PuttingBack : public Recovery {
protected:
    PuttingBack()
    {
        given_a_run_killed_at("replace: published");
        displaced = temporaries().at(0);
        file(".tasks/task_manager/" + displaced, theirs);
    }
    std::vector<std::string> kept()
    {
        std::vector<std::string> files;
        for (const auto& one : recover_register_writes(store, busy, workspace).displaced) {
            files.push_back(one.file);
        }
        return files;
    }

    const std::string theirs = register_of({"keep", "fix-login", "add-index", "newcomer"});
    std::string displaced;
    BusyMachine busy;
};

TEST_F(PuttingBack, KeepsBothWhenTheyCannotBeExchanged)
{
    busy.failure = EIO;

    EXPECT_THAT(kept(), ElementsAre(displaced));
    EXPECT_EQ(text(), left);
}

TEST_F(PuttingBack, KeepsBothWhenSomebodyIsQuicker)
{
    const std::string newest = register_of({"keep", "another"});
    busy.before_exchange = [&] { given_register(newest); };

    EXPECT_THAT(kept(), ElementsAre(displaced));
    EXPECT_EQ(text(), newest);
}

TEST_F(PuttingBack, KeepsBothWhenWhatCameOutCannotBeRead)
{
    busy.before_exchange = [&] { busy.failing[at(".tasks/task_manager/" + displaced)] = EIO; };

    EXPECT_THAT(kept(), ElementsAre(displaced));
    EXPECT_EQ(text(), left);
}

/// Of a restore that was killed.
class RecoveryOfARestore : public RegisterTest {
protected:
    RecoveryOfARestore()
    {
        given_register(whole);
        settle(prune({"fix-login"}));
    }

    void given_a_restore_killed_at(const std::string& step)
    {
        DeadlyMachine deadly(step);
        deadly.fixed_now = machine.fixed_now;
        EXPECT_THROW(restore(store, deadly, workspace, {.slug = "fix-login"}, PlainRename::refused),
                     Killed);
        ASSERT_THAT(write_states(), ElementsAre("done", "intended"));
    }
    void given_at_its_temporary(const std::string& text)
    {
        file(".tasks/task_manager/" + temporaries().at(0), text);
    }
    std::string recovered_state()
    {
        recover_register_writes(store, machine, workspace);
        return write_states().back();
    }

    const std::string whole = register_of({"keep", "fix-login"});
};

TEST_F(RecoveryOfARestore, FinishesWhatWasRenamed)
{
    given_a_restore_killed_at("replace: published");

    EXPECT_EQ(recovered_state(), "done");
    EXPECT_EQ(text(), whole);
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(RecoveryOfARestore, FinishesWhatAnotherWriterHasKept)
{
    given_a_restore_killed_at("replace: published");
    given_register(register_of({"keep", "fix-login", "newcomer"}));

    EXPECT_EQ(recovered_state(), "done");
}

TEST_F(RecoveryOfARestore, AbortsWhatAnotherWriterHasUndone)
{
    given_a_restore_killed_at("replace: published");
    given_register(register_of({"keep", "newcomer"}));

    EXPECT_EQ(recovered_state(), "aborted");
}

TEST_F(RecoveryOfARestore, RemovesAFileThatWasNotFinished)
{
    given_a_restore_killed_at("register: intended");
    const std::string name = column("SELECT temporary FROM register_write ORDER BY id").back();
    file(".tasks/task_manager/" + unfinished(name), whole.substr(0, 9));

    EXPECT_EQ(recovered_state(), "aborted");
    EXPECT_THAT(temporaries(), IsEmpty());
}

TEST_F(RecoveryOfARestore, KeepsAnEmptyFileThatMayBeAnothers)
{
    given_a_restore_killed_at("replace: before the exchange");
    given_at_its_temporary("");

    EXPECT_EQ(recovered_state(), "aborted");
    EXPECT_THAT(temporaries(), SizeIs(1));
}

TEST_F(RecoveryOfARestore, KeepsAFileThatMayBeAnothers)
{
    given_a_restore_killed_at("replace: before the exchange");
    given_at_its_temporary("of somebody else");

    EXPECT_EQ(recovered_state(), "aborted");
    EXPECT_THAT(temporaries(), SizeIs(1));
}

TEST_F(Recovery, TakesWhatHasLeftOutOfTheMirrorAndNotWhatIsRegisteredAnew)
{
    std::vector<MirroredEntry> entries;
    for (const auto* slug : {"fix-login", "add-index"}) {
        entries.push_back(
            {.entry = entry, .register_path = register_path, .owner = "dave", .owner_key = "dave"});
        entries.back().entry.slug = slug;
    }
    Transaction transaction(store);
    MirrorWriter(store).set_registers(
        {{.path = register_path, .owner = "dave", .owner_key = "dave"}}, entries);
    transaction.commit();
    given_a_run_killed_at("replace: published");
    given_register(register_of({"keep", "fix-login"}));

    recover();

    EXPECT_EQ(column("SELECT slug FROM register_entry"), std::vector<std::string>{"fix-login"});
}

// --- the archive ----------------------------------------------------------------------------

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

class Archive : public RegisterTest {
protected:
    Archive() { given_register(register_of({"keep", "fix-login", "add-index"})); }

    const std::string path = store.path() + ".prunes.jsonl";
};

TEST_F(Archive, HoldsAllThatARestoreNeeds)
{
    prune({"fix-login"});

    const auto line = nlohmann::json::parse(archive());
    EXPECT_EQ(line.at("slug"), "fix-login");
    EXPECT_EQ(line.at("register"), register_path);
    EXPECT_EQ(line.at("removed_text"), member("fix-login") + ",\n  ");
    EXPECT_EQ(line.at("previous_slug"), "keep");
    EXPECT_EQ(line.at("next_slug"), "add-index");
    EXPECT_EQ(line.at("base_hash"), content_hash(register_of({"keep", "fix-login", "add-index"})));
    EXPECT_EQ(line.at("new_hash"), content_hash(text()));
    EXPECT_EQ(line.at("evidence").at("status"), "completed");
}

TEST_F(Archive, IsForNobodyElse)
{
    prune({"fix-login"});

    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Archive, BeginsAtTheTopOfAnEmptyFile)
{
    write_file(path, "");

    prune({"fix-login"});

    EXPECT_THAT(archive(), testing::StartsWith("{"));
}

TEST_F(Archive, HasOneLineForEveryEntry)
{
    prune({"fix-login"});
    prune({"add-index"});

    EXPECT_THAT(lines_of(archive()), SizeIs(2));
}

TEST_F(Archive, StaysReadableAfterALineThatWasCutShort)
{
    write_file(path, R"({"write": 1, "sl)");

    prune({"fix-login"});

    const auto lines = lines_of(archive());
    ASSERT_THAT(lines, SizeIs(2));
    EXPECT_EQ(nlohmann::json::parse(lines[1]).at("slug"), "fix-login");
}

}   // namespace
}   // namespace tmdb
