#pragma once

#include "sources/front_matter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace tmdb {

inline void PrintTo(const FrontMatterProblem& problem, std::ostream* out)
{
    *out << problem.line << ':' << problem.column << ": " << problem.message;
}

/// The front matter of a file that holds these lines of YAML, and a body.
inline FrontMatter parse_yaml(const std::string& yaml)
{
    return parse_front_matter("---\n" + yaml + "---\nThe body.\n");
}

inline FrontMatterProblem problem(int line, int column, const std::string& message)
{
    return {line, column, message};
}

inline auto mentions(const std::string& words)
{
    return testing::Field("message", &FrontMatterProblem::message, testing::HasSubstr(words));
}

inline auto only_mentions(const std::string& words)
{
    return testing::ElementsAre(mentions(words));
}

}   // namespace tmdb
