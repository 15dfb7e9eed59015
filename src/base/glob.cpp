#include "base/glob.hpp"

#include <fnmatch.h>

#include <string_view>

namespace tmdb {

bool matches_segment(const char* pattern, const char* name)
{
    const std::string_view whole = pattern;
    const bool is_ending = whole.starts_with('*') && whole.find_first_of("*?[\\", 1) == whole.npos;
    if (is_ending) {   // as most are: fnmatch takes its time
        return *name != '.' && std::string_view(name).ends_with(whole.substr(1));
    }
    return ::fnmatch(pattern, name, FNM_PERIOD) == 0;
}

}   // namespace tmdb
