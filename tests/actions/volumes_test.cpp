#include "actions/volumes.hpp"

#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <cerrno>
#include <filesystem>
#include <gmock/gmock.h>

namespace tmdb {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

namespace fs = std::filesystem;

/// Folders that lie on devices of a test's choice.
class MachineOfVolumes : public FakeMachine {
public:
    std::map<std::string, std::uint64_t> devices;   // of a folder and what is below; else 0

    Looked<FileStat> stat(const std::string& path) override
    {
        auto stat = FakeMachine::stat(path);
        if (stat) {
            stat.value->device = 0;
            for (const auto& [folder, device] : devices) {   // the deepest comes last
                if ((path + "/").starts_with(folder + "/")) {
                    stat.value->device = device;
                }
            }
        }
        return stat;
    }
};

class VolumesOfWorktrees : public ::testing::Test {
protected:
    VolumesOfWorktrees() { fs::create_directories(folder_ + "/deep/some-task"); }

    Volumes volumes_with(const Worktree& worktree)
    {
        return volumes_of(machine_, root_, {worktree});
    }

    TemporaryDirectory directory_;
    MachineOfVolumes machine_;
    const std::string root_ = fs::canonical(directory_.path()).string();
    const std::string folder_ = root_ + "/.worktrees";
    const Worktree worktree_{.path = ".worktrees/deep/some-task", .on_disk = true};
};

TEST_F(VolumesOfWorktrees, AreNoneWhereAllLiesOnOne)
{
    EXPECT_THAT(volumes_with(worktree_), IsEmpty());
}

TEST_F(VolumesOfWorktrees, AreWhereTheyAreMounted)   // E09
{
    machine_.devices[folder_] = 7;

    EXPECT_THAT(volumes_with(worktree_), ElementsAre(folder_));
    EXPECT_THAT(volumes_with({.path = worktree_.path, .on_disk = true, .stale = true}), IsEmpty());
    EXPECT_THAT(volumes_with({.path = worktree_.path}), IsEmpty());
}

TEST_F(VolumesOfWorktrees, HideWhatIsBelowWhileTheyAreNotMounted)   // E09
{
    VolumeMachine machine(machine_, {folder_});

    EXPECT_THAT(machine.missing(), ElementsAre(folder_));
    EXPECT_TRUE(machine.list(folder_, Look::names).value);
    fs::remove_all(folder_ + "/deep");
    EXPECT_EQ(machine.lstat(folder_ + "/gone").error, ENODEV);
    EXPECT_EQ(machine.stat(folder_ + "/gone/deeper").error, ENODEV);
    EXPECT_EQ(machine.real_path(folder_ + "/gone").error, ENODEV);
    EXPECT_EQ(machine.read(folder_ + "/gone.md", 1).error, ENODEV);
    EXPECT_EQ(machine.list(folder_, Look::names).error, ENODEV);
    EXPECT_EQ(machine.list(folder_ + "/gone", Look::names).error, ENODEV);
    EXPECT_EQ(machine.lstat(root_ + "/gone").error, ENOENT);
    EXPECT_TRUE(machine.lstat(folder_).value);
}

TEST_F(VolumesOfWorktrees, HideNothingWhileTheyAreMounted)
{
    machine_.devices[folder_] = 7;
    VolumeMachine machine(machine_, {folder_});

    EXPECT_THAT(machine.missing(), IsEmpty());
    EXPECT_EQ(machine.lstat(folder_ + "/gone").error, ENOENT);
}

TEST_F(VolumesOfWorktrees, HideNothingOnceTheirFolderIsGone)
{
    VolumeMachine machine(machine_, {root_ + "/given-up"});

    EXPECT_THAT(machine.missing(), IsEmpty());
    EXPECT_EQ(machine.lstat(root_ + "/given-up/task").error, ENOENT);
}

TEST_F(VolumesOfWorktrees, AreRememberedUntilAWorktreeIsMadeInTheirPlace)
{
    const Volumes missing = {folder_};

    EXPECT_THAT(volumes_to_remember(root_, {"/mnt"}, missing, {}),
                UnorderedElementsAre("/mnt", folder_));
    EXPECT_THAT(volumes_to_remember(root_, {}, missing, {worktree_}), IsEmpty());
    EXPECT_EQ(volumes_from(text_of_volumes({"/mnt", folder_})), Volumes({"/mnt", folder_}));
    EXPECT_THAT(volumes_from(""), IsEmpty());
}

}   // namespace
}   // namespace tmdb
