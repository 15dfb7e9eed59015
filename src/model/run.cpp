#include "model/run.hpp"

namespace tmdb {

std::string_view name_of(RunKind kind)
{
    switch (kind) {
    case RunKind::sync: return "sync";
    case RunKind::reconcile: return "reconcile";
    case RunKind::restore: return "restore";
    case RunKind::rebuild: break;
    }
    return "rebuild";
}

std::string_view name_of(Outcome outcome)
{
    switch (outcome) {
    case Outcome::ok: return "ok";
    case Outcome::partial: return "partial";
    case Outcome::refused: return "refused";
    case Outcome::failed: break;
    }
    return "failed";
}

}   // namespace tmdb
