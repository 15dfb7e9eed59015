#pragma once

#include "base/machine.hpp"
#include "model/certificate.hpp"
#include "sources/workspace.hpp"

#include <functional>
#include <string>

namespace tmdb {

struct CertifyOptions {
    std::string path;     // absolute
    OptionalText token;   // of an earlier certificate
    /// Whether a pull request is known to be merged at this very commit.
    std::function<bool(const std::string& head_oid)> is_merged;
};

/// Looks at a worktree, or a folder that passes for one, on the disk and in git, now. Needs no
/// database and writes nothing. What is no worktree of this repository, or is its main checkout, is
/// an Error.
Certificate certify(Machine& machine, const Workspace& workspace, const CertifyOptions& options);

}   // namespace tmdb
