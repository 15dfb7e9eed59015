#include "actions/certify.hpp"

#include "actions/losses.hpp"
#include "actions/survey_git.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/path.hpp"
#include "sources/git_branches.hpp"

#include <algorithm>
#include <memory>

namespace tmdb {

namespace {

constexpr std::size_t file_limit = 256u << 20;

class Certification {
public:
    Certification(Machine& machine, const Workspace& workspace, const CertifyOptions& options)
        : machine_(machine), workspace_(workspace), options_(options)
    {}

    Certificate run()
    {
        refuse_the_root();
        const SurveyContext context{machine_, workspace_, machine_.wall_clock(),
                                    [](std::string_view, std::size_t, std::size_t) {}};
        look_ = look_at_git(context, std::nullopt);
        worktree_.path = relative_to(workspace_.root, options_.path);
        if (const AdminDirectory* admin = find_admin_directory()) {
            take(*admin);
            ask_branch();
        } else if (look_.trouble.empty()) {
            require_folder();
        }
        return conclude();
    }

private:
    void refuse_the_root() const
    {
        const auto real = machine_.real_path(options_.path);
        if (options_.path == workspace_.root || real.value == workspace_.root) {
            throw Error("cannot certify '" + options_.path + "': it is the main checkout",
                        "name a linked worktree", ExitStatus::usage);
        }
    }

    void require_folder() const
    {
        const auto stat = machine_.stat(options_.path);
        if (!stat || stat->kind != FileKind::directory) {
            throw Error("cannot certify '" + options_.path + "': there is no worktree",
                        "'git worktree list' names them");
        }
    }

    /// By the real path where there is a folder, by its spelling where there is none.
    const AdminDirectory* find_admin_directory() const
    {
        const auto real = machine_.real_path(options_.path);
        const auto found =
            std::find_if(look_.admins.begin(), look_.admins.end(), [&](const AdminDirectory& one) {
                return one.worktree_path == options_.path ||
                       (real && machine_.real_path(one.worktree_path).value == real.value);
            });
        return found == look_.admins.end() ? nullptr : &*found;
    }

    void take(const AdminDirectory& admin)
    {
        worktree_.admin_dir = admin.path;
        worktree_.branch = admin.branch;
        worktree_.locked = admin.locked;
        worktree_.lock_reason = admin.lock_reason;
        worktree_.operation = admin.operation;
        if (look_.trouble.empty()) {
            auto head = head_of(look_, admin);
            worktree_.branch = std::move(head.branch);
            worktree_.head_oid = std::move(head.oid);
            worktree_.git_trouble = std::move(head.trouble);
        }
    }

    void ask_branch()
    {
        if (!look_.trouble.empty()) {
            worktree_.git_trouble = look_.trouble;
        }
        if (!worktree_.head_oid) {
            return;
        }
        GitMemory memory;
        worktree_.commits = branch_facts(objects(), tips_of(look_.mains, look_.refs),
                                         {{*worktree_.head_oid, worktree_.branch}},
                                         reflog_reader(machine_, *look_.directory), memory)
                                .front();
        worktree_.merged = options_.is_merged(*worktree_.head_oid);
        if (!objects().trouble().empty()) {
            worktree_.git_trouble = objects().trouble();
        }
    }

    GitObjects& objects()
    {
        if (!objects_) {
            objects_ = std::make_unique<GitObjects>(
                machine_, workspace_.root, *look_.directory,
                worktree_.head_oid.value_or(look_.mains.empty() ? "" : look_.mains.front()),
                workspace_.git_environment);
            objects_->give_up(look_.trouble);   // if any: git that hangs is not asked again
        }
        return *objects_;
    }

    Certificate conclude()
    {
        Certificate certificate{
            .path = options_.path, .branch = worktree_.branch, .head_oid = worktree_.head_oid};
        certificate.report =
            find_losses(machine_, workspace_, {worktree_}, [this]() -> GitObjects& {
                return objects();
            }).front();
        if (!look_.trouble.empty()) {
            certificate.report.unknown.insert(certificate.report.unknown.begin(), look_.trouble);
        }
        certificate.token = token_of(certificate);
        certificate.has_changed = options_.token && *options_.token != certificate.token;
        return certificate;
    }

    std::string token_of(const Certificate& certificate) const
    {
        std::string text = worktree_.path + '\0' + worktree_.branch.value_or("") + '\0' +
                           worktree_.head_oid.value_or("") + '\0';
        if (worktree_.admin_dir) {
            const auto stat = machine_.stat(*worktree_.admin_dir);
            text += std::to_string(stat ? stat->device : 0) + ' ' +
                    std::to_string(stat ? stat->inode : 0) + '\0';
            for (const auto* name : {"HEAD", "gitdir", "index"}) {
                const auto file = machine_.read(join_path(*worktree_.admin_dir, name), file_limit);
                text += (file ? content_hash(file->bytes) : std::to_string(file.error)) + '\0';
            }
        }
        for (const auto& loss : certificate.report.losses) {
            text += loss.kind + '\0' + loss.what + '\0';
        }
        for (const auto& unknown : certificate.report.unknown) {
            text += unknown + '\0';
        }
        return content_hash(text);
    }

    Machine& machine_;
    const Workspace& workspace_;
    const CertifyOptions& options_;
    GitLook look_;
    WorktreeInQuestion worktree_;
    std::unique_ptr<GitObjects> objects_;
};

}   // namespace

Certificate certify(Machine& machine, const Workspace& workspace, const CertifyOptions& options)
{
    return Certification(machine, workspace, options).run();
}

}   // namespace tmdb
