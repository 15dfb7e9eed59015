#include "cli/canaries.hpp"
#include "cli/git_workspace.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <span>

namespace tmdb {

using ::testing::IsEmpty;

namespace {

/// A way to have git start a program.
struct ProgramWay {
    const char* name;
    const char* key;     // of a configuration, or a variable of the environment
    const char* value;   // see Canaries::in
    const char* use;     // of git: what then starts the program
};

constexpr ProgramWay configured_programs[] = {
    {"fsmonitor", "core.fsmonitor", "%", "git status"},
    {"post-checkout", "core.hooksPath", "@", "git checkout -b new-branch"},
    {"clean", "filter.lines.clean", "%", "git hash-object story"},
    {"smudge", "filter.lines.smudge", "%", "git cat-file --filters HEAD:story"},
    {"process", "filter.process.process", "%", "git cat-file --filters open:open-work"},
    {"external-diff", "diff.external", "%", "git diff HEAD~2 HEAD"},
    {"diff-command", "diff.commanded.command", "%", "git diff HEAD~2 HEAD -- landed-work"},
    {"textconv", "diff.converted.textconv", "%", "git log -p -- story"},
    {"merge", "merge.canary.driver", "%", "git merge-tree --write-tree main landed"},
    {"difftool", "difftool.canary.cmd", "%", "git difftool --no-prompt --tool canary HEAD~2 HEAD"},
    {"archive", "tar.canary.command", "%", "git archive --format=canary HEAD"},
    {"trailer", "trailer.canary.command", "%", "echo | git interpret-trailers"},
    {"pager", "core.pager", "%", "script --quiet --command 'git diff HEAD~2 HEAD' /dev/null"},
    {"log-pager", "pager.log", "%", "script --quiet --command 'git log' /dev/null"},
    {"gpg", "gpg.program", "%", "git log -1 open"},
    {"editor", "core.editor", "%", "git tag --annotate new-tag"},
    {"todo-editor", "sequence.editor", "%",
     "git -c filter.lines.clean= rebase --interactive HEAD~1"},
    {"ssh", "core.sshCommand", "%", "git ls-remote ssh://localhost/nothing"},
    {"proxy", "core.gitProxy", "%", "git ls-remote git://localhost/nothing"},
    {"upload-pack", "remote.elsewhere.uploadpack", "%", "git ls-remote elsewhere"},
    {"remote", "remote.canary.url", "ext::%", "git ls-remote canary"},
    {"credential", "credential.helper", "!%", "git credential fill <request"},
    {"ask-pass", "core.askPass", "%", "git credential fill <request"},
    {"alternate-refs", "core.alternateRefsCommand", "%", "git rev-list --alternate-refs HEAD"},
};

constexpr ProgramWay aliases[] = {
    {"alias", "alias.canary", "!%", "git canary"},
    // Of no use: git does not let an alias hide a command of its own.
    {"alias", "alias.worktree", "!%", "git canary"},
    {"alias", "alias.rev-list", "!%", "git canary"},
};

/// What git believes only of a user.
constexpr ProgramWay programs_of_users[] = {
    {"pack-hook", "uploadpack.packObjectsHook", "%", "git clone --bare --no-local . ../clone"},
    {"trace", "trace2.normalTarget", "#", "git status"},
    {"trace-event", "trace2.eventTarget", "#", "git status"},
    {"trace-perf", "trace2.perfTarget", "#", "git status"},
};

constexpr ProgramWay programs_of_the_environment[] = {
    {"external-diff", "GIT_EXTERNAL_DIFF", "%", "git diff HEAD~2 HEAD"},
    {"ssh", "GIT_SSH", "%", "git ls-remote ssh://localhost/nothing"},
    {"ssh-command", "GIT_SSH_COMMAND", "%", "git ls-remote ssh://localhost/nothing"},
    {"proxy", "GIT_PROXY_COMMAND", "%", "git ls-remote git://localhost/nothing"},
    {"editor", "GIT_EDITOR", "%", "git tag --annotate new-tag"},
    {"any-editor", "EDITOR", "%", "git tag --annotate new-tag"},
    {"todo-editor", "GIT_SEQUENCE_EDITOR", "%", "git rebase --interactive HEAD~1"},
    {"pager", "GIT_PAGER", "%", "script --quiet --command 'git log' /dev/null"},
    {"any-pager", "PAGER", "%", "script --quiet --command 'git log' /dev/null"},
    {"ask-pass", "GIT_ASKPASS", "%", "git credential fill <request"},
    {"ssh-ask-pass", "SSH_ASKPASS", "%", "git credential fill <request"},
    {"parameters", "GIT_CONFIG_PARAMETERS", "'core.fsmonitor'='%'", "git status"},
    {"counted", "GIT_CONFIG_VALUE_0", "%",
     "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.fsmonitor git status"},
    {"git-remote-https", "GIT_EXEC_PATH", "@", "git ls-remote https://localhost/nothing"},
    {"trace", "GIT_TRACE", "#", "git status"},
    {"trace2", "GIT_TRACE2", "#", "git status"},
    {"trace2-event", "GIT_TRACE2_EVENT", "#", "git status"},
};

constexpr ProgramWay hooks[] = {
    {"post-index-change", "", "", "git add --renormalize ."},
    {"reference-transaction", "", "", "git update-ref refs/heads/new HEAD"},
    {"post-checkout", "", "", "git checkout -b new-branch"},
    {"pre-commit", "", "", "git commit --allow-empty --message new"},
    {"commit-msg", "", "", "git commit --allow-empty --message new"},
    {"post-commit", "", "", "git commit --allow-empty --message new"},
    {"post-rewrite", "", "", "git commit --amend --allow-empty --message newer"},
    {"pre-rebase", "", "", "git rebase --force-rebase HEAD~1"},
    {"pre-merge-commit", "", "", "git merge --no-ff --no-edit landed"},
    {"post-merge", "", "", "git merge --squash landed"},
    {"pre-push", "", "", "git push elsewhere HEAD:refs/heads/new"},
};

/// In every configuration that git reads, and in some that it does not, somebody has named
/// programs.
class GitPrograms : public GitWorkspace {
protected:
    GitPrograms()
    {
        const GitRepository elsewhere(outside("elsewhere"), {"--bare"});
        sign_the_open_branch();
        file(".git/objects/info/alternates", outside("elsewhere/objects") + "\n");
        file(".git/info/attributes", read(".gitattributes"));
        git().git({"config", "include.path", outside("included")});
        git().git({"config", "extensions.worktreeConfig", "true"});
        git().git({"config", "log.showSignature", "true"});
        git().git({"config", "protocol.allow", "always"});
        git().git({"config", "remote.elsewhere.url", outside("elsewhere")});
        environment = {"HOME=" + outside("home"), "XDG_CONFIG_HOME=" + outside("xdg")};
    }

