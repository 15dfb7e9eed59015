#include "base/replace_file_fixture.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <sys/xattr.h>

#include <cerrno>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

constexpr const char* last_look = "replace: before the last look";

TEST_F(ReplaceFile, PutsTheNewBytesInThePlaceOfTheOldOnes)
{
    const auto result = replace();

    EXPECT_EQ(result.replaced, Replaced::yes);
    EXPECT_EQ(bytes(), "new bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, ShowsTheOldFileUntilTheRename)
{
    std::string then;
    on_reaching("replace: before the exchange", [&] { then = bytes(); });

    replace();

    EXPECT_EQ(then, "old bytes");
}

TEST_F(ReplaceFile, AsksAtTheLastMomentWhetherItIsStillWanted)
{
    on_reaching(last_look, [this] { wanted = false; });

    EXPECT_EQ(replace().replaced, Replaced::changed);
    EXPECT_EQ(bytes(), "old bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

// --- what stays (R26) -----------------------------------------------------------------------

class KeptMode : public ReplaceFile, public testing::WithParamInterface<mode_t> {};

TEST_P(KeptMode, IsTheOldOne)
{
    ASSERT_EQ(::chmod(path.c_str(), GetParam()), 0);

    ASSERT_EQ(replace().replaced, Replaced::yes);

    EXPECT_EQ(machine.lstat(path)->mode, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Modes, KeptMode, testing::Values(0600, 0640, 0664, 0444, 0755));

TEST_F(ReplaceFile, KeepsTheOwner)
{
    const auto before = machine.lstat(path);

    ASSERT_EQ(replace().replaced, Replaced::yes);

    EXPECT_EQ(machine.lstat(path)->user, before->user);
    EXPECT_EQ(machine.lstat(path)->group, before->group);
}

std::string note_on(const std::string& path)
{
    std::string value(16, '\0');
    const auto size = ::getxattr(path.c_str(), "user.note", value.data(), value.size());
    return size < 0 ? "none" : value.substr(0, static_cast<std::size_t>(size));
}

TEST_F(ReplaceFile, KeepsExtendedAttributes)
{
    ::setxattr(path.c_str(), "user.note", "kept", 4, 0);   // not on every file system
    const auto before = note_on(path);

    ASSERT_EQ(replace().replaced, Replaced::yes);

    EXPECT_EQ(note_on(path), before);
}

TEST_F(ReplaceFile, RefusesToSplitAHardLink)   // R19
{
    fs::create_hard_link(path, directory.path() / "other");

    const auto result = replace();

    EXPECT_EQ(result.replaced, Replaced::refused);
    EXPECT_THAT(result.reason, HasSubstr("hard link"));
    EXPECT_EQ(bytes(), "old bytes");
}

TEST_F(ReplaceFile, TakesNoNameThatIsTaken)
{
    write_file(directory.path() / ".tmdb-1.tmp", "theirs");

    EXPECT_EQ(replace().replaced, Replaced::failed);
    EXPECT_EQ(bytes(), "old bytes");
    EXPECT_TRUE(fs::exists(directory.path() / ".tmdb-1.tmp"));
}

// --- never ours over theirs (R27) -----------------------------------------------------------

/// What another program does to the file, and what is there afterwards.
struct Change {
    const char* name;
    void (*make)(const std::string& path);
    std::string left;
};

void PrintTo(const Change& change, std::ostream* out)
{
    *out << change.name;
}

class AnotherProgram : public ReplaceFile, public testing::WithParamInterface<Change> {};

TEST_P(AnotherProgram, HasTheLastWord)
{
    on_reaching(last_look, [this] { GetParam().make(path); });

    EXPECT_EQ(replace().replaced, Replaced::changed);

    EXPECT_EQ(bytes(), GetParam().left);
    EXPECT_FALSE(fs::exists(directory.path() / ".tmdb-1.tmp"));
}

INSTANTIATE_TEST_SUITE_P(
    Changes, AnotherProgram,
    testing::Values(
        Change{"rewrites_it", [](const std::string& path) { write_file(path, "their bytes"); },
               "their bytes"},
        Change{"rewrites_it_with_as_many_bytes",
               [](const std::string& path) { write_file(path, "OLD BYTES"); }, "OLD BYTES"},
        Change{"empties_it", [](const std::string& path) { write_file(path, ""); }, ""},
        Change{"appends_to_it",
               [](const std::string& path) { std::ofstream(path, std::ios::app) << "!"; },
               "old bytes!"},
        Change{"renames_over_it", [](const std::string& path) { rename_over(path, "theirs"); },
               "theirs"},
        Change{"renames_a_copy_over_it",
               [](const std::string& path) { rename_over(path, "old bytes"); }, "old bytes"},
        Change{"touches_it",
               [](const std::string& path) {
                   fs::last_write_time(path, fs::last_write_time(path) + std::chrono::seconds(1));
               },
               "old bytes"},
        Change{"changes_its_mode",
               [](const std::string& path) { fs::permissions(path, fs::perms::owner_all); },
               "old bytes"},
        Change{"gives_it_another_name",
               [](const std::string& path) { fs::create_hard_link(path, path + ".link"); },
               "old bytes"},
        Change{"puts_a_link_there",
               [](const std::string& path) {
                   fs::rename(path, path + ".moved");
                   fs::create_symlink(path + ".moved", path);
               },
               "old bytes"}),
    [](const testing::TestParamInfo<Change>& one) { return one.param.name; });

TEST_F(ReplaceFile, DoesNotBringBackAFileThatWasDeleted)   // R30
{
    on_reaching(last_look, [this] { fs::remove(path); });

    EXPECT_EQ(replace().replaced, Replaced::changed);
    EXPECT_THAT(names(), testing::IsEmpty());
}

TEST_F(ReplaceFile, DoesNotTouchAFolderInItsPlace)   // R30
{
    on_reaching(last_look, [this] {
        fs::remove(path);
        fs::create_directory(path);
    });

    EXPECT_EQ(replace().replaced, Replaced::changed);
    EXPECT_TRUE(fs::is_directory(path));
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

// --- the disk says no -----------------------------------------------------------------------

/// A machine on which one act fails.
class FailingMachine : public FakeMachine {
public:
    std::string failing_act;
    int error = EIO;

    Looked<int> create(const std::string& path, std::uint32_t mode) override
    {
        return failing_act == "create" ? Looked<int>::failed(error)
                                       : FakeMachine::create(path, mode);
    }
    int write(int descriptor, std::string_view bytes) override
    {
        if (failing_act == "write") {
            FakeMachine::write(descriptor, bytes.substr(0, 3));
            return error;
        }
        return FakeMachine::write(descriptor, bytes);
    }
    int set_owner(int descriptor, std::uint32_t user, std::uint32_t group) override
    {
        return failing_act == "set_owner" ? error : FakeMachine::set_owner(descriptor, user, group);
    }
    int set_mode(int descriptor, std::uint32_t mode) override
    {
        return failing_act == "set_mode" ? error : FakeMachine::set_mode(descriptor, mode);
    }
    int copy_attributes(const std::string& path, int descriptor) override
    {
        return failing_act == "copy_attributes" ? error
                                                : FakeMachine::copy_attributes(path, descriptor);
    }
    int sync(int descriptor) override
    {
        return failing_act == "sync" ? error : FakeMachine::sync(descriptor);
    }
    Looked<std::string> read_back(int descriptor) override
    {
        return failing_act == "read_back" ? Looked<std::string>::failed(error)
                                          : FakeMachine::read_back(descriptor);
    }
    int exchange(const std::string& one, const std::string& other) override
    {
        return failing_act == "exchange" ? error : FakeMachine::exchange(one, other);
    }
    int sync_directory(const std::string& path) override
    {
        return failing_act == "sync_directory" ? error : FakeMachine::sync_directory(path);
    }
};

struct Failure {
    const char* act;
    int error;
    Replaced replaced;
};

void PrintTo(const Failure& failure, std::ostream* out)
{
    *out << failure.act << ": " << describe_errno(failure.error);
}

class AFailure : public ReplaceFile, public testing::WithParamInterface<Failure> {};

TEST_P(AFailure, LeavesTheOldFileAndNoOther)
{
    FailingMachine failing;
    failing.failing_act = GetParam().act;
    failing.error = GetParam().error;

    const auto result = replace_on(failing);

    EXPECT_EQ(result.replaced, GetParam().replaced);
    EXPECT_NE(result.reason, "");
    EXPECT_EQ(bytes(), "old bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

INSTANTIATE_TEST_SUITE_P(Acts, AFailure,
                         testing::Values(Failure{"create", EACCES, Replaced::failed},   // R24
                                         Failure{"create", EROFS, Replaced::failed},    // R22
                                         Failure{"create", EPERM, Replaced::refused},   // R21
                                         Failure{"write", ENOSPC, Replaced::failed},
                                         Failure{"write", EFBIG, Replaced::failed},
                                         Failure{"set_owner", EPERM, Replaced::refused},   // R25
                                         Failure{"set_owner", EIO, Replaced::failed},
                                         Failure{"set_mode", EPERM, Replaced::refused},
                                         Failure{"copy_attributes", EPERM, Replaced::refused},
                                         Failure{"copy_attributes", ENOSPC, Replaced::failed},
                                         Failure{"copy_attributes", ENOENT, Replaced::changed},
                                         Failure{"sync", EIO, Replaced::failed},
                                         Failure{"read_back", EIO, Replaced::failed},
                                         Failure{"exchange", EBUSY, Replaced::refused},   // R20
                                         Failure{"exchange", EPERM, Replaced::refused},   // R21
                                         Failure{"exchange", EXDEV, Replaced::refused},
                                         Failure{"exchange", EINVAL, Replaced::refused},   // R32
                                         Failure{"exchange", ENOSYS, Replaced::refused},   // R32
                                         Failure{"exchange", EOPNOTSUPP, Replaced::refused},
                                         Failure{"exchange", ENOTDIR, Replaced::changed},
                                         Failure{"exchange", EISDIR, Replaced::changed},
                                         Failure{"exchange", EIO, Replaced::failed}));

TEST_F(ReplaceFile, IsDoneWhenOnlyTheFolderCannotBeMadeDurable)
{
    FailingMachine failing;
    failing.failing_act = "sync_directory";

    EXPECT_EQ(replace_on(failing).replaced, Replaced::yes);
    EXPECT_EQ(bytes(), "new bytes");
}

// --- where files cannot be exchanged (R32) ---------------------------------------------------

TEST_F(ReplaceFile, RenamesPlainlyWhereThatIsAllowed)
{
    plain_rename = PlainRename::allowed;
    FailingMachine failing;
    failing.failing_act = "exchange";
    failing.error = EINVAL;

    const auto result = replace_on(failing);

    EXPECT_EQ(result.replaced, Replaced::yes);
    EXPECT_TRUE(result.by_plain_rename);
    EXPECT_EQ(bytes(), "new bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, LooksOnceMoreBeforeItRenamesPlainly)
{
    plain_rename = PlainRename::allowed;
    FailingMachine failing;
    failing.failing_act = "exchange";
    failing.error = EINVAL;
    failing.on_reached = [this](std::string_view step) {
        if (step == "replace: before the exchange") {
            rename_over(path, "theirs");
        }
    };

    EXPECT_EQ(replace_on(failing).replaced, Replaced::changed);

    EXPECT_EQ(bytes(), "theirs");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

TEST_F(ReplaceFile, RenamesNotPlainlyForAnyOtherFailure)
{
    plain_rename = PlainRename::allowed;
    FailingMachine failing;
    failing.failing_act = "exchange";
    failing.error = EIO;

    EXPECT_EQ(replace_on(failing).replaced, Replaced::failed);
    EXPECT_EQ(bytes(), "old bytes");
}

/// A disk that keeps other bytes than it was given.
class LyingMachine : public FakeMachine {
public:
    int write(int descriptor, std::string_view) override
    {
        return FakeMachine::write(descriptor, "new bytez");
    }
};

TEST_F(ReplaceFile, PublishesNothingThatDoesNotReadBack)
{
    LyingMachine lying;

    const auto result = replace_on(lying);

    EXPECT_EQ(result.replaced, Replaced::failed);
    EXPECT_THAT(result.reason, HasSubstr("does not read back"));
    EXPECT_EQ(bytes(), "old bytes");
    EXPECT_THAT(names(), ElementsAre("register.json"));
}

}   // namespace
}   // namespace tmdb
