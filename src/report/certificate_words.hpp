#pragma once

#include "model/certificate.hpp"
#include "report/json.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

std::string certificate_text(const Certificate& certificate, const Terminal& terminal);

Json certificate_json(const Certificate& certificate);

}   // namespace tmdb
