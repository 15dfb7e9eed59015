#include "actions/known_sources.hpp"

#include <algorithm>
#include <utility>

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

KnownSources::KnownSources(std::vector<Source> sources, bool believe_stamps)
    : sources_(std::move(sources)), believe_stamps_(believe_stamps)
{
    if (!std::ranges::is_sorted(sources_, {}, &Source::path)) {
        std::ranges::sort(sources_, {}, &Source::path);
    }
}

const Source* KnownSources::find(const std::string& path) const
{
    if (next_ >= sources_.size() || sources_[next_].path != path) {
        const auto found = std::ranges::lower_bound(sources_, path, {}, &Source::path);
        next_ = static_cast<std::size_t>(found - sources_.begin());
    }
    return next_ < sources_.size() && sources_[next_].path == path ? &sources_[next_++] : nullptr;
}

bool KnownSources::unchanged(const std::string& path, const FileStat& stat) const
{
    const Source* known = find(path);
    return believe_stamps_ && known && !known->racy && known->stamp == stamp_of(stat);
}

}   // namespace tmdb
