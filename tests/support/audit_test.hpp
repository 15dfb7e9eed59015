#pragma once

#include "support/end_to_end.hpp"

#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Json = nlohmann::json;

/// One audit, asked of a real workspace by the real binary.
class AuditTest : public EndToEnd {
protected:
    explicit AuditTest(std::string name) : name_(std::move(name)) {}

    // --- given ------------------------------------------------------------------------------
    /// The clock, so many minutes after the test began.
    void at_minute(int minute)
    {
        now = format_instant(parse_instant(start).value() + minute * one_minute);
    }
    void sync_at_minute(int minute)
    {
        at_minute(minute);
        sync();
    }
    void reconcile_at_minute(int minute)
    {
        at_minute(minute);
        ASSERT_EQ(reconcile().status, 0);
    }

    // --- when -------------------------------------------------------------------------------
    /// The rows that it answers with, as objects.
    Json ask(std::vector<std::string> assignments = {})
    {
        std::vector<std::string> arguments = {"audit", name_, "--json"};
        for (auto& assignment : assignments) {
            arguments.insert(arguments.end(), {"--param", std::move(assignment)});
        }
        const Answer answer = tm_db(std::move(arguments));
        EXPECT_EQ(answer.status, 0) << answer.err;
        return answer.json();
    }

private:
    const std::string start = now;
    std::string name_;
};

}   // namespace tmdb
