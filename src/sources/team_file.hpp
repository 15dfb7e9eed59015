#pragma once

#include "model/config.hpp"
#include "model/team.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// Reads a role's or a person's file from its first front_matter_limit bytes. A page without any
/// front matter is one that says nothing but its name.
ParsedTeamFile parse_team_file(std::string_view head, const std::string& path,
                               const Config& config);

/// What can be said of such a file before it is read: it is named like its path.
TeamFile team_file_at(const std::string& path, const Config& config);

/// Whether a file of the team's folders is about the folder, and about nobody: an index, a README.
bool is_about_the_folder(const std::string& path);

/// The people that [owners] names.
std::vector<OwnerName> owner_names(const Config& config);

}   // namespace tmdb
