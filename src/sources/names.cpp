#include "sources/names.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tmdb {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> built_in_synonyms = {
    {{"done", "completed"},
     {"complete", "completed"},
     {"todo", "not_started"},
     {"to_do", "not_started"},
     {"wip", "in_progress"},
     {"doing", "in_progress"}}};

bool is_word(char byte)
{
    const auto code = static_cast<unsigned char>(byte);
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '.' ||
           byte == '_' || code >= 0x80;   // letters of other scripts are letters
}

std::string squeezed(std::string_view owner)
{
    std::string key = lower(owner);
    std::erase_if(key, [](char byte) {
        return byte == '.' || byte == '-' || byte == '_' || byte == ' ' || byte == '\t';
    });
    return key;
}

} // namespace

std::string plain_status(std::string_view written)
{
    std::string status = lower(trim(written));
    std::replace_if(
        status.begin(), status.end(), [](char byte) { return byte == ' ' || byte == '-'; }, '_');
    return status;
}

std::string normal_status(std::string_view written,
                          const std::map<std::string, std::string>& synonyms)
{
    std::string status = plain_status(written);
    if (const auto configured = synonyms.find(status); configured != synonyms.end()) {
        status = configured->second;
    }
    for (const auto& [synonym, normal] : built_in_synonyms) {
        if (status == synonym) {
            return std::string(normal);
        }
    }
    return status;
}

std::string slug_from_field(std::string_view written)
{
    std::string slug = lower(trim(written));
    std::replace_if(
        slug.begin(), slug.end(), [](char byte) { return !is_word(byte); }, '-');
    return slug;
}

std::string owner_key(std::string_view owner,
                      const std::map<std::string, std::vector<std::string>>& owners)
{
    const std::string key = squeezed(owner);
    for (const auto& [canonical, aliases] : owners) {
        const bool is_alias = std::any_of(aliases.begin(), aliases.end(), [&](const auto& alias) {
            return squeezed(alias) == key;
        });
        if (is_alias) {
            return squeezed(canonical);
        }
    }
    return key;
}

} // namespace tmdb
