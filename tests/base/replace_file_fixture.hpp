#pragma once

#include "base/replace_file.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

namespace tmdb {

inline std::string text_of(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class ReplaceFile : public testing::Test {
protected:
    ReplaceFile() { write_file(path, "old bytes"); }

    ReplaceResult replace() { return replace_on(machine); }
    ReplaceResult replace_on(Machine& chosen)
    {
        return replace_file(chosen,
                            {.path = path,
                             .base = chosen.read(path, 1 << 20).value.value(),
                             .bytes = "new bytes",
                             .temporary = ".tmdb-1.tmp",
                             .plain_rename = plain_rename},
                            [this] { return wanted; });
    }
    void on_reaching(const std::string& step, std::function<void()> act)
    {
        machine.on_reached = [=](std::string_view reached) {
            if (reached == step) {
                act();
            }
        };
    }
    std::string bytes() const { return text_of(path); }
    /// All that is in the folder.
    std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto& item : std::filesystem::directory_iterator(directory.path())) {
            found.push_back(item.path().filename());
        }
        return found;
    }

    TemporaryDirectory directory;
    const std::string path = directory.path() / "register.json";
    FakeMachine machine;
    bool wanted = true;
    PlainRename plain_rename = PlainRename::refused;
};

inline void rename_over(const std::string& path, const std::string& text)
{
    write_file(path + ".theirs", text);
    std::filesystem::rename(path + ".theirs", path);
}

}   // namespace tmdb
