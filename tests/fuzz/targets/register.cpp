#include "base/hash.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "sources/register_file.hpp"
#include "sources/register_splice.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {
namespace {

using Spellings = std::vector<std::pair<std::string, std::string>>;   // slugs, and their entries

Spellings spellings_in(const ParsedRegister& parsed, const std::vector<std::string>& without)
{
    Spellings spellings;
    for (const auto& entry : parsed.entries) {
        if (std::ranges::find(without, entry.slug) == without.end()) {
            spellings.emplace_back(entry.slug, entry.raw);
        }
    }
    return spellings;
}

Spellings sorted(Spellings spellings)
{
    std::ranges::sort(spellings);
    return spellings;
}

/// Some of the entries that can go; which ones hangs on every byte.
std::vector<std::string> some_slugs(std::string_view input, const ParsedRegister& parsed)
{
    const std::string chance = content_hash(input);
    std::vector<std::string> slugs;
    for (const auto& entry : parsed.entries) {
        if (!entry.problem && chance[entry.position % chance.size()] % 2 == 0) {
            slugs.push_back(entry.slug);
        }
    }
    return slugs;
}

void lose_and_regain(std::string_view input, const ParsedRegister& parsed,
                     const std::vector<std::string>& slugs)
{
    const Splice splice = splice_out(input, slugs);
    must(unsplice(splice.bytes, splice.cuts) == input, "the cuts do not give the base again");

    // Of an array the last entry may go and leave other things behind; those are no register.
    const auto left = parse_register(splice.bytes, "register.json");
    const auto kept = spellings_in(parsed, slugs);
    must(left.readable || kept.empty(), "what is left is no register");
    must(spellings_in(left, {}) == kept, "another entry has changed");
}

void regain_beside_neighbours(std::string_view input, const ParsedRegister& parsed,
                              const std::string& slug)
{
    const Splice splice = splice_out(input, {slug});
    const auto restored = insert_beside_neighbour(splice.bytes, splice.cuts.at(0));
    const bool is_the_last = spellings_in(parsed, {slug}).empty();
    must(restored || is_the_last, "what has just left cannot come back");

    const auto again = parse_register(restored.value_or(std::string(input)), "register.json");
    must(sorted(spellings_in(again, {})) == sorted(spellings_in(parsed, {})),
         "what came back is not what had left");
}

}   // namespace

/// A register without some of its entries is the base minus these, every other entry byte for byte,
/// and gets them back.
void fuzz_register(std::string_view input)
{
    const auto parsed = parse_register(input, "register.json");
    must(parsed.readable || parsed.entries.empty(), "what is no register has entries");
    const auto slugs = some_slugs(input, parsed);
    if (parsed.readable) {
        lose_and_regain(input, parsed, slugs);
    }
    if (!slugs.empty()) {
        regain_beside_neighbours(input, parsed, slugs.front());
    }
}

}   // namespace tmdb
