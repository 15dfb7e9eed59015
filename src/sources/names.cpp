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

}   // namespace

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
    const std::string status = plain_status(written);
    if (const auto configured = synonyms.find(status); configured != synonyms.end()) {
        return configured->second;
    }
    const auto built_in = std::find_if(built_in_synonyms.begin(), built_in_synonyms.end(),
                                       [&](const auto& pair) { return pair.first == status; });
    return built_in == built_in_synonyms.end() ? status : std::string(built_in->second);
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
    std::string key = squeezed(owner);
    const auto is_key = [&](const std::string& alias) { return squeezed(alias) == key; };
    for (const auto& [canonical, aliases] : owners) {
        if (std::any_of(aliases.begin(), aliases.end(), is_key)) {
            return squeezed(canonical);
        }
    }
    return key;
}

}   // namespace tmdb
