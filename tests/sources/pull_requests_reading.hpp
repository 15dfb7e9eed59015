#pragma once

#include "sources/pull_requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

inline const std::string pull_requests_path = ".tasks/task_manager/pull-requests.json";

inline ParsedPullRequests read_list(std::string_view json)
{
    return parse_pull_requests(json, pull_requests_path);
}

/// The one pull request of a list that has it alone, with these fields beside its number.
inline PullRequest pull_request_with(const std::string& fields)
{
    const auto parsed = read_list(R"([{"number": 7, )" + fields + "}]");
    EXPECT_TRUE(parsed.readable);
    EXPECT_THAT(parsed.problems, testing::IsEmpty());
    return parsed.pull_requests.size() == 1 ? parsed.pull_requests[0] : PullRequest{};
}

inline std::vector<std::int64_t> numbers_in(const ParsedPullRequests& parsed)
{
    std::vector<std::int64_t> numbers;
    for (const PullRequest& pull_request : parsed.pull_requests) {
        numbers.push_back(pull_request.number);
    }
    return numbers;
}

}   // namespace tmdb
