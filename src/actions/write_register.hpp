#pragma once

#include "base/machine.hpp"
#include "base/replace_file.hpp"
#include "model/prune.hpp"
#include "sources/workspace.hpp"
#include "store/history.hpp"
#include "store/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// A register as it was read for a write: the file that its path leads to, and its bytes.
struct OpenRegister {
    std::string path;   // below the root
    std::string file;   // absolute, without symbolic links
    FileContent content;
};

/// Nothing and the reason when it cannot be read, is no file of the workspace, or is too large.
struct RegisterLook {
    std::optional<OpenRegister> opened;
    std::string reason;
    bool changing = false;   // somebody wrote it while it was read
};

RegisterLook open_register(Machine& machine, const Workspace& workspace, const std::string& path);

/// Gives a register new bytes so that nothing is lost whatever happens: what is to leave or to come
/// back is durable in the database, and in the archive beside it, before the file changes; the
/// write stays "intended" until settle_done, and a run that finds it so knows that another was cut
/// short.
///
/// The caller settles a write that was done (History::settle_done) in the transaction that tells
/// the rest of what happened; one that was not done is settled here. One whose temporary file is
/// still there is for the next run to settle, which removes that file first.
struct RegisterWriteResult {
    std::int64_t write_id = 0;   // to be settled; 0: none
    ReplaceResult result;
};

RegisterWriteResult write_register(Store& store, Machine& machine, const OpenRegister& target,
                                   RegisterWrite write, const std::string& bytes,
                                   PlainRename plain_rename,
                                   const std::function<bool()>& still_wanted);

/// Settles what dead runs left behind: done where the register has the new bytes, or has changed
/// since but shows what the write was for; else aborted. A temporary file of theirs is removed,
/// unless it holds what another program had written: that goes back to the register where ours is
/// still in its place, else it stays where it is. While a register cannot be read its writes wait.
struct Recovery {
    struct Displaced {
        std::string register_path;
        std::string file;   // beside it, by its name
    };
    int settled = 0;   // in a run of its own, of the kind restore
    std::vector<Displaced> displaced;
};

Recovery recover_register_writes(Store& store, Machine& machine, const Workspace& workspace);

}   // namespace tmdb
