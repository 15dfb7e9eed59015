#include "actions/known_sources.hpp"

#include <algorithm>

namespace tmdb {

Stamp stamp_of(const FileStat& stat)
{
    return {.device = stat.device,
            .inode = stat.inode,
            .size = stat.size,
            .mtime_ns = stat.mtime_ns,
            .ctime_ns = stat.ctime_ns};
}

Source source_of(SourceKind kind, const std::string& path, const FileStat& stat,
                 Nanoseconds look_began)
{
    const Nanoseconds newest = std::max(stat.mtime_ns, stat.ctime_ns);
    return {.kind = kind,
            .path = path,
            .stamp = stamp_of(stat),
            .racy = newest >= look_began - racy_window};
}

KnownSources::KnownSources(const std::vector<Source>& sources, bool believe_stamps)
    : believe_stamps_(believe_stamps)
{
    for (const auto& source : sources) {
        sources_.emplace_hint(sources_.end(), source.path, source);
    }
}

bool KnownSources::unchanged(const std::string& path, const FileStat& stat) const
{
    const auto known = sources_.find(path);
    return believe_stamps_ && known != sources_.end() && !known->second.racy &&
           known->second.stamp == stamp_of(stat);
}

std::vector<std::string> KnownSources::paths() const
{
    std::vector<std::string> paths;
    for (const auto& [path, source] : sources_) {
        paths.push_back(path);
    }
    return paths;
}

}   // namespace tmdb
