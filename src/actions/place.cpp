#include "actions/place.hpp"

#include "base/path.hpp"

#include <cerrno>

namespace tmdb {

std::optional<std::string> place_of(Machine& machine, const std::string& path)
{
    const auto real = machine.real_path(path);
    if (real) {
        return *real;
    }
    if (real.error != ENOENT || path == "/") {
        return std::nullopt;
    }
    const auto above = place_of(machine, parent_path(path));
    return above ? std::optional(join_path(*above, file_name(path))) : std::nullopt;
}

bool leads_where_it_says(Machine& machine, const std::string& root, const std::string& written)
{
    constexpr std::string_view climb = "/..";
    const std::string path = written.starts_with('/') ? written : join_path(root, written);
    const auto last_climb = path.rfind(climb);
    if (last_climb == std::string::npos) {
        return true;
    }
    const std::string above = path.substr(0, last_climb + climb.size());
    const auto real = machine.real_path(above);
    return real && real.value == machine.real_path(absolute_path("/", above)).value;
}

bool can_be_seen(Machine& machine, const std::string& root, const std::string& place)
{
    std::string folder = parent_path(place);
    // A link that leads nowhere is no missing folder: it may lead to a volume that is not there.
    while (is_below(root, folder) && machine.lstat(folder).error == ENOENT) {
        folder = parent_path(folder);
    }
    return machine.list(folder, Look::names).value.has_value();
}

}   // namespace tmdb
