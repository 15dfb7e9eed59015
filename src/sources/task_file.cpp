#include "sources/task_file.hpp"

#include "base/hash.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "sources/front_matter.hpp"
#include "sources/front_matter_json.hpp"
#include "sources/names.hpp"

#include <map>
#include <utility>

namespace tmdb {

namespace {

/// The front-matter names of a mirrored field, in the order in which they are looked for.
const std::vector<std::string>& names_of(const std::string& field, const Config& config)
{
    static const std::map<std::string, std::vector<std::string>> built_in = {
        {"completed_at", {"completed_at", "completed"}},
        {"completed_by", {"completed_by"}},
        {"depends_on", {"depends_on", "dependencies", "blocked_by"}},
        {"id", {"id"}},
        {"milestone", {"milestone"}},
        {"owner", {"owner"}},
        {"pr_created_at", {"pr_created_at"}},
        {"pr_number", {"pr_number"}},
        {"pr_url", {"pr_url"}},
        {"priority", {"priority"}},
        {"slug", {}},
        {"started_at", {"started_at"}},
        {"status", {"status"}},
        {"tags", {"tags", "labels"}},
        {"title", {"title"}},
    };
    const auto found = config.fields.find(field);
    return found == config.fields.end() ? built_in.at(field) : found->second;
}

/// Takes mirrored fields out of a front matter.
class FieldReader {
public:
    FieldReader(const FrontMatter& front, const Config& config) : front_(front), config_(config) {}

    /// What the first of the field's names says that says anything.
    std::vector<std::string> all(const std::string& field) const
    {
        for (const auto& name : names_of(field, config_)) {
            const FrontMatterValue* value = front_.find(name);
            auto texts = value == nullptr ? std::vector<std::string>() : texts_in(*value);
            if (!texts.empty()) {
                return texts;
            }
        }
        return {};
    }

    OptionalText one(const std::string& field) const
    {
        auto texts = all(field);
        return texts.empty() ? std::nullopt : OptionalText(std::move(texts.front()));
    }

private:
    const FrontMatter& front_;
    const Config& config_;
};

/// "835", "#835", or a URL that ends in "/pull/835".
std::optional<std::int64_t> pull_request_named(const TaskFields& fields)
{
    constexpr std::string_view path = "/pull/";
    std::string_view text = fields.pr_number ? trim(*fields.pr_number) : std::string_view();
    if (text.empty() && fields.pr_url) {
        const auto place = fields.pr_url->rfind(path);
        text = place == std::string::npos
                   ? std::string_view()
                   : std::string_view(*fields.pr_url).substr(place + path.size());
        text = text.substr(0, text.find_first_not_of("0123456789"));
    }
    text.remove_prefix(text.starts_with('#') ? 1 : 0);
    const auto number = number_in<std::int64_t>(text);
    return number > 0 ? number : std::nullopt;
}

TaskFields read_fields(const FieldReader& reader, const Config& config)
{
    TaskFields fields{.id = reader.one("id"),
                      .title = reader.one("title"),
                      .status = std::nullopt,
                      .status_raw = reader.one("status"),
                      .priority = reader.one("priority"),
                      .milestone = reader.one("milestone"),
                      .owner = reader.one("owner"),
                      .pr_number = reader.one("pr_number"),
                      .pr_url = reader.one("pr_url"),
                      .pr_created_at = reader.one("pr_created_at"),
                      .started_at = reader.one("started_at"),
                      .completed_at = reader.one("completed_at"),
                      .completed_by = reader.one("completed_by"),
                      .depends_on = reader.all("depends_on"),
                      .tags = json_of(reader.all("tags"))};
    fields.pull_request = pull_request_named(fields);
    if (fields.status_raw) {
        fields.status = normal_status(*fields.status_raw, config.status);
    }
    if (fields.owner) {
        fields.owner_key = owner_key(*fields.owner, config.owners);
    }
    return fields;
}

std::string slug_of(const FieldReader& reader, const std::string& path)
{
    const auto written = reader.one("slug");
    return written ? slug_from_field(*written) : file_stem(path);
}

}   // namespace

ParsedTask parse_task_file(std::string_view head, const std::string& path, const Config& config)
{
    const FrontMatter front = parse_front_matter(head);
    const FieldReader reader(front, config);

    ParsedTask parsed;
    Task& task = parsed.task.emplace();
    task.path = path;
    task.slug = slug_of(reader, path);
    task.fields = read_fields(reader, config);
    task.front_matter = front.json;
    task.content_hash = content_hash(front_matter_block(head).value_or(head));
    task.stale = !front.problems.empty();
    for (const auto& problem : front.problems) {
        parsed.problems.push_back({path, problem.line, problem.column, problem.message, task.slug});
    }
    return parsed;
}

}   // namespace tmdb
