#include "report/restore_words.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;

namespace {

RestoreReport report_of(RestoredEntry::Outcome outcome, const std::string& reason = "")
{
    return {.run_id = 9,
            .entries = {{.entry = {.id = 3, .slug = "old", .register_path = "dave.json"},
                         .outcome = outcome,
                         .reason = reason}}};
}

std::string text_of(RestoredEntry::Outcome outcome, const std::string& reason = "")
{
    return restore_text(report_of(outcome, reason), {});
}

TEST(RestoreWords, SayHowAnEntryCameBack)
{
    EXPECT_THAT(text_of(RestoredEntry::Outcome::identical),
                HasSubstr("3  dave.json  old   put back, byte for byte where it was\n"));
    EXPECT_THAT(text_of(RestoredEntry::Outcome::beside), HasSubstr("beside its old neighbour"));
    EXPECT_THAT(text_of(RestoredEntry::Outcome::already, "it came back"),
                HasSubstr("nothing to do: it came back"));
    EXPECT_THAT(text_of(RestoredEntry::Outcome::refused, "its slug is registered again"),
                HasSubstr("refused: its slug is registered again"));
}

TEST(RestoreWords, AreTheSameInJson)
{
    const auto report = report_of(RestoredEntry::Outcome::refused, "it is registered");

    EXPECT_THAT(to_text(restore_json(report)),
                AllOf(HasSubstr("\"run\": 9"), HasSubstr("\"prune\": 3"),
                      HasSubstr("\"outcome\": \"refused\""),
                      HasSubstr("\"reason\": \"it is registered\"")));
}

}   // namespace
}   // namespace tmdb
