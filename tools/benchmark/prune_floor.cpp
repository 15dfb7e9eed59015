// What pruning a register costs at the very least: parses it, looks at each worktree that it names
// and at the task file where there is none, and replaces it, durably, by the same bytes.
//
// Usage: prune_floor REGISTER, in the workspace. Prints how many worktrees are gone.

#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

std::string read_file(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

bool sync_folder(const std::string& path)
{
    const std::string folder = path.substr(0, path.rfind('/'));
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_synced = descriptor >= 0 && fsync(descriptor) == 0;
    close(descriptor);
    return is_synced;
}

bool replace(const std::string& path, const std::string& bytes)
{
    const std::string temporary = path + ".floor";
    const int descriptor =
        open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const bool is_written =
        descriptor >= 0 &&
        write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
        fsync(descriptor) == 0;
    close(descriptor);
    return is_written && rename(temporary.c_str(), path.c_str()) == 0 && sync_folder(path);
}

}   // namespace

int main(int count, char** arguments)
{
    if (count != 2) {
        std::cerr << "usage: " << arguments[0] << " REGISTER\n";
        return 64;
    }
    const std::string bytes = read_file(arguments[1]);
    const auto entries = nlohmann::json::parse(bytes);
    int gone = 0;
    for (const auto& entry : entries) {
        struct stat look = {};
        if (lstat(entry["worktree_path"].get<std::string>().c_str(), &look) != 0) {
            gone += read_file(entry["task_path"]).find("status: completed") != std::string::npos;
        }
    }
    std::cout << gone << '\n';
    return replace(arguments[1], bytes) ? 0 : 1;
}
