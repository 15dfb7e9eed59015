#include "actions/draft_patch.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/path.hpp"
#include "sources/front_matter.hpp"

namespace tmdb {

namespace {

std::string read_head(Machine& machine, const Workspace& workspace, const std::string& path,
                      const std::string& mirrored_hash)
{
    const auto file = machine.read(absolute_path(workspace.root, path), front_matter_limit);
    if (!file) {
        throw Error("cannot read " + path + ": " + describe_errno(file.error));
    }
    if (content_hash(front_matter_block(file->bytes).value_or(file->bytes)) != mirrored_hash) {
        throw Error(path + " has changed since the last sync", "run 'tm-db sync' and ask again");
    }
    return file->bytes;
}

}   // namespace

FrontMatterPatch draft_patch(Machine& machine, const Workspace& workspace, const TaskPair& pair)
{
    std::vector<std::string> keys;
    for (const auto& field : pair.fields) {
        if (field.is_of_worktree()) {
            keys.push_back(field.name);
        }
    }
    const std::string root = read_head(machine, workspace, pair.root_path, pair.root_hash);
    const std::string copy = read_head(machine, workspace, pair.copy_path, pair.copy_hash);
    return patch_front_matter(root, copy, pair.root_path, keys);
}

}   // namespace tmdb
