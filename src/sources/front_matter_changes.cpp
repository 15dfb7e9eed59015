#include "sources/front_matter_changes.hpp"

#include "sources/front_matter.hpp"

#include <nlohmann/json.hpp>

namespace tmdb {

namespace {

using Json = nlohmann::json;

/// An object without the members that say nothing; nothing for a file that cannot be parsed.
std::optional<Json> fields_of(const std::optional<std::string>& file)
{
    Json fields = Json::object();
    if (!file) {
        return fields;
    }
    const FrontMatter front =
        parse_front_matter(std::string_view(*file).substr(0, front_matter_limit));
    if (!front.problems.empty()) {
        return std::nullopt;
    }
    const Json all = Json::parse(front.json);
    for (const auto& [name, value] : all.items()) {
        if (!value.empty() && value != "") {
            fields[name] = value;
        }
    }
    return fields;
}

}   // namespace

std::optional<std::string> front_matter_changes(const std::optional<std::string>& old_file,
                                                const std::optional<std::string>& new_file)
{
    const auto before = fields_of(old_file);
    const auto after = fields_of(new_file);
    if (!before || !after) {
        return std::nullopt;
    }
    Json names = *before;
    names.update(*after);
    Json changes = Json::object();
    for (const auto& [name, ignored] : names.items()) {
        const Json old_value = before->value(name, Json());
        const Json new_value = after->value(name, Json());
        if (old_value != new_value) {
            changes[name] = {{"old", old_value}, {"new", new_value}};
        }
    }
    return changes.dump();
}

}   // namespace tmdb
