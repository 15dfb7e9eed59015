#include "passes/pass.hpp"

#include "store/embedded_sql.hpp"
#include "store/pass_query.hpp"
#include "store/sql_head.hpp"

#include <algorithm>
#include <stdexcept>

namespace tmdb {

namespace {

/// Takes what the head says; the trouble begins with the line.
void take_field(Pass& pass, const SqlHead::Field& field)
{
    const auto complain = [&](const std::string& reason) {
        if (pass.trouble.empty()) {
            pass.trouble = std::to_string(field.line) + ": " + reason;
        }
    };
    if (field.name == "severity") {
        const auto named = severity_named(field.value);
        if (!named) {
            complain("there is no severity '" + field.value + "': it is info, warning or error");
        }
        pass.severity = named.value_or(Severity::warning);
    } else if (field.name == "remedy") {
        pass.remedy = field.value;
        if (pass.remedy == "prune" && !pass.is_ours()) {
            complain("only tm-db itself prunes: say in words what a person does about it");
        }
    } else {
        pass.needs = words_of(field.value);
        for (const auto& need : pass.needs) {
            if (std::ranges::find(known_needs(), need) == known_needs().end()) {
                complain("nothing is known of the need '" + need + "'");
            }
        }
    }
}

Pass parse_pass(std::string code, std::string text, std::string path)
{
    const SqlHead head = read_sql_head(text, {"severity", "remedy", "needs"});
    Pass pass{.code = std::move(code),
              .summary = head.summary,
              .remedy = {},
              .needs = {},
              .explanation = head.explanation,
              .sql = std::move(text),
              .path = std::move(path),
              .trouble = {}};
    if (head.summary.empty()) {
        pass.trouble = "1: it does not begin with a comment that says when it holds";
    }
    for (const auto& field : head.fields) {
        take_field(pass, field);
    }
    for (const auto* name : {"severity", "remedy"}) {
        const auto says_it = [&](const SqlHead::Field& field) {
            return field.name == name && !field.value.empty();
        };
        if (pass.trouble.empty() && std::ranges::none_of(head.fields, says_it)) {
            pass.trouble = std::string("1: its head has no line '") + name + ": …'";
        }
    }
    return pass;
}

}   // namespace

Pass read_pass(const SqlFile& file)
{
    Pass pass = parse_pass(file.name, file.text, file.path);
    if (!pass.trouble.empty()) {
        pass.trouble = file.path + ":" + pass.trouble;
    }
    if (!file.trouble.empty()) {
        pass.trouble = file.trouble;
    }
    return pass;
}

const std::vector<Pass>& all_passes()
{
    static const std::vector<Pass> passes = [] {
        std::vector<Pass> parsed;
        for (const auto& file : embedded_passes()) {
            parsed.push_back(parse_pass(std::string(file.name), std::string(file.text), ""));
            if (!parsed.back().trouble.empty()) {
                throw std::logic_error("pass " + parsed.back().code + ":" + parsed.back().trouble);
            }
        }
        return parsed;
    }();
    return passes;
}

}   // namespace tmdb
