#pragma once

#include "model/explanation.hpp"

namespace tmdb {

/// Works out the layers with their proofs, where ledgers contradict each other, and what to do
/// next. Pure.
Explanation explain(Dossier dossier);

}   // namespace tmdb
