#pragma once

#include "base/machine.hpp"
#include "model/bisection.hpp"
#include "store/console.hpp"
#include "store/store.hpp"

#include <functional>
#include <string>

namespace tmdb {

/// Finds the first run after which a query had rows. Every run that changed what the query reads is
/// asked, for rows come and go; `progress` is told how many of how many are.
///
/// Throws Error where the query is wrong, or reads nothing that has a past.
Bisection bisect(Store& present, Machine& machine, const std::string& sql,
                 const ConsoleLimits& limits,
                 const std::function<void(std::size_t, std::size_t)>& progress);

}   // namespace tmdb
