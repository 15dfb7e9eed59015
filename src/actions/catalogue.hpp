#pragma once

#include "audits/audit.hpp"
#include "base/machine.hpp"
#include "passes/pass.hpp"
#include "sources/workspace.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// Every pass that can be asked in a workspace.
struct PassCatalogue {
    std::vector<Pass> passes = all_passes();   // by code
    bool whole = true;                         // false: the user's own could not be looked for
};

/// Ours, and the user's own from .tasks/task_manager/passes.
PassCatalogue pass_catalogue(Machine& machine, const Workspace& workspace);

/// Nothing when there is none.
const Pass* find_pass(const PassCatalogue& catalogue, const std::string& code);
/// Throws Error (usage) when there is none.
const Pass& pass_named(const PassCatalogue& catalogue, const std::string& code);

/// Every audit that can be asked in a workspace, by name: ours, and the user's own from
/// .tasks/task_manager/audits.
std::vector<Audit> audit_catalogue(Machine& machine, const Workspace& workspace);

}   // namespace tmdb
