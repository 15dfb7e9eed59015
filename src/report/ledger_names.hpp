#pragma once

#include <array>

namespace tmdb {

/// A kind of source: its table, and what people call its rows.
struct LedgerName {
    const char* table;
    const char* words;
};

inline constexpr std::array<LedgerName, 9> ledger_names = {{{"task", "task files"},
                                                            {"task_copy", "worktree copies"},
                                                            {"register_entry", "register entries"},
                                                            {"worktree", "worktrees"},
                                                            {"git", "git"},
                                                            {"dispatch", "dispatch records"},
                                                            {"pull_request", "pull requests"},
                                                            {"role", "roles"},
                                                            {"person", "people"}}};

}   // namespace tmdb
