#include "model/signal.hpp"

namespace tmdb {

std::string_view name_of(Severity severity)
{
    switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: break;
    }
    return "error";
}

std::optional<Severity> severity_named(std::string_view name)
{
    for (const auto severity : {Severity::info, Severity::warning, Severity::error}) {
        if (name == name_of(severity)) {
            return severity;
        }
    }
    return std::nullopt;
}

}   // namespace tmdb
