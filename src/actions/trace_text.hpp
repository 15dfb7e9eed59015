#pragma once

#include "base/sight.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

// A trace as a text. Its first line is the sum of what its looks gave, and after that, where a list
// with stats is all of the trace, 16 digits for each entry of it. Every other line is a sight, and
// leaves out what it has in common with the one before: front coding, as in the databases of
// locate(1). A line that is whole begins a block; the 512th after it is another one.

/// No path may have a line end in it.
std::string text_of_trace(const Fingerprint& sum, const std::string& entries,
                          const std::map<Sight, Fingerprint>& answers);

std::string_view sum_in(std::string_view trace);
std::string_view entries_in(std::string_view trace);
std::vector<std::string_view> blocks_in(std::string_view trace);

/// Into `sights`, whose memory it uses again. Whether each line could be read.
bool read_block(std::string_view block, std::vector<Sight>& sights);

}   // namespace tmdb
