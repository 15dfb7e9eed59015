#pragma once

#include "support/git_repository.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <utility>

namespace tmdb {

/// Programs that nobody is to start. Whoever does makes one sing: it leaves a mark of its name.
class Canaries {
public:
    explicit Canaries(std::filesystem::path folder) : folder_(std::move(folder))
    {
        std::filesystem::create_directories(folder_ / "marks");
    }

    /// `text` with a new canary of that name in it: its path for every "%", the folder that it lies
    /// in for every "@", and its mark for every "#".
    std::string in(const std::string& text, const std::string& name)
    {
        const auto program = folder() / name;
        const auto mark = folder_ / "marks" / name;
        write_file(program, "#!/bin/sh\n: > '" + mark.string() + "'\n");
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        names_.insert(name);

        std::string with_paths;
        for (const char letter : text) {
            with_paths += letter == '%'   ? program.string()
                          : letter == '@' ? folder().string()
                          : letter == '#' ? mark.string()
                                          : std::string(1, letter);
        }
        return with_paths;
    }

    /// Where they all are.
    std::filesystem::path folder() const { return folder_ / "programs"; }
    const std::set<std::string>& all() const { return names_; }

    /// Those that were started.
    std::set<std::string> sung() const
    {
        std::set<std::string> names;
        for (const auto& mark : std::filesystem::directory_iterator(folder_ / "marks")) {
            names.insert(mark.path().filename());
        }
        return names;
    }

private:
    std::filesystem::path folder_;
    std::set<std::string> names_;
};

}   // namespace tmdb
