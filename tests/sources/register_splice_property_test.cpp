#include "sources/register_file.hpp"
#include "sources/register_splice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <random>

namespace tmdb {
namespace {

// --- properties over styles (R08, R09, R10) ---

/// A way to write a register.
struct Style {
    std::string name;
    std::string open;
    std::string colon;   // empty: an array
    std::string between;
    std::string close;
};

void PrintTo(const Style& style, std::ostream* out)
{
    *out << style.name;
}

const std::vector<std::string> all_slugs = {"a", "b", "c\\u00e9", "d\\n", "e"};
const std::vector<std::string> all_texts = {"a", "b", "cé", "d\n", "e"};
const std::vector<std::string> all_bodies = {
    R"("n": [1E400, -0,0.10 , 1e2])", R"("x": "},{\"")", R"("deep" : {"": [[ ], {}]})",
    R"("big": 123456789012345678901234567890)", "\"é\": \"\\u00e9\"\n"};

/// The register of those of the five entries whose bit is set.
std::string written(const Style& style, unsigned members)
{
    std::string text;
    for (std::size_t i = 0; i < all_slugs.size(); ++i) {
        if (members >> i & 1u) {
            const std::string key = "\"" + all_slugs[i] + "\"";
            text += text.empty() ? "" : style.between;
            text += style.colon.empty() ? "{\"slug\": " + key + ", " + all_bodies[i] + "}"
                                        : key + style.colon + "{" + all_bodies[i] + "}";
        }
    }
    return style.open + text + style.close;
}

std::vector<std::string> texts(unsigned members)
{
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < all_texts.size(); ++i) {
        if (members >> i & 1u) {
            texts.push_back(all_texts[i]);
        }
    }
    return texts;
}

class EveryStyle : public testing::TestWithParam<Style> {};

constexpr unsigned all = 0b11111;

TEST_P(EveryStyle, LosesAnySubsetAndNoOtherByte)
{
    const std::string base = written(GetParam(), all);
    for (unsigned leaving = 0; leaving <= all; ++leaving) {
        EXPECT_EQ(splice_out(base, texts(leaving)).bytes, written(GetParam(), all & ~leaving));
    }
}

TEST_P(EveryStyle, GetsAnySubsetBack)
{
    const std::string base = written(GetParam(), all);
    for (unsigned leaving = 0; leaving <= all; ++leaving) {
        const auto splice = splice_out(base, texts(leaving));
        EXPECT_EQ(unsplice(splice.bytes, splice.cuts), base);
    }
}

TEST_P(EveryStyle, GetsASingleEntryBackBesideItsNeighbour)
{
    const std::string base = written(GetParam(), all);
    for (const auto& slug : all_texts) {
        const auto splice = splice_out(base, {slug});
        EXPECT_EQ(insert_beside_neighbour(splice.bytes, splice.cuts.at(0)), base);
    }
}

INSTANTIATE_TEST_SUITE_P(
    RegisterSplice, EveryStyle,
    testing::Values(Style{"minified", "{", ":", ",", "}\n"},
                    Style{"indent_1", "{\n ", ": ", ",\n ", "\n}\n"},
                    Style{"indent_2", "{\n  ", ": ", ",\n  ", "\n}\n"},
                    Style{"indent_4", "{\n    ", ": ", ",\n    ", "\n}\n"},
                    Style{"tabs", "{\n\t", ": ", ",\n\t", "\n}\n"},
                    Style{"crlf", "{\r\n  ", ": ", ",\r\n  ", "\r\n}\r\n"},
                    Style{"bom", "\xef\xbb\xbf{\n  ", ": ", ",\n  ", "\n}\n"},
                    Style{"trailing_spaces", "{  \n  ", " :  ", " ,  \n  ", "  \n}  \n  "},
                    Style{"no_final_newline", "{\n  ", ": ", ",\n  ", "\n}"},
                    Style{"wrapper", "{\"v\": 1.0, \"entries\": {\n    ", ": ", ",\n    ",
                          "\n  },\n \"at\": null}\n"},
                    Style{"array", "[\n  ", "", ",\n  ", "\n]\n"},
                    Style{"wrapped_array", "{\"tasks\":[", "", ", ", "],\"v\":[1]}"}),
    [](const testing::TestParamInfo<Style>& style) { return style.param.name; });

// --- mutations ---

/// Small random damage, the same in every run.
class Mutator {
public:
    std::string damage(std::string bytes)
    {
        const std::size_t at = below(bytes.size());
        switch (below(5)) {
        case 0: bytes[at] = static_cast<char>(below(256)); break;
        case 1: bytes.erase(at, 1 + below(8)); break;
        case 2: bytes.insert(at, bytes.substr(below(bytes.size()), 1 + below(8))); break;
        case 3: bytes.insert(at, 1, pieces_[below(pieces_.size())]); break;
        default: bytes[at] = pieces_[below(pieces_.size())]; break;
        }
        return bytes;
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::mt19937 random_{20'260'324};
    std::string pieces_ = "{}[],:\"\\ \n0-.utnabc";
};

/// Cuts out every sound entry by itself; how often that was.
int cut_each_entry(const std::string& bytes, const ParsedRegister& parsed)
{
    int cuts = 0;
    for (const auto& entry : parsed.entries) {
        if (!entry.problem) {
            const auto splice = splice_out(bytes, {entry.slug});
            EXPECT_EQ(unsplice(splice.bytes, splice.cuts), bytes);
            ++cuts;
        }
    }
    return cuts;
}

TEST(DamagedRegister, IsNeverReadMoreLenientlyThanByOthersAndCanBeCut)
{
    const std::string base = R"({"T-1": {"slug": "T-1", "worktree_path": "w/T-1"}, )"
                             R"("T-2": {"n": [1.5, -0, 30], "x": "\u00e9\ud83d\ude00\n"}, )"
                             R"("é": {"started_at": null, "deep": {"a": {}, "b": [{}, true]}}})";
    Mutator mutator;
    int cuts = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string bytes = mutator.damage(mutator.damage(base));
        const auto parsed = parse_register(bytes, "register.json");
        if (parsed.readable) {
            EXPECT_TRUE(nlohmann::json::accept(bytes)) << bytes;
            cuts += cut_each_entry(bytes, parsed);
        }
    }
    EXPECT_GE(cuts, 1'000);
}

}   // namespace
}   // namespace tmdb
