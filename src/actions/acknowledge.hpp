#pragma once

#include "model/signal.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

namespace tmdb {

/// What somebody says of an open signal.
struct Acknowledgement {
    std::string code;
    std::string subject;
    std::optional<std::string> until;   // ISO-8601; none: an earlier one is taken back
    std::string why;
};

/// Says so in the history; what passes find does not change. A signal that is not open, or that
/// nobody has acknowledged when it is to be taken back, is an Error. The store is open for writing.
Signal acknowledge(Store& store, const Acknowledgement& said, const std::string& now);

}   // namespace tmdb
