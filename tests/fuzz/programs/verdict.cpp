#include "sources/front_matter.hpp"
#include "sources/json_scanner.hpp"
#include "sources/register_file.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

// Reads documents from standard input, each behind its length and a line end, and says of each in a
// line of JSON what tm-db makes of it. tools/differential compares that with what Python makes.

namespace {

using Verdict = nlohmann::ordered_json;
using tmdb::JsonToken;

/// Whether it is JSON, and if so its keys and texts in their order.
Verdict json_verdict(const std::string& document)
{
    const auto scan = tmdb::scan_json(document);
    if (scan.trouble) {
        return {{"refused", scan.trouble->message}};
    }
    std::vector<std::string> texts;
    for (std::size_t token = 0; token < scan.tokens.size(); ++token) {
        const auto kind = scan.tokens[token].kind;
        if (kind == JsonToken::Kind::key || kind == JsonToken::Kind::string) {
            texts.push_back(scan.text(token));
        }
    }
    return {{"texts", texts}};
}

/// The entries, as they are written.
Verdict register_verdict(const std::string& document)
{
    auto verdict = json_verdict(document);
    const auto parsed = tmdb::parse_register(document, "register.json");
    verdict["readable"] = parsed.readable;
    verdict["entries"] = Verdict::array();
    for (const auto& entry : parsed.entries) {
        verdict["entries"].push_back({entry.slug, entry.raw});
    }
    return verdict;
}

/// All that the front matter says, and what is doubtful.
Verdict front_matter_verdict(const std::string& document)
{
    const auto front = tmdb::parse_front_matter(document);
    Verdict verdict = {{"problems", Verdict::array()}};
    for (const auto& problem : front.problems) {
        verdict["problems"].push_back(problem.message);
    }
    if (front.problems.empty()) {
        verdict["fields"] = Verdict::parse(front.json);
    }
    return verdict;
}

template <typename Judge>
void judge_all(Judge judge)
{
    std::size_t length = 0;
    while (std::cin >> length) {
        std::cin.ignore();
        std::string document(length, '\0');
        std::cin.read(document.data(), static_cast<std::streamsize>(length));
        const auto verdict = judge(document);
        std::cout << verdict.dump(-1, ' ', true, Verdict::error_handler_t::replace) << '\n';
    }
}

}   // namespace

int main(int count, char** arguments)
{
    const std::string kind = count == 2 ? arguments[1] : "";
    if (kind == "register") {
        judge_all(register_verdict);
    } else if (kind == "front_matter") {
        judge_all(front_matter_verdict);
    } else {
        std::cerr << "usage: verdict register|front_matter\n";
        return 64;
    }
    return 0;
}