    // --- given ------------------------------------------------------------------------------
    void configure(const std::string& path, const std::string& key, const std::string& value)
    {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        git().git({"config", "--file", path, key, value});
    }
    void name_programs(const std::string& path, std::span<const ProgramWay> ways)
    {
        for (const auto& way : ways) {
            configure(path, way.key, canaries.in(way.value, way.name));
            uses += std::string("(") + way.use + ")\n";
        }
    }
    /// For tm-db all of them at once, for git each by itself.
    void name_programs_in_environment(std::span<const ProgramWay> ways)
    {
        for (const auto& way : ways) {
            const std::string value = canaries.in(way.value, way.name);
            environment.push_back(way.key + ("=" + value));
            uses += std::string("(export ") + way.key + "=\"" + value + "\"\n" + way.use + ")\n";
        }
    }
    void sign_the_open_branch()
    {
        write_file(outside("sign"),
                   "#!/bin/sh\ncat >/dev/null\necho '-----BEGIN PGP SIGNATURE-----'\n"
                   "printf '\\n[GNUPG:] SIG_CREATED \\n' >&2\n");
        std::filesystem::permissions(outside("sign"), std::filesystem::perms::owner_all);
        git().git({"-C", ".worktrees/open", "-c", "gpg.program=" + outside("sign"), "commit",
                   "--quiet", "--allow-empty", "--gpg-sign", "--message", "Sign it"});
    }

