#include "sources/git_scratch.hpp"

#include "base/path.hpp"
#include "sources/git_program.hpp"
#include "sources/git_quote.hpp"

#include <cerrno>

namespace tmdb {

namespace {

constexpr std::size_t sha256_digits = 64;

std::string configuration(std::string_view sample)
{
    const std::string common = "\tbare = true\n\tattributesfile = /dev/null\n"
                               "\tfsync = none\n\tcompression = 0\n";   // it does not last
    return sample.size() == sha256_digits ? "[core]\n\trepositoryformatversion = 1\n" + common +
                                                "[extensions]\n\tobjectformat = sha256\n"
                                          : "[core]\n\trepositoryformatversion = 0\n" + common;
}

}   // namespace

GitScratch::GitScratch(Machine& machine, const std::string& root, std::string_view sample,
                       const std::vector<std::string>& environment)
    : machine_(machine), command_(git_command(root, {}, environment))
{
    const auto folder = machine.make_scratch_folder();
    if (!folder) {
        fail("a folder for scratch work cannot be made: " + describe_errno(folder.error));
        return;
    }
    folder_ = *folder;
    for (const auto* name : {"objects/info", "refs"}) {
        if (const int error = machine_.make_directories(join_path(folder_, name), 0700)) {
            fail("a folder for scratch work cannot be made: " + describe_errno(error));
        }
    }
    put("HEAD", "ref: refs/heads/none\n");
    put("config", configuration(sample));
    command_.environment.insert(command_.environment.end(),
                                {"GIT_DIR=" + folder_, "GIT_CONFIG_GLOBAL=/dev/null",
                                 "GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1"});
}

GitScratch::~GitScratch()
{
    if (!folder_.empty()) {
        machine_.remove_folder(folder_);
    }
}

void GitScratch::borrow_objects(const std::string& common_directory)
{
    put("objects/info/alternates", git_quoted(join_path(common_directory, "objects")) + "\n");

    // Where a clone was made shallow its history ends, and nothing else tells.
    constexpr std::size_t shallow_limit = 16 << 20;
    const auto shallow = machine_.read(join_path(common_directory, "shallow"), shallow_limit);
    if (shallow) {
        put("shallow", shallow->bytes);
        is_shallow_ = !shallow->bytes.empty();
    } else if (shallow.error != ENOENT) {
        fail("git's list of shallow commits cannot be read: " + describe_errno(shallow.error));
    }
}

std::string GitScratch::ask(const std::vector<std::string>& arguments, const std::string& input,
                            std::function<void(std::string_view)> take)
{
    if (!trouble_.empty()) {
        return "";
    }
    Command command = command_;
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.input = input;
    command.on_output = std::move(take);
    auto answer = ask_git(machine_, command);
    fail(answer.trouble);
    return std::move(answer.output);
}

void GitScratch::fail(const std::string& trouble)
{
    if (trouble_.empty()) {
        trouble_ = trouble;
    }
}

void GitScratch::require(bool holds, const char* command)
{
    if (!holds) {
        fail(std::string("what git says makes no sense: ") + command);
    }
}

void GitScratch::put(const std::string& name, const std::string& text)
{
    if (!trouble_.empty()) {
        return;
    }
    const auto created = machine_.create(join_path(folder_, name), 0600);
    const Descriptor file(created.value.value_or(-1));
    const int error = created ? machine_.write(file.number(), text) : created.error;
    if (error != 0) {
        fail("scratch work cannot be written: " + describe_errno(error));
    }
}

}   // namespace tmdb
