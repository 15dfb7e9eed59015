#pragma once

#include "sources/json_scanner.hpp"

namespace tmdb {

/// Whether another parser, which is not ours, reads the same keys and values in the same order.
/// Of a scan without trouble. Numbers are compared by their spelling.
bool second_parser_agrees(const JsonScan& scan);

}   // namespace tmdb
