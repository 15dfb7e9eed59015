#include "base/glob.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <string>

namespace tmdb {

/// A pattern (the first line) means its own spelling when it has no signs, and never a hidden name,
/// unless it spells the dot: as the C library has it.
void fuzz_glob(std::string_view input)
{
    const auto line_end = std::min(input.find('\n'), input.size());
    const std::string pattern(input.substr(0, line_end));
    const std::string name(input.substr(std::min(line_end + 1, input.size())));
    const bool matches = matches_segment(pattern.c_str(), name.c_str());

    must(matches == (::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0),
         "the C library sees it otherwise");
    const bool is_plain = pattern.find_first_of("*?[\\") == std::string::npos;
    const bool is_same = std::string_view(pattern.c_str()) == name.c_str();
    must(!is_plain || matches == is_same, "a plain pattern means another name");
    must(!matches || !name.starts_with('.') || pattern.starts_with('.') ||
             pattern.starts_with("\\."),
         "a hidden name is meant");
}

}   // namespace tmdb
