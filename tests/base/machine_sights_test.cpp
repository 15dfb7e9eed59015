#include "base/machine.hpp"
#include "base/real_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <stdexcept>

namespace tmdb {

namespace {

namespace fs = std::filesystem;

class Sights : public ::testing::Test {
protected:
    Sights()
    {
        fs::create_directories(top_ + "/folder/below");
        for (int number = 0; number < 700; ++number) {
            write_file(top_ + "/folder/" + std::to_string(number) + ".md", "text");
        }
        write_file(top_ + "/folder/.hidden.md", "text");
        fs::create_symlink("0.md", top_ + "/folder/link.md");
        fs::create_symlink("nowhere", top_ + "/folder/dangling.md");
    }

    /// Every kind of look at everything, and at what is not there.
    std::vector<Sight> of_all_kinds() const
    {
        using Kind = Sight::Kind;
        std::vector<Sight> sights;
        for (const std::string pattern : {"", "*.md", "1*"}) {
            sights.push_back({Kind::names, top_ + "/folder", pattern});
            sights.push_back({Kind::stats, top_ + "/folder", pattern});
            sights.push_back({Kind::stats, top_ + "/missing", pattern});
        }
        std::vector<std::string> paths = {top_, top_ + "/missing", top_ + "/folder/0.md/below"};
        for (const auto& entry : fs::directory_iterator(top_ + "/folder")) {
            paths.push_back(entry.path());
        }
        for (const auto& path : paths) {
            for (const auto kind :
                 {Kind::lstat, Kind::stat, Kind::folder, Kind::real_path, Kind::link}) {
                sights.push_back({kind, path, {}});
            }
        }
        return sights;
    }

    TemporaryDirectory directory_;
    std::string top_ = fs::canonical(directory_.path());
    RealMachine machine_{std::nullopt};
};

TEST_F(Sights, GiveTogetherWhatEachGivesAlone)
{
    const auto sights = of_all_kinds();

    const auto together = machine_.look_again(sights);

    const auto alone = machine_.Machine::look_again(sights);
    ASSERT_EQ(together.size(), sights.size());
    for (std::size_t i = 0; i < sights.size(); ++i) {
        EXPECT_EQ(hexadecimal(together[i]), hexadecimal(alone[i]))
            << static_cast<char>(sights[i].kind) << ' ' << sights[i].path;
        EXPECT_EQ(together[i].newest, alone[i].newest) << sights[i].path;
    }
}

TEST_F(Sights, GiveTheirListsToWhoWantsThem)
{
    const auto sights = of_all_kinds();
    std::map<std::size_t, std::string> real;
    std::map<std::size_t, std::string> plain;
    const auto into = [&sights](auto& lists) {
        return [&](std::size_t i, const Fingerprint& answer, const auto& entries) {
            EXPECT_TRUE(look_of(sights[i]));
            EXPECT_EQ(hexadecimal(answer), hexadecimal(fingerprint_of(entries)));
            lists[i] = hexadecimal(answer);
        };
    };
    std::mutex door;
    const auto gather = into(real);

    machine_.look_again(sights, [&](auto i, const auto& answer, const auto& entries) {
        const std::lock_guard lock(door);
        gather(i, answer, entries);
    });
    machine_.Machine::look_again(sights, into(plain));

    EXPECT_FALSE(real.empty());
    EXPECT_EQ(real, plain);
}

TEST_F(Sights, AreToldApartEvenWhereTheyGiveTheSame)
{
    const Sight one{Sight::Kind::stat, top_ + "/one", {}};
    const Sight other{Sight::Kind::stat, top_ + "/other", {}};
    const Fingerprint nothing = fingerprint_of_failure(ENOENT);

    EXPECT_NE(hexadecimal(bound(one, nothing)), hexadecimal(bound(other, nothing)));
}

TEST_F(Sights, OfNothingAreNothing)
{
    EXPECT_TRUE(machine_.look_again({}).empty());
}

TEST(InParallel, EveryJobIsDoneOnce)
{
    RealMachine machine(std::nullopt);
    std::vector<std::atomic<int>> done(1'000);

    machine.in_parallel(done.size(), [&](std::size_t job) { ++done[job]; });

    for (const auto& times : done) {
        EXPECT_EQ(times, 1);
    }
}

TEST(InParallel, AJobThatFailsIsToldWhoeverRanIt)
{
    RealMachine machine(std::nullopt);
    for (std::size_t failing = 0; failing < 40; ++failing) {
        const auto work = [&](std::size_t job) {
            if (job == failing) {
                throw std::runtime_error("it failed");
            }
        };
        EXPECT_THROW(machine.in_parallel(40, work), std::runtime_error) << failing;
    }
}

}   // namespace
}   // namespace tmdb
