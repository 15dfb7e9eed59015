#include "audits/audit.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/embedded_sql.hpp"
#include "store/sql_head.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace tmdb {

namespace {

using Kind = AuditParameter::Kind;

/// What stands for a value in SQL; nothing when it is not of that kind.
std::optional<Value> value_from(const std::string& text, Kind kind, Nanoseconds now)
{
    if (text.empty()) {
        return Value();
    }
    if (kind == Kind::number) {
        return number_in<std::int64_t>(text);
    }
    if (kind == Kind::instant) {
        const auto ago = parse_duration(text);
        const auto instant = ago ? now - *ago : parse_instant(text);
        return instant ? std::optional<Value>(format_instant(*instant)) : std::nullopt;
    }
    return Value(text);
}

std::string hint_for(Kind kind)
{
    return kind == Kind::number ? "write a whole number"
                                : "write it like 2026-03-24, 2026-03-24T18:00:00Z or 30d";
}

/// "since instant 30d"; what is wrong with it otherwise.
std::string take_parameter(Audit& audit, const std::string& declaration)
{
    auto words = words_of(declaration);
    words.resize(std::max<std::size_t>(words.size(), 3));
    AuditParameter parameter{.name = words[0], .default_value = words[2]};
    const auto has_this_name = [&](const AuditParameter& other) {
        return other.name == parameter.name;
    };
    if (parameter.name == "now" || std::ranges::any_of(audit.parameters, has_this_name)) {
        return "there is a parameter '" + parameter.name + "' already";
    }
    for (const auto kind : {Kind::text, Kind::number, Kind::instant}) {
        if (words[1] == name_of(kind) && words.size() == 3) {
            parameter.kind = kind;
            if (!value_from(parameter.default_value, kind, 0)) {
                return "'" + parameter.default_value + "' is no " + words[1];
            }
            audit.parameters.push_back(std::move(parameter));
            return {};
        }
    }
    return "a parameter is declared as 'param: name kind', the kind being text, number or instant, "
           "and after it perhaps a default";
}

/// The trouble begins with its line.
Audit parse_audit(std::string name, std::string text, std::string path)
{
    const SqlHead head = read_sql_head(text, {"param", "columns"});
    Audit audit{.name = std::move(name),
                .summary = head.summary,
                .parameters = {},
                .columns = {},
                .explanation = head.explanation,
                .sql = std::move(text),
                .path = std::move(path),
                .trouble = {}};
    if (head.summary.empty()) {
        audit.trouble = "1: it does not begin with a comment that says what it answers";
    }
    for (const auto& field : head.fields) {
        if (field.name == "columns") {
            std::ranges::move(words_of(field.value), std::back_inserter(audit.columns));
        } else if (const auto wrong = take_parameter(audit, field.value);
                   !wrong.empty() && audit.trouble.empty()) {
            audit.trouble = std::to_string(field.line) + ": " + wrong;
        }
    }
    return audit;
}

Error no_parameter(const Audit& audit, const std::string& name)
{
    std::string names;
    for (const auto& parameter : audit.parameters) {
        names += (names.empty() ? "it has " : ", ") + parameter.name;
    }
    return Error("the audit '" + audit.name + "' has no parameter '" + name + "'",
                 names.empty() ? "it has none" : names, ExitStatus::usage);
}

}   // namespace

std::string_view name_of(AuditParameter::Kind kind)
{
    switch (kind) {
    case Kind::number: return "number";
    case Kind::instant: return "instant";
    case Kind::text: break;
    }
    return "text";
}

Audit read_audit(const SqlFile& file)
{
    Audit audit = parse_audit(file.name, file.text, file.path);
    if (!audit.trouble.empty()) {
        audit.trouble = file.path + ":" + audit.trouble;
    }
    if (!file.trouble.empty()) {
        audit.trouble = file.trouble;
    }
    return audit;
}

const std::vector<Audit>& all_audits()
{
    static const std::vector<Audit> audits = [] {
        std::vector<Audit> parsed;
        for (const auto& file : embedded_audits()) {
            parsed.push_back(parse_audit(std::string(file.name), std::string(file.text), ""));
            if (!parsed.back().trouble.empty()) {
                throw std::logic_error("audit " + parsed.back().name + ":" + parsed.back().trouble);
            }
        }
        return parsed;
    }();
    return audits;
}

std::vector<std::pair<std::string, Value>>
audit_values(const Audit& audit, const std::vector<std::string>& assignments, Nanoseconds now)
{
    std::vector<std::pair<std::string, Value>> values = {{":now", Value(format_instant(now))}};
    for (const auto& parameter : audit.parameters) {
        values.emplace_back(":" + parameter.name,
                            *value_from(parameter.default_value, parameter.kind, now));
    }
    for (const auto& assignment : assignments) {
        const auto equals = std::min(assignment.find('='), assignment.size());
        const std::string name = assignment.substr(0, equals);
        const auto parameter = std::ranges::find(audit.parameters, name, &AuditParameter::name);
        if (parameter == audit.parameters.end()) {
            throw no_parameter(audit, name);
        }
        if (equals == assignment.size()) {
            throw Error("the parameter '" + name + "' has no value",
                        "write --param " + name + "=value", ExitStatus::usage);
        }
        const std::string text = assignment.substr(equals + 1);
        const auto value = value_from(text, parameter->kind, now);
        if (!value) {
            throw Error("'" + text + "' is no " + std::string(name_of(parameter->kind)) +
                            " for the parameter '" + name + "'",
                        hint_for(parameter->kind), ExitStatus::usage);
        }
        std::ranges::find(values, ":" + name, &std::pair<std::string, Value>::first)->second =
            *value;
    }
    return values;
}

}   // namespace tmdb
