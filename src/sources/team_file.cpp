#include "sources/team_file.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "sources/front_matter.hpp"
#include "sources/names.hpp"

namespace tmdb {

namespace {

OptionalText text_of(const FrontMatter& front, std::string_view name)
{
    const FrontMatterValue* value = front.find(name);
    const auto texts = value == nullptr ? std::vector<std::string>() : texts_in(*value);
    return texts.empty() ? std::nullopt : OptionalText(texts.front());
}

}   // namespace

TeamFile team_file_at(const std::string& path, const Config& config)
{
    const std::string slug = file_stem(path);
    return {.path = path, .slug = slug, .owner_key = owner_key(slug, config.owners)};
}

ParsedTeamFile parse_team_file(std::string_view head, const std::string& path, const Config& config)
{
    ParsedTeamFile parsed{.file = team_file_at(path, config), .problems = {}};
    if (!has_front_matter(head)) {
        return parsed;
    }
    const FrontMatter front = parse_front_matter(head);
    TeamFile& file = parsed.file;
    file.slug = text_of(front, "slug").value_or(file.slug);
    file.owner_key = owner_key(file.slug, config.owners);
    file.owner = text_of(front, "owner");
    file.filled_by = text_of(front, "filled_by");
    if (const auto& next = file.filled_by ? file.filled_by : file.owner) {
        file.next_key = owner_key(*next, config.owners);
    }
    file.stale = !front.problems.empty();
    for (const auto& problem : front.problems) {
        parsed.problems.push_back({path, problem.line, problem.column, problem.message, ""});
    }
    return parsed;
}

bool is_about_the_folder(const std::string& path)
{
    const std::string stem = lower(file_stem(path));
    return stem == "index" || stem == "readme";
}

std::vector<OwnerName> owner_names(const Config& config)
{
    std::vector<OwnerName> names;
    for (const auto& [canonical, aliases] : config.owners) {
        names.emplace_back(owner_key(canonical, config.owners), canonical);
    }
    return names;
}

}   // namespace tmdb
