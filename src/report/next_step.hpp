#pragma once

#include "model/explanation.hpp"

#include <string>

namespace tmdb {

/// A step in words, and the command that takes it; empty where no command can.
struct NextStep {
    std::string what;
    std::string command;
};

NextStep words_for(Step step, const Dossier& dossier);

/// A word of a shell's command line.
std::string shell_word(const std::string& text);

}   // namespace tmdb
