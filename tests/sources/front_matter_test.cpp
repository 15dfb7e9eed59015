#include "sources/front_matter_problems.hpp"

#include <nlohmann/json.hpp>

namespace tmdb {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

using Kind = FrontMatterValue::Kind;

/// `depth` sequences, one in the other, as the value of `deep`.
std::string nested(std::size_t depth)
{
    return "deep: " + std::string(depth, '[') + std::string(depth, ']') + "\n";
}

std::string numbered_keys(int count)
{
    std::string yaml = "{";
    for (int i = 0; i < count; ++i) {
        yaml += std::to_string(i) + ",";
    }
    return yaml + "}\n";
}

// --- scalars --------------------------------------------------------------------------------

TEST(FrontMatter, T08KeepsScalarsAsWritten)
{
    const auto front = parse_yaml("a: no\nb: 1.0\nc: 010\nd: 2026-03-24\ne: 1e3\nf: 0x1F\n"
                                  "g: 2026-03-24 18:08:04\nh: p1\ni: 12:30\nj: .inf\nk: Yes\n");

    EXPECT_EQ(front.json,
              R"({"a":"no","b":"1.0","c":"010","d":"2026-03-24","e":"1e3","f":"0x1F",)"
              R"("g":"2026-03-24 18:08:04","h":"p1","i":"12:30","j":".inf","k":"Yes"})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatter, T08TakesNullAndNothingForTheEmptyValue)
{
    const auto front = parse_yaml("a: ~\nb: null\nc: Null\nd: NULL\ne:\nf: nUll\n");

    EXPECT_EQ(front.json, R"({"a":null,"b":null,"c":null,"d":null,"e":null,"f":"nUll"})");
    EXPECT_THAT(front.problems, IsEmpty());
    EXPECT_EQ(front.find("a")->kind, Kind::empty);
}

TEST(FrontMatter, TakesQuotedNullForText)
{
    EXPECT_EQ(parse_yaml("a: 'null'\nb: \"~\"\nc: ''\n").json, R"({"a":"null","b":"~","c":""})");
}

TEST(FrontMatter, ReadsQuotesAndBlocks)
{
    const auto front =
        parse_yaml("a: 'it''s'\nb: \"x\\ty\"\nc: |\n  one\n  two\nd: >-\n  one\n  two\n");

    EXPECT_EQ(front.json, R"({"a":"it's","b":"x\ty","c":"one\ntwo\n","d":"one two"})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatter, KeepsTextOfAnyScript)
{
    const auto front = parse_yaml("título: 日本語 🎉 e\xCC\x81\n");

    EXPECT_EQ(front.find("título")->scalar, "日本語 🎉 e\xCC\x81");
    EXPECT_THAT(front.problems, IsEmpty());
}

// --- shapes ---------------------------------------------------------------------------------

TEST(FrontMatter, KeepsListsAndMappingsInTheirOrder)
{
    const auto front =
        parse_yaml("z: [b, a]\nm: {y: 1, x: 2}\na:\n  - one\n  - k: v\n    l: [w]\n");

    EXPECT_EQ(front.json,
              R"({"z":["b","a"],"m":{"y":"1","x":"2"},"a":["one",{"k":"v","l":["w"]}]})");
    EXPECT_THAT(front.problems, IsEmpty());
}

TEST(FrontMatter, KeepsEmptyListsAndMappings)
{
    EXPECT_EQ(parse_yaml("a: []\nb: {}\n").json, R"({"a":[],"b":{}})");
}

TEST(FrontMatter, TellsTheLinesOnWhichKeysBegin)
{
    const auto front = parse_yaml("# x\na: |\n  b: 1\n\n\"c\":\n  - x\n? d\n: {e: 1}\n");

    EXPECT_THAT(front.root.lines, ElementsAre(3, 6, 8));
    EXPECT_FALSE(front.root.is_flow);
    EXPECT_TRUE(front.find("d")->is_flow);
    EXPECT_TRUE(parse_yaml("{a: 1}\n").root.is_flow);
}

TEST(FrontMatter, IsFoundByKey)
{
    const auto front = parse_yaml("a: 1\nb: 2\n");

    EXPECT_EQ(front.find("b")->scalar, "2");
    EXPECT_EQ(front.find("c"), nullptr);
}

TEST(FrontMatter, KeepsJsonValidWhateverTheKeysAre)
{
    const auto front = parse_yaml("\"a\\\"b\\n\": \"\\0\\x9b\\\\\"\n~: x\n'': y\n");

    const auto json = nlohmann::json::parse(front.json);
    EXPECT_EQ(json.at("a\"b\n"), std::string("\0\xC2\x9B\\", 4));
    EXPECT_EQ(json.at("~"), "x");
    EXPECT_EQ(json.at(""), "y");
}

TEST(FrontMatter, MustBeAMapping)
{
    EXPECT_THAT(parse_yaml("- a\n- b\n").problems,
                ElementsAre(problem(2, 1, "front matter is not a mapping")));
    EXPECT_THAT(parse_yaml("\njust words\n").problems,
                ElementsAre(problem(3, 1, "front matter is not a mapping")));
    EXPECT_EQ(parse_yaml("- a\n").json, "{}");
}

TEST(FrontMatter, MustHaveScalarsAsKeys)
{
    const auto front = parse_yaml("a: 1\n? [x, y]\n: z\nb: {{ title }}\nc: 3\n");

    EXPECT_THAT(front.problems, ElementsAre(problem(3, 3, "key is not a scalar"),
                                            problem(5, 5, "key is not a scalar")));
    EXPECT_EQ(front.json, R"({"a":"1","b":{},"c":"3"})");
}

// --- what front matter must not have --------------------------------------------------------

TEST(FrontMatter, T03SpeaksOfADuplicateKeyAndKeepsTheLast)
{
    const auto front = parse_yaml("status: ready\ntitle: x\nstatus: completed\n");

    EXPECT_THAT(front.problems,
                ElementsAre(problem(4, 1, "duplicate key 'status': 'ready' and then 'completed'")));
    EXPECT_EQ(front.json, R"({"status":"completed","title":"x"})");
    EXPECT_EQ(front.find("status")->scalar, "completed");
}

TEST(FrontMatter, T03SpeaksOfADuplicateKeyAtAnyLevel)
{
    const auto front = parse_yaml("a:\n  - {k: [1], k: ~}\nb: {k: {}, 'k': 2}\n");

    EXPECT_THAT(front.problems,
                ElementsAre(problem(3, 14, "duplicate key 'k': a list and then nothing"),
                            problem(4, 12, "duplicate key 'k': a mapping and then '2'")));
    EXPECT_EQ(front.json, R"({"a":[{"k":null}],"b":{"k":"2"}})");
}

TEST(FrontMatter, T03SpeaksOfDuplicateKeysThatSayTheSame)
{
    EXPECT_THAT(parse_yaml("a: 1\na: 1\n").problems, only_mentions("'1' and then '1'"));
}

TEST(FrontMatter, T04DoesNotFollowAliases)
{
    const auto front = parse_yaml("a: &x one\nb: *x\nc: [*x, two]\n*x : d\n");

    EXPECT_THAT(front.problems, ElementsAre(problem(2, 4, "anchor '&x' is not allowed"),
                                            problem(3, 4, "alias '*x' is not allowed"),
                                            problem(4, 5, "alias '*x' is not allowed"),
                                            problem(5, 1, "key is not a scalar"),
                                            problem(5, 1, "alias '*x' is not allowed")));
    EXPECT_EQ(front.json, R"({"a":"one","b":null,"c":[null,"two"]})");
}

TEST(FrontMatter, T04IsNoLargerThanItsTextForAnAliasBomb)
{
    const auto front =
        parse_yaml("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                   "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n");

    EXPECT_EQ(front.problems.size(), 4u + 27u);
    EXPECT_LT(front.json.size(), 300u);
}

TEST(FrontMatter, T04DoesNotFollowAListIntoItself)
{
    const auto front = parse_yaml("x: &x [*x]\n");

    EXPECT_THAT(front.problems, ElementsAre(mentions("anchor '&x'"), mentions("alias '*x'")));
    EXPECT_EQ(front.json, R"({"x":[null]})");
}

TEST(FrontMatter, T05IsReadToADepthOf32)
{
    EXPECT_THAT(parse_yaml(nested(31)).problems, IsEmpty());
}

TEST(FrontMatter, T05IsNotReadAnyDeeper)
{
    const auto front = parse_yaml("a: 1\n" + nested(32));

    EXPECT_THAT(front.problems, ElementsAre(problem(3, 38, "nested deeper than 32 levels")));
    EXPECT_EQ(front.json, R"({"a":"1"})");
}

TEST(FrontMatter, T05DoesNotFallIntoAnAbyss)
{
    EXPECT_THAT(parse_yaml(nested(500)).problems, only_mentions("nested deeper"));
    EXPECT_THAT(parse_yaml("deep: " + std::string(60'000, '[') + "\n").problems,
                only_mentions("nested deeper"));
    EXPECT_THAT(parse_yaml("a:\n" + std::string(30'000, '-') + "\n").problems, Not(IsEmpty()));
}

TEST(FrontMatter, T07TakesTaggedValuesForTextAndSaysSo)
{
    const auto front = parse_yaml("a: !!python/object:os.system x\nb: !!binary aGk=\nc: !own [1]\n"
                                  "d: !!map {k: v}\n!!str e: 5\n");

    EXPECT_THAT(front.problems,
                ElementsAre(problem(2, 4,
                                    "tag 'tag:yaml.org,2002:python/object:os.system' is not "
                                    "allowed"),
                            mentions("2002:binary"), mentions("tag '!own'"), mentions("2002:map"),
                            mentions("2002:str")));
    EXPECT_EQ(front.json, R"({"a":"x","b":"aGk=","c":["1"],"d":{"k":"v"},"e":"5"})");
}

TEST(FrontMatter, T09PlacesWhatIsNoYaml)
{
    EXPECT_THAT(parse_yaml("id: 7\ntitle: fix: thing\n").problems,
                ElementsAre(problem(3, 11, "mapping values are not allowed in this context")));
    EXPECT_THAT(parse_yaml("id: 7\nowner: @x\n").problems,
                ElementsAre(problem(3, 8,
                                    "found character that cannot start any token (while scanning "
                                    "for the next token from line 3)")));
    EXPECT_THAT(
        parse_yaml("a:\n\t- b\n").problems,
        ElementsAre(AllOf(mentions("cannot start any token"), Field(&FrontMatterProblem::line, 3),
                          Field(&FrontMatterProblem::column, 1))));
}

TEST(FrontMatter, T09RefusesDirectives)
{
    EXPECT_THAT(parse_yaml("%YAML 9.9\n").problems, Not(IsEmpty()));
    EXPECT_THAT(parse_yaml("%YAML 9.9\n--- {status: completed}\n").problems,
                ElementsAre(mentions("incompatible YAML")));
    EXPECT_THAT(parse_yaml("%YAML 1.1\n--- {status: completed}\n").problems,
                only_mentions("more than one document"));
}

TEST(FrontMatter, T09KeepsWhatStoodBeforeTheError)
{
    const auto front = parse_yaml("id: 7\nnested: {a: 1}\ntitle: fix: thing\nstatus: ready\n");

    EXPECT_EQ(front.json, R"({"id":"7","nested":{"a":"1"},"title":"fix"})");
}

TEST(FrontMatter, T10RefusesAQuoteThatIsNotClosed)
{
    const auto front = parse_yaml("id: 7\ntitle: \"half\nstatus: completed\n");

    EXPECT_THAT(front.problems,
                ElementsAre(problem(5, 1,
                                    "found unexpected end of stream (while scanning a quoted "
                                    "scalar from line 3)")));
    EXPECT_EQ(front.json, R"({"id":"7"})");
}

TEST(FrontMatter, T11RefusesMergeKeys)
{
    const auto front = parse_yaml("<<: {status: completed}\nid: 7\n'<<': text\n");

    EXPECT_THAT(front.problems, ElementsAre(problem(2, 1, "merge key '<<' is not allowed"),
                                            mentions("duplicate key '<<'")));
    EXPECT_EQ(front.find("status"), nullptr);
    EXPECT_THAT(parse_yaml("'<<': text\n").problems, IsEmpty());
}

TEST(FrontMatter, T11ReadsOnlyTheFirstDocument)
{
    const auto front = parse_yaml("status: ready\n--- {status: completed}\n");

    EXPECT_THAT(front.problems,
                ElementsAre(problem(3, 1, "more than one document in the front matter")));
    EXPECT_EQ(front.json, R"({"status":"ready"})");
}

TEST(FrontMatter, T13IsRefusedBySizeWith100000Keys)
{
    EXPECT_THAT(parse_yaml(numbered_keys(100'000)).problems, only_mentions("over the limit"));
}

TEST(FrontMatter, T13HoldsAllTheKeysThatFit)
{
    const auto front = parse_yaml(numbered_keys(11'000));

    EXPECT_EQ(front.root.keys.size(), 11'000u);
    EXPECT_EQ(front.root.items.size(), 11'000u);
    EXPECT_EQ(nlohmann::json::parse(front.json).size(), 11'000u);
    EXPECT_THAT(front.problems, IsEmpty());
}

}   // namespace
}   // namespace tmdb
