#pragma once

#include "base/text.hpp"
#include "support/fake_machine.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// A machine whose programs say what an input says, and on which nothing is written. The output of
/// one program ends with a record separator (0x1e); the last one is said again and again.
class SayingMachine : public FakeMachine {
public:
    explicit SayingMachine(std::string_view input) : outputs_(split(input, '\x1e'))
    {
        on_run = [this](const Command&) {
            const auto& output = outputs_[std::min(said_, outputs_.size() - 1)];
            ++said_;
            return CommandResult{.complete = true, .exit_status = 0, .output = output};
        };
    }

    Looked<FileContent> read(const std::string&, std::size_t) override
    {
        return Looked<FileContent>::failed(ENOENT);
    }
    Looked<std::string> make_scratch_folder() override { return {"/nowhere"}; }
    int make_directories(const std::string&, std::uint32_t) override { return 0; }
    Looked<int> create(const std::string&, std::uint32_t) override { return {-1}; }
    int write(int, std::string_view) override { return 0; }
    int remove_folder(const std::string&) override { return 0; }

private:
    std::vector<std::string> outputs_;
    std::size_t said_ = 0;
};

}   // namespace tmdb