    // --- when -------------------------------------------------------------------------------
    /// git as everybody uses it, in a copy of the root checkout.
    void use_plain_git()
    {
        const std::string begin = "cp --archive . '" + outside("copy") + "' && cd '" +
                                  outside("copy") + "'\n" + "export HOME='" + outside("home") +
                                  "' XDG_CONFIG_HOME='" + outside("xdg") +
                                  "' EMAIL=test@example.org\n"
                                  "printf 'protocol=https\\nhost=localhost\\n\\n' >request\n";
        run({"sh", "-c", begin + "{\n" + uses + "} >/dev/null 2>&1 </dev/null\n"});
    }

    Canaries canaries{outside("canaries")};
    std::string uses;
};

// --- in a configuration -------------------------------------------------------------------------

struct PlaceOfPrograms {
    const char* name;
    const char* path;
    std::span<const ProgramWay> ways;
};

void PrintTo(const PlaceOfPrograms& place, std::ostream* stream)
{
    *stream << place.path;
}

class ProgramsConfigured : public GitPrograms, public testing::WithParamInterface<PlaceOfPrograms> {
protected:
    ProgramsConfigured() { name_programs(outside(GetParam().path), GetParam().ways); }
};

TEST_P(ProgramsConfigured, AreAllStartedByGit)
{
    use_plain_git();

    EXPECT_EQ(canaries.sung(), canaries.all());
}

TEST_P(ProgramsConfigured, AreNeverStartedByTmDb)   // G05
{
    EXPECT_EQ(ask_everything(), all_well);

    EXPECT_THAT(canaries.sung(), IsEmpty());
    EXPECT_EQ(facts(), true_facts);
}

INSTANTIATE_TEST_SUITE_P(
    Git, ProgramsConfigured,
    testing::Values(
        PlaceOfPrograms{"ForTheRepository", "workspace/.git/config", configured_programs},
        PlaceOfPrograms{"ForTheCheckout", "workspace/.git/config.worktree", configured_programs},
        PlaceOfPrograms{"InAnIncludedFile", "included", configured_programs},
        PlaceOfPrograms{"ForTheUser", "home/.gitconfig", configured_programs},
        PlaceOfPrograms{"ForTheUserElsewhere", "xdg/git/config", configured_programs},
        PlaceOfPrograms{"AsUsersMay", "home/.gitconfig", programs_of_users},
        PlaceOfPrograms{"AsAliases", "workspace/.git/config", aliases}),
    [](const auto& test) { return test.param.name; });

// --- in the environment -------------------------------------------------------------------------

class ProgramsInTheEnvironment : public GitPrograms {
protected:
    ProgramsInTheEnvironment()
    {
        name_programs_in_environment(programs_of_the_environment);
        environment.insert(environment.end(),
                           {"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=core.fsmonitor",
                            "GIT_DIR=" + outside("elsewhere"), "GIT_WORK_TREE=" + outside("home"),
                            "GIT_INDEX_FILE=" + outside("index"), "GIT_NAMESPACE=elsewhere",
                            "GIT_OBJECT_DIRECTORY=" + outside("elsewhere/objects")});
    }
};

TEST_F(ProgramsInTheEnvironment, AreAllStartedByGit)
{
    environment.clear();

    use_plain_git();

    EXPECT_EQ(canaries.sung(), canaries.all());
}

TEST_F(ProgramsInTheEnvironment, AreNeverStartedByTmDb)   // G07
{
    EXPECT_EQ(ask_everything(), all_well);

    EXPECT_THAT(canaries.sung(), IsEmpty());
    EXPECT_EQ(facts(), true_facts);
}

// --- hooks --------------------------------------------------------------------------------------

class Hooks : public GitPrograms {
protected:
    Hooks()
    {
        for (const auto& hook : hooks) {
            canaries.in("", hook.name);
            uses += std::string("(") + hook.use + ")\n";
        }
        remove(".git/hooks");
        std::filesystem::create_directory_symlink(canaries.folder(), root() / ".git/hooks");
    }
};

TEST_F(Hooks, AreAllStartedByGit)
{
    use_plain_git();

    EXPECT_EQ(canaries.sung(), canaries.all());
}

TEST_F(Hooks, AreNeverStartedByTmDb)
{
    EXPECT_EQ(ask_everything(), all_well);

    EXPECT_THAT(canaries.sung(), IsEmpty());
    EXPECT_EQ(facts(), true_facts);
}

}   // namespace
}   // namespace tmdb
