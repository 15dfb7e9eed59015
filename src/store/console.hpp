#pragma once

#include "base/machine.hpp"
#include "model/value.hpp"
#include "store/store.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// What a query may take before it is stopped, and its answer before it is cut.
struct ConsoleLimits {
    std::chrono::milliseconds time{5'000};
    std::int64_t rows = 10'000;
    std::size_t cell_bytes = 1'000'000;    // of one text or blob in the answer
    std::size_t total_bytes = 64u << 20;   // of all cells together
    int value_bytes = 10'000'000;          // of one text, blob or row on the way to it
};

/// Values by the names of the parameters, with their ':'.
using ConsoleParameters = std::vector<std::pair<std::string, Value>>;

/// Answers one statement that only reads, written by whoever likes. `store` is open for reading.
///
/// Opened so, SQLite still writes files (VACUUM INTO), starts transactions and loads libraries.
/// What makes the answer safe is an authorizer that knows what reading is and refuses the rest, as
/// often as SQLite compiles the statement. Limits of size and memory and a look at the clock every
/// thousand steps bound what reading costs; one long step can outrun them, so a program that ends
/// with its answer arms the watchdog as well.
///
/// A parameter of the statement that is not among `parameters` is refused; others are not missed.
/// Afterwards the connection is what it was before.
///
/// Throws Error: ExitStatus::usage for what is refused, busy when out of time or locked out, failed
/// for a wrong query.
Table run_console_query(Store& store, Machine& machine, const std::string& sql,
                        const ConsoleLimits& limits = {}, const ConsoleParameters& parameters = {});

}   // namespace tmdb
