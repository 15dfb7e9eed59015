// The floor: what the operating system charges for looking at a workspace, and nothing else.
//
// floor PLAN: a line of PLAN is "names FOLDER" (getdents), "stats FOLDER" (getdents and a statx of
// every entry) or "file PATH" (one statx). Two threads, biggest folders first as PLAN has them.
// Prints the milliseconds that the looking took, without starting the process and reading PLAN.

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Plan {
    std::vector<std::pair<std::string, bool>> folders;   // and whether their entries are asked too
    std::vector<std::string> files;
};

Plan read_plan(const char* name)
{
    Plan plan;
    std::ifstream stream(name);
    std::string verb, path;
    while (stream >> verb && stream.ignore() && std::getline(stream, path)) {
        if (verb == "file") {
            plan.files.push_back(path);
        } else {
            plan.folders.emplace_back(path, verb == "stats");
        }
    }
    return plan;
}

void ask(int folder, const char* name)
{
    struct statx stat;
    ::statx(folder, name, AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &stat);
}

void list(const std::string& path, bool stats)
{
    DIR* directory = ::opendir(path.c_str());
    if (!directory) {
        std::perror(path.c_str());
        return;
    }
    while (const dirent* entry = ::readdir(directory)) {
        if (stats && entry->d_name[0] != '.') {
            ask(::dirfd(directory), entry->d_name);
        }
    }
    ::closedir(directory);
}

void look(const Plan& plan, std::atomic<std::size_t>& next_folder, std::atomic<std::size_t>& next_file)
{
    for (auto i = next_folder++; i < plan.folders.size(); i = next_folder++) {
        list(plan.folders[i].first, plan.folders[i].second);
    }
    constexpr std::size_t batch = 256;
    for (auto i = next_file.fetch_add(batch); i < plan.files.size(); i = next_file.fetch_add(batch)) {
        for (auto j = i; j < std::min(i + batch, plan.files.size()); ++j) {
            ask(AT_FDCWD, plan.files[j].c_str());
        }
    }
}

}   // namespace

int main(int, char** arguments)
{
    const Plan plan = read_plan(arguments[1]);
    std::atomic<std::size_t> next_folder = 0, next_file = 0;
    const auto began = std::chrono::steady_clock::now();
    std::thread other([&] { look(plan, next_folder, next_file); });
    look(plan, next_folder, next_file);
    other.join();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    std::printf("%.3f\n", took.count());
}
