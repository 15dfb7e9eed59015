#include "sources/task_file.hpp"

#include "base/hash.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "sources/front_matter.hpp"
#include "sources/names.hpp"

namespace tmdb {

namespace {

using Kind = FrontMatterValue::Kind;

/// The front-matter names of a mirrored field where the configuration says nothing.
const std::vector<std::string>& built_in_names(const std::string& field)
{
    static const std::map<std::string, std::vector<std::string>> synonyms = {
        {"depends_on", {"depends_on", "dependencies", "blocked_by"}},
        {"tags", {"tags", "labels"}},
        {"completed_at", {"completed_at", "completed"}},
        {"slug", {}},
    };
    static std::map<std::string, std::vector<std::string>> own_names;
    const auto known = synonyms.find(field);
    if (known != synonyms.end()) {
        return known->second;
    }
    return own_names.try_emplace(field, std::vector<std::string>{field}).first->second;
}

/// Takes mirrored fields out of a front matter.
class FieldReader {
public:
    FieldReader(const FrontMatter& front_matter, const Config& config)
        : front_matter_(front_matter), config_(config)
    {
    }

    /// One value; of a list the first element.
    OptionalText one(const std::string& field) const
    {
        const FrontMatterValue* value = find(field);
        while (value != nullptr && value->kind == Kind::sequence) {
            value = value->items.empty() ? nullptr : &value->items.front();
        }
        const bool is_text = value != nullptr && value->kind == Kind::scalar;
        return is_text && !value->scalar.empty() ? OptionalText(value->scalar) : std::nullopt;
    }

    /// All values; a single one is a list of one.
    std::vector<std::string> all(const std::string& field) const
    {
        const FrontMatterValue* value = find(field);
        if (value == nullptr || value->kind == Kind::mapping) {
            return {};
        }
        if (value->kind == Kind::scalar) {
            return value->scalar.empty() ? std::vector<std::string>{}
                                         : std::vector<std::string>{value->scalar};
        }
        std::vector<std::string> texts;
        for (const auto& item : value->items) {
            if (item.kind == Kind::scalar && !item.scalar.empty()) {
                texts.push_back(item.scalar);
            }
        }
        return texts;
    }

private:
    /// The first of the field's names that has a value.
    const FrontMatterValue* find(const std::string& field) const
    {
        const auto configured = config_.fields.find(field);
        const auto& names =
            configured == config_.fields.end() ? built_in_names(field) : configured->second;
        for (const auto& name : names) {
            const FrontMatterValue* value = front_matter_.find(name);
            if (value != nullptr && value->kind != Kind::empty) {
                return value;
            }
        }
        return nullptr;
    }

    const FrontMatter& front_matter_;
    const Config& config_;
};

TaskFields read_fields(const FieldReader& reader, const Config& config)
{
    TaskFields fields{
        .id = reader.one("id"),
        .title = reader.one("title"),
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
        .tags = reader.all("tags"),
    };
    if (fields.status_raw) {
        fields.status = normal_status(*fields.status_raw, config.status);
    }
    return fields;
}

} // namespace

ParsedTask parse_task_file(std::string_view head, const std::string& path, const Config& config)
{
    const FrontMatter front_matter = parse_front_matter(head);
    const FieldReader reader(front_matter, config);
    const OptionalText named_slug = reader.one("slug");
    Task task{.path = path,
              .slug = named_slug ? slug_from_field(*named_slug) : file_stem(path),
              .fields = read_fields(reader, config),
              .front_matter = front_matter.json,
              .content_hash = content_hash(front_matter_block(head).value_or(head)),
              .stale = !front_matter.problems.empty()};
    ParsedTask parsed;
    for (const auto& problem : front_matter.problems) {
        parsed.problems.push_back({.path = path,
                                   .line = problem.line,
                                   .column = problem.column,
                                   .message = problem.message,
                                   .slug = task.slug});
    }
    parsed.task = std::move(task);
    return parsed;
}

} // namespace tmdb
