#include "model/dossier.hpp"

#include <algorithm>

namespace tmdb {

const TaskStatement* Dossier::copy() const
{
    const auto found = std::find_if(copies.begin(), copies.end(), [&](const TaskStatement& one) {
        return worktree() && one.worktree_path == worktree()->path;
    });
    return found == copies.end() ? nullptr : &*found;
}

bool Dossier::is_finished() const
{
    return root() && (root()->status == "completed" || root()->status == "cancelled");
}

bool Dossier::has_signal(std::string_view code) const
{
    return std::any_of(signals.begin(), signals.end(),
                       [&](const Signal& signal) { return signal.finding.code == code; });
}

}   // namespace tmdb
