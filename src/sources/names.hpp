#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// The normal form of a status: plain_status, then the configured synonyms (whose keys are plain
/// already), else the built-in ones.
std::string normal_status(std::string_view written,
                          const std::map<std::string, std::string>& synonyms);

/// A status without the blanks around it, in lower case, spaces and hyphens as "_".
std::string plain_status(std::string_view written);

/// A slug taken from a front-matter field: lower case, whatever is not a letter, a digit, a dot or
/// an underscore as "-".
std::string slug_from_field(std::string_view written);

/// The key by which the spellings of one owner are one: lower case without ". - _" and blanks, then
/// the alias table (canonical -> aliases), whose names are compared by their keys.
std::string owner_key(std::string_view owner,
                      const std::map<std::string, std::vector<std::string>>& owners);

}   // namespace tmdb
