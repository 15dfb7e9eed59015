#pragma once

#include <chrono>

namespace tmdb {

/// Ends this process with ExitStatus::busy after twice `limit`, whatever it is doing then: for work
/// that keeps to `limit` by itself, except where a library does not return for so long. It must
/// have nothing to undo. Memory and processor time are bounded too, and no core file is left.
void arm_watchdog(std::chrono::milliseconds limit);

}   // namespace tmdb
