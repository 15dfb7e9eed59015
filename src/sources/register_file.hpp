#pragma once

#include "model/register.hpp"
#include "sources/register_layout.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// A register larger than this is refused.
inline constexpr std::size_t register_size_limit = 16u << 20;

/// Reads a register in any of its shapes: {slug: entry}, the same or an array under one of the
/// keys entries, tasks, register, registered; an array of entries with `slug`.
/// Strict: UTF-8, RFC 8259, no NUL, nothing after the document, no duplicate keys, depth <= 64.
/// `path` is only named in problems.
ParsedRegister parse_register(std::string_view bytes, const std::string& path);
ParsedRegister parse_register(const RegisterLayout& layout, const std::string& path);

}   // namespace tmdb
