#include "fuzz/targets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

const fs::path corpus_folder = fs::path(TM_DB_SOURCE_DIR) / "tests/fuzz/corpus";

struct FuzzTarget {
    std::string name;   // of the folder of its inputs, too
    void (*feed)(std::string_view) = nullptr;
};

void PrintTo(const FuzzTarget& target, std::ostream* out)
{
    *out << target.name;
}

const FuzzTarget all_targets[] = {
    {"commit_graph", fuzz_commit_graph},
    {"configuration", fuzz_configuration},
    {"console", fuzz_console},
    {"csv", fuzz_csv},
    {"dispatch_record", fuzz_dispatch_record},
    {"front_matter", fuzz_front_matter},
    {"front_matter_patch", fuzz_front_matter_patch},
    {"git_index", fuzz_git_index},
    {"git_objects", fuzz_git_objects},
    {"git_reflog", fuzz_git_reflog},
    {"glob", fuzz_glob},
    {"json_report", fuzz_json_report},
    {"json_scanner", fuzz_json_scanner},
    {"paths", fuzz_paths},
    {"pull_requests", fuzz_pull_requests},
    {"ref_list", fuzz_ref_list},
    {"register", fuzz_register},
    {"terminal", fuzz_terminal},
    {"times", fuzz_times},
    {"worktree_list", fuzz_worktree_list},
};

std::vector<std::string> names_in(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
}

std::string bytes_in(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class Corpus : public testing::TestWithParam<FuzzTarget> {};

TEST_P(Corpus, KeepsEveryPromise)
{
    const fs::path folder = corpus_folder / GetParam().name;
    const auto names = names_in(folder);
    EXPECT_GE(names.size(), 10u);
    for (const auto& name : names) {
        EXPECT_NO_THROW(GetParam().feed(bytes_in(folder / name))) << GetParam().name << '/' << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Of, Corpus, testing::ValuesIn(all_targets),
                         [](const testing::TestParamInfo<FuzzTarget>& target) {
                             return target.param.name;
                         });

TEST(Corpora, BelongToATarget)
{
    std::vector<std::string> names;
    for (const auto& target : all_targets) {
        names.push_back(target.name);
    }
    EXPECT_EQ(names, names_in(corpus_folder));
}

TEST(FuzzTargets, AreAllFedInTheTests)
{
    std::vector<std::string> files;
    for (const auto& target : all_targets) {
        files.push_back(target.name + ".cpp");
    }
    EXPECT_EQ(files, names_in(fs::path(TM_DB_SOURCE_DIR) / "tests/fuzz/targets"));
}

}   // namespace
}   // namespace tmdb
