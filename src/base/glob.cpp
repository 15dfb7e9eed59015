#include "base/glob.hpp"

#include <fnmatch.h>

namespace tmdb {

bool matches_segment(const char* pattern, const char* name)
{
    return ::fnmatch(pattern, name, FNM_PERIOD) == 0;
}

}   // namespace tmdb
