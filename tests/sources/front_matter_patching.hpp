#pragma once

#include "sources/front_matter.hpp"
#include "sources/front_matter_json.hpp"
#include "sources/front_matter_patch.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace tmdb {

using Keys = std::vector<std::string>;
using Values = std::map<std::string, std::string>;   // as JSON, by key

inline Values values_of(const std::string& file)
{
    const auto front = parse_front_matter(file);
    EXPECT_TRUE(front.problems.empty()) << file;
    Values values;
    for (std::size_t i = 0; i < front.root.keys.size(); ++i) {
        values[front.root.keys[i]] = json_of(front.root.items[i]);
    }
    return values;
}

/// The root's values, those of `keys` as the copy has them.
inline Values values_taken(const std::string& root, const std::string& copy, const Keys& keys)
{
    Values values = values_of(root);
    const Values offered = values_of(copy);
    for (const auto& key : keys) {
        values.erase(key);
        if (const auto value = offered.find(key); value != offered.end()) {
            values.insert(*value);
        }
    }
    return values;
}

/// A root checkout in which somebody applies patches with git.
class FrontMatterPatching : public testing::Test {
protected:
    /// The root file after git took the patch, its values being what they should.
    std::string applied(const std::string& root, const std::string& copy, const Keys& keys,
                        const std::string& path = "tasks/T-1.md")
    {
        const auto patch = patch_front_matter(root.substr(0, front_matter_limit),
                                              copy.substr(0, front_matter_limit), path, keys);
        EXPECT_EQ(patch.trouble, "");
        write_file(repository.path() / path, root);
        if (!patch.diff.empty()) {
            write_file(directory.path() / "front.patch", patch.diff);
            repository.git({"apply", "--check", "../front.patch"});
            EXPECT_EQ(read_file(path), root);
            repository.git({"apply", "../front.patch"});
            ++patches;
        }
        const auto result = read_file(path);
        EXPECT_EQ(values_of(result), values_taken(root, copy, keys)) << patch.diff;
        return result;
    }

    /// How git itself writes the change from one text to the other.
    std::string written_by_git(const std::string& before, const std::string& after,
                               const std::string& path)
    {
        write_file(repository.path() / path, before);
        repository.git({"add", "."});
        write_file(repository.path() / path, after);
        auto diff = repository.git({"diff"}) + "\n";
        const auto index = diff.find("\nindex ") + 1;
        return diff.erase(index, diff.find('\n', index) + 1 - index);
    }

    std::string read_file(const std::string& path)
    {
        std::ifstream stream(repository.path() / path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    int patches = 0;   // that git took
    TemporaryDirectory directory;
    GitRepository repository{directory.path() / "root"};
};

}   // namespace tmdb
