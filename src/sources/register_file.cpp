#include "sources/register_file.hpp"

#include <algorithm>
#include <unordered_map>

namespace tmdb {

namespace {

using Kind = JsonToken::Kind;

Problem problem_of(const std::string& path, const JsonTrouble& trouble)
{
    return {.path = path,
            .line = trouble.line,
            .column = trouble.column,
            .message = trouble.message,
            .slug = ""};
}

/// Reads the entries of a register whose layout is known.
class EntryReader {
public:
    EntryReader(const RegisterLayout& layout, const std::string& path)
        : layout_(layout), path_(path), place_(layout.json.bytes)
    {}

    ParsedRegister run()
    {
        for (const EntryPlace& entry : layout_.entries) {
            ++occurrences_[entry.slug];
        }
        parsed_.readable = true;
        for (std::size_t position = 0; position < layout_.entries.size(); ++position) {
            read(layout_.entries[position], position);
        }
        return std::move(parsed_);
    }

private:
    void read(const EntryPlace& place, std::size_t position)
    {
        RegisterEntry entry;
        entry.slug = place.slug;
        entry.raw = layout_.json.spelling(place.value);
        entry.position = position;
        if (layout_.json.tokens[place.value].kind == Kind::object) {
            read_fields(place.value, entry);
        } else {
            entry.problem = "the entry is not an object";
        }
        if (entry.slug.empty()) {
            entry.problem = entry.problem.value_or("the entry has no slug");
        } else if (occurrences_.at(entry.slug) > 1) {
            entry.problem = "the slug '" + entry.slug + "' is there more than once";
        }
        keep(std::move(entry), place);
    }

    void read_fields(std::size_t value, RegisterEntry& entry) const
    {
        for (const JsonChild& child : layout_.json.children(value)) {
            const std::string name = layout_.json.text(child.first);
            if (name == "slug") {
                OptionalText slug;
                read_text(name, child.value, slug, entry.problem);
                if (slug && slug != entry.slug) {
                    entry.problem = "its slug '" + *slug + "' is unlike its key";
                }
            }
            const auto field = std::find_if(entry_fields.begin(), entry_fields.end(),
                                            [&](const auto& one) { return one.first == name; });
            if (field != entry_fields.end()) {
                read_text(name, child.value, entry.*field->second, entry.problem);
            }
        }
    }

    void read_text(const std::string& name, std::size_t value, OptionalText& text,
                   OptionalText& problem) const
    {
        if (layout_.json.tokens[value].kind == Kind::string) {
            text = layout_.json.text(value);
        } else if (layout_.json.spelling(value) != "null") {
            problem = name + " is neither text nor null";
        }
    }

    /// An entry without a slug has no row, but is spoken of.
    void keep(RegisterEntry entry, const EntryPlace& place)
    {
        if (entry.problem) {
            place_.walk_to(place.begin);
            parsed_.problems.push_back({.path = path_,
                                        .line = place_.line(),
                                        .column = place_.column(),
                                        .message = *entry.problem,
                                        .slug = entry.slug});
        }
        if (!entry.slug.empty()) {
            parsed_.entries.push_back(std::move(entry));
        }
    }

    const RegisterLayout& layout_;
    const std::string& path_;
    PlaceCounter place_;
    std::unordered_map<std::string_view, int> occurrences_;
    ParsedRegister parsed_;
};

}   // namespace

ParsedRegister parse_register(std::string_view bytes, const std::string& path)
{
    return parse_register(layout_of_register(bytes), path);
}

ParsedRegister parse_register(const RegisterLayout& layout, const std::string& path)
{
    if (layout.trouble) {
        return {.readable = false, .entries = {}, .problems = {problem_of(path, *layout.trouble)}};
    }
    return EntryReader(layout, path).run();
}

}   // namespace tmdb
