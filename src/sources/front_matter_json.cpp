#include "sources/front_matter_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tmdb {

namespace {

/// Most texts need no escape.
bool is_plain(const std::string& text)
{
    return std::ranges::all_of(text, [](char byte) {
        return byte >= ' ' && byte < '\x7f' && byte != '"' && byte != '\\';
    });
}

void append_text(std::string& json, const std::string& text)
{
    if (is_plain(text)) {
        json.append(1, '"').append(text).append(1, '"');
        return;
    }
    using Json = nlohmann::json;
    json += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// By hand, because nlohmann's ordered object walks along all its keys for each new one.
void append(std::string& json, const FrontMatterValue& value)
{
    using Kind = FrontMatterValue::Kind;
    if (value.kind == Kind::empty) {
        json += "null";
        return;
    }
    if (value.kind == Kind::scalar) {
        append_text(json, value.scalar);
        return;
    }
    const bool is_mapping = value.kind == Kind::mapping;
    json += is_mapping ? '{' : '[';
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        json += i == 0 ? "" : ",";
        if (is_mapping) {
            append_text(json, value.keys[i]);
            json += ':';
        }
        append(json, value.items[i]);
    }
    json += is_mapping ? '}' : ']';
}

}   // namespace

std::string json_of(const FrontMatterValue& value)
{
    std::string json;
    append(json, value);
    return json;
}

std::string json_of(const std::vector<std::string>& texts)
{
    FrontMatterValue sequence{.kind = FrontMatterValue::Kind::sequence};
    for (const auto& text : texts) {
        sequence.items.push_back({.kind = FrontMatterValue::Kind::scalar, .scalar = text});
    }
    return json_of(sequence);
}

}   // namespace tmdb
