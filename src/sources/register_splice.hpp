#pragma once

#include "sources/register_layout.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// The bytes that left a register with one entry: its member, the comma and the blanks that go
/// with it. Inserting all cuts of a splice at their offsets, first to last, gives the base again.
struct Cut {
    std::string slug;
    std::size_t offset = 0;   // in the base
    std::string text;
    std::string previous;   // the slug before it in the base; empty: it was the first
    std::string next;       // the slug after it in the base; empty: it was the last

    bool operator==(const Cut&) const = default;
};

struct Splice {
    std::string bytes;
    std::vector<Cut> cuts;   // by offset
};

/// Cuts the entries of `slugs` out of a register, and nothing else: every other byte stays.
///
/// Which blanks go with a member: one that is kept something after it loses
/// [key_start(i), key_start(i+1)); the tail of the register loses [value_end(i-1), value_end(i));
/// when nothing stays, [key_start(first), value_end(last)) goes. For files written by Python's
/// json.dump this is what it would write without them.
///
/// Throws std::logic_error when the register does not parse, a slug is not in it, or the proof
/// (the result parsed by a second parser is the base minus those entries) fails.
Splice splice_out(std::string_view base, const std::vector<std::string>& slugs);
Splice splice_out(const RegisterLayout& base, const std::vector<std::string>& slugs);

/// That proof: `left` has the keys and values of the base, in order and spelling, but for the
/// entries of `slugs`, and another parser reads it so, too.
bool is_register_without(const JsonScan& left, const RegisterLayout& base,
                         const std::vector<std::string>& slugs);

/// The base from which `cuts` were taken, given what was left of it.
std::string unsplice(std::string_view left, const std::vector<Cut>& cuts);

/// Puts a cut back into a register that has changed since: after its old neighbour, else before
/// its next one, else at the end, in the style found around it. Nothing when the slug is there
/// already or the register does not parse.
std::optional<std::string> insert_beside_neighbour(std::string_view bytes, const Cut& cut);

}   // namespace tmdb
