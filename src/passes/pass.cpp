#include "passes/pass.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace tmdb {

namespace {

/// The comment lines before the SQL, without their "-- ".
std::vector<std::string> head_lines(std::string_view text)
{
    std::vector<std::string> lines;
    for (const auto& line : split(text, '\n')) {
        if (!line.starts_with("--")) {
            break;
        }
        lines.emplace_back(trim(std::string_view(line).substr(2)));
    }
    return lines;
}

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> found;
    for (auto& word : split(text, ' ')) {
        if (!word.empty()) {
            found.push_back(std::move(word));
        }
    }
    return found;
}

/// What follows "name:" in a line of the head.
std::optional<std::string> field_of(std::string_view line, std::string_view name)
{
    if (!line.starts_with(name) || line.substr(name.size(), 1) != ":") {
        return std::nullopt;
    }
    return std::string(trim(line.substr(name.size() + 1)));
}

}   // namespace

Pass parse_pass(const EmbeddedSql& file)
{
    Pass pass{.code = std::string(file.name), .sql = file.text};
    bool has_severity = false;
    for (const auto& line : head_lines(file.text)) {
        if (pass.summary.empty()) {
            pass.summary = line;
        } else if (const auto severity = field_of(line, "severity")) {
            const auto named = severity_named(*severity);
            has_severity = named.has_value();
            pass.severity = named.value_or(Severity::warning);
        } else if (const auto remedy = field_of(line, "remedy")) {
            pass.remedy = *remedy;
        } else if (const auto needs = field_of(line, "needs")) {
            pass.needs = words(*needs);
        } else if (!line.empty()) {
            pass.explanation += (pass.explanation.empty() ? "" : " ") + line;
        }
    }
    if (pass.summary.empty() || !has_severity || pass.remedy.empty() || pass.explanation.empty()) {
        throw std::logic_error("the head of pass '" + pass.code + "' is not whole");
    }
    return pass;
}

const std::vector<Pass>& all_passes()
{
    static const std::vector<Pass> passes = [] {
        std::vector<Pass> parsed;
        for (const auto& file : embedded_passes()) {
            parsed.push_back(parse_pass(file));
        }
        return parsed;
    }();
    return passes;
}

const Pass& pass_named(const std::string& code)
{
    const auto pass = std::find_if(all_passes().begin(), all_passes().end(),
                                   [&](const Pass& one) { return one.code == code; });
    if (pass == all_passes().end()) {
        throw Error("there is no pass '" + code + "'", "'tm-db passes' lists them",
                    ExitStatus::usage);
    }
    return *pass;
}

}   // namespace tmdb
