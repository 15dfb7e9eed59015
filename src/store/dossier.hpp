#pragma once

#include "model/dossier.hpp"
#include "store/store.hpp"

#include <string>

namespace tmdb {

/// Gathers what the mirror and the history hold of one task. An unknown one has an empty dossier.
Dossier read_dossier(Store& store, const std::string& slug);

}   // namespace tmdb
