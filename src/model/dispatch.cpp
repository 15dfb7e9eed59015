#include "model/dispatch.hpp"

namespace tmdb {

std::string_view name_of(WorkerState state)
{
    switch (state) {
    case WorkerState::exited: return "exited";
    case WorkerState::failed: return "failed";
    case WorkerState::running: return "running";
    case WorkerState::stalled: return "stalled";
    case WorkerState::worker_gone: return "worker_gone";
    case WorkerState::unknown: break;
    }
    return "unknown";
}

}   // namespace tmdb
