#pragma once

#include "base/time.hpp"
#include "model/explanation.hpp"
#include "report/json.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

std::string why_text(const Explanation& explanation, Nanoseconds now, const Terminal& terminal);

Json why_json(const Explanation& explanation);

}   // namespace tmdb
