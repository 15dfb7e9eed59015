#include "base/real_machine.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace tmdb {

std::vector<Fingerprint> RealMachine::look_again(const std::vector<Sight>& sights)
{
    constexpr std::size_t batch = 128;   // of single files; a folder has a batch to itself
    std::vector<std::size_t> folders;
    std::vector<std::size_t> files;
    for (std::size_t i = 0; i < sights.size(); ++i) {
        const bool is_folder =
            sights[i].kind == Sight::Kind::stats || sights[i].kind == Sight::Kind::names;
        (is_folder ? folders : files).push_back(i);
    }
    std::vector<Fingerprint> answers(sights.size());
    std::atomic<std::size_t> next_folder = 0;
    std::atomic<std::size_t> next_file = 0;
    const auto look = [&] {
        for (auto i = next_folder++; i < folders.size(); i = next_folder++) {
            answers[folders[i]] = look_again(sights[folders[i]]);
        }
        for (auto i = next_file.fetch_add(batch); i < files.size();
             i = next_file.fetch_add(batch)) {
            for (auto j = i; j < std::min(i + batch, files.size()); ++j) {
                answers[files[j]] = look_again(sights[files[j]]);
            }
        }
    };
    if (folders.size() + files.size() / batch < 2) {
        look();
        return answers;
    }
    std::thread other(look);
    look();
    other.join();
    return answers;
}

}   // namespace tmdb
