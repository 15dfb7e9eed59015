#pragma once

#include "support/fake_machine.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// A machine that notes every look, and fails some of them.
class DimMachine : public FakeMachine {
public:
    std::set<std::string> looks;                // kind and path
    std::map<std::string, int> failing_looks;   // to the errno

    Looked<FileStat> lstat(const std::string& path) override
    {
        return look<FileStat>("lstat " + path, [&] { return FakeMachine::lstat(path); });
    }
    Looked<FileStat> stat(const std::string& path) override
    {
        return look<FileStat>("stat " + path, [&] { return FakeMachine::stat(path); });
    }
    Looked<std::vector<DirectoryEntry>> list(const std::string& path, Look kind,
                                             const std::string& pattern = {}) override
    {
        return look<std::vector<DirectoryEntry>>(
            "list " + path, [&] { return FakeMachine::list(path, kind, pattern); });
    }
    Looked<FileContent> read(const std::string& path, std::size_t limit) override
    {
        return look<FileContent>("read " + path, [&] { return FakeMachine::read(path, limit); });
    }
    Looked<FileContent> read_tail(const std::string& path, std::size_t limit) override
    {
        return look<FileContent>("read_tail " + path,
                                 [&] { return FakeMachine::read_tail(path, limit); });
    }
    Looked<std::string> real_path(const std::string& path) override
    {
        return look<std::string>("real_path " + path, [&] { return FakeMachine::real_path(path); });
    }
    Looked<std::string> read_link(const std::string& path) override
    {
        return look<std::string>("read_link " + path, [&] { return FakeMachine::read_link(path); });
    }
    Looked<Process> process(std::int64_t pid) override
    {
        return look<Process>("process " + std::to_string(pid),
                             [&] { return FakeMachine::process(pid); });
    }
    Looked<std::vector<WorkingDirectory>> working_directories() override
    {
        return look<std::vector<WorkingDirectory>>(
            "working directories", [&] { return FakeMachine::working_directories(); });
    }

private:
    template <typename T, typename Real>
    Looked<T> look(const std::string& name, Real real)
    {
        looks.insert(name);
        const auto found = failing_looks.find(name);
        return found != failing_looks.end() ? Looked<T>::failed(found->second) : real();
    }
};

}   // namespace tmdb
