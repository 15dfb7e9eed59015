#pragma once

#include "model/evidence.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// The bytes of one entry that leave a register or come back to it.
struct RegisterMember {
    std::string owner;
    std::string slug;
    std::string reason;          // prune.reason
    std::string removed_text;    // exactly the bytes
    std::int64_t position = 0;   // their offset in the register as it was
    std::string previous_slug;
    std::string next_slug;
    EntryLook look;                         // of a prune
    std::optional<std::int64_t> prune_id;   // of a restore
};

enum class RegisterWriteKind { prune, restore };

/// One write to one register, recorded before it happens.
struct RegisterWrite {
    std::int64_t id = 0;
    std::int64_t run_id = 0;
    RegisterWriteKind kind = RegisterWriteKind::prune;
    std::string register_path;
    std::string base_hash;
    std::string new_hash;
    std::string temporary;
    std::vector<RegisterMember> members;
};

/// A row of the table prune.
struct PrunedEntry {
    std::int64_t id = 0;
    std::int64_t run_id = 0;
    std::int64_t write_id = 0;
    std::string owner;
    std::string slug;
    std::string register_path;
    std::string reason;
    std::string removed_text;
    std::int64_t position = 0;
    std::string previous_slug;
    std::string next_slug;
    std::string base_hash;
    std::string pruned_at;
    std::optional<std::string> restored_at;
};

}   // namespace tmdb
