#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// The normal form of a status: lower case, blanks and hyphens as "_", then the configured and the
/// built-in synonyms. The keys of `synonyms` are in normal form already.
std::string normal_status(std::string_view written,
                          const std::map<std::string, std::string>& synonyms);

/// A status in lower case with "_", before any synonym.
std::string plain_status(std::string_view written);

/// A slug taken from a front-matter field: lower case, whatever is not a letter, a digit, a dot or an
/// underscore as "-".
std::string slug_from_field(std::string_view written);

/// The key by which the spellings of one owner are one: lower case without ". - _" and blanks, then
/// the alias table (canonical -> aliases), whose names are compared by their keys.
std::string owner_key(std::string_view owner,
                      const std::map<std::string, std::vector<std::string>>& owners);

} // namespace tmdb
