#include "sources/register_layout.hpp"

#include "sources/json_second_opinion.hpp"
#include "sources/register_file.hpp"

#include <algorithm>
#include <array>

namespace tmdb {

namespace {

using Kind = JsonToken::Kind;

constexpr std::array<std::string_view, 4> wrapper_keys = {"entries", "tasks", "register",
                                                          "registered"};

bool is_wrapper_key(std::string_view key)
{
    return std::find(wrapper_keys.begin(), wrapper_keys.end(), key) != wrapper_keys.end();
}

bool is_entry_field(std::string_view key)
{
    return key == "slug" || std::any_of(entry_fields.begin(), entry_fields.end(),
                                        [&](const auto& field) { return field.first == key; });
}

bool is_object(const JsonScan& json, std::size_t token)
{
    return json.tokens[token].kind == Kind::object;
}

/// A slug may be called "tasks" too. Its entry gives itself away by a field of an entry; below a
/// wrapper such a name would be a slug, and have an object.
bool holds_entries(const JsonScan& json, std::size_t value)
{
    if (!is_object(json, value)) {
        return json.tokens[value].kind == Kind::array;
    }
    const auto members = json.children(value);
    return std::none_of(members.begin(), members.end(), [&](const JsonChild& member) {
        return !is_object(json, member.value) && is_entry_field(json.text(member.first));
    });
}

/// The members of a top-level object that may be wrappers of all entries.
std::vector<JsonChild> wrappers_among(const JsonScan& json, const std::vector<JsonChild>& members)
{
    std::vector<JsonChild> wrappers;
    std::copy_if(
        members.begin(), members.end(), std::back_inserter(wrappers), [&](const JsonChild& member) {
            return is_wrapper_key(json.text(member.first)) && holds_entries(json, member.value);
        });
    return wrappers;
}

std::string slug_field(const JsonScan& json, std::size_t entry)
{
    if (is_object(json, entry)) {
        for (const JsonChild& field : json.children(entry)) {
            if (json.tokens[field.value].kind == Kind::string && json.text(field.first) == "slug") {
                return json.text(field.value);
            }
        }
    }
    return "";
}

/// Finds its way from the document to the entries.
class LayoutReader {
public:
    explicit LayoutReader(JsonScan json) { layout_.json = std::move(json); }

    RegisterLayout run()
    {
        if (json().trouble) {
            layout_.trouble = json().trouble;
        } else if (!second_parser_agrees(json())) {
            refuse(0, "two parsers disagree");
        } else if (find_container()) {
            read_entries();
        }
        return std::move(layout_);
    }

private:
    bool find_container()
    {
        if (json().tokens[0].kind == Kind::array) {
            return true;
        }
        if (!is_object(json(), 0)) {
            return refuse(0, "it is neither an object nor an array");
        }
        const auto members = json().children(0);
        const auto wrappers = wrappers_among(json(), members);
        if (wrappers.empty()) {
            return true;
        }
        layout_.container = wrappers.front().value;
        if (wrappers.size() > 1) {
            return refuse(wrappers[1].first, "two of its keys could hold the entries");
        }
        const auto other =
            std::find_if(members.begin(), members.end(), [&](const JsonChild& member) {
                return member.value != layout_.container && is_object(json(), member.value);
            });
        if (other != members.end()) {
            return refuse(other->first, "an object beside the key that holds the entries");
        }
        return true;
    }

    void read_entries()
    {
        const auto children = json().children(layout_.container);
        layout_.entries.reserve(children.size());
        for (const JsonChild& child : children) {
            layout_.entries.push_back(
                {layout_.is_array() ? slug_field(json(), child.value) : json().text(child.first),
                 child.first, child.value, json().tokens[child.first].begin,
                 json().tokens[child.value].end});
        }
        const bool no_objects =
            std::none_of(children.begin(), children.end(),
                         [&](const JsonChild& child) { return is_object(json(), child.value); });
        if (layout_.is_array() && !children.empty() && no_objects) {
            refuse(layout_.container, "an array without any entry");
        }
    }

    bool refuse(std::size_t token, std::string message)
    {
        layout_.trouble =
            json_trouble_at(json().bytes, json().tokens[token].begin, std::move(message));
        return false;
    }

    const JsonScan& json() const { return layout_.json; }

    RegisterLayout layout_;
};

}   // namespace

RegisterLayout layout_of_register(std::string_view bytes)
{
    if (bytes.size() > register_size_limit) {
        RegisterLayout layout;
        layout.trouble = JsonTrouble{.message = "over the limit of 16 MiB"};
        return layout;
    }
    return layout_of_register(scan_json(bytes));
}

RegisterLayout layout_of_register(JsonScan scan)
{
    return LayoutReader(std::move(scan)).run();
}

}   // namespace tmdb
