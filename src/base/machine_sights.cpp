#include "base/real_machine.hpp"

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <utility>

namespace tmdb {

namespace {

/// The folder, with a slash at its end, in which both paths lie.
std::string_view common_folder(std::string_view one, std::string_view other)
{
    const auto differs = std::ranges::mismatch(one, other).in1;
    const auto slash = one.substr(0, static_cast<std::size_t>(differs - one.begin())).rfind('/');
    return one.substr(0, slash == std::string_view::npos ? 0 : slash + 1);
}

/// An open folder in which sights lie that are sorted by their paths.
class Footing {
public:
    Footing(std::string_view first, std::string_view last) : folder_(common_folder(first, last))
    {
        auto opened = open_file(folder_, O_PATH | O_DIRECTORY);
        if (opened) {
            descriptor_ = std::move(*opened.value);
        }
    }

    int directory() const { return descriptor_ ? descriptor_.number() : AT_FDCWD; }
    const char* name(const std::string& path) const
    {
        const bool is_inside =
            descriptor_ && path.size() > folder_.size() && path.starts_with(folder_);
        return path.c_str() + (is_inside ? folder_.size() : 0);   // a full path needs no directory
    }

private:
    std::string folder_;
    Descriptor descriptor_;
};

}   // namespace

void RealMachine::in_parallel(std::size_t count, const std::function<void(std::size_t)>& job)
{
    std::atomic<std::size_t> next = 0;
    std::exception_ptr trouble;
    const auto work = [&] {
        for (auto i = next++; i < count; i = next++) {
            job(i);
        }
    };
    std::thread other;
    if (count > 1) {
        other = std::thread([&] {
            try {
                work();
            } catch (...) {
                trouble = std::current_exception();
                next = count;   // nobody begins another job
            }
        });
    }
    try {
        work();
    } catch (...) {
        next = count;
        if (other.joinable()) {
            other.join();
        }
        throw;
    }
    if (other.joinable()) {
        other.join();
    }
    if (trouble) {
        std::rethrow_exception(trouble);
    }
}

std::vector<Fingerprint> RealMachine::look_again(const std::vector<Sight>& sights,
                                                 const OnListed& on_listed)
{
    std::vector<Fingerprint> answers;
    answers.reserve(sights.size());
    std::optional<Footing> footing;
    for (std::size_t i = 0; i < sights.size(); ++i) {
        const Sight& sight = sights[i];
        if (look_of(sight)) {
            answers.push_back(list_again(sight, i, on_listed));
            continue;
        }
        if (!footing) {
            footing.emplace(sight.path, sights.back().path);
        }
        answers.push_back(look_again(sight, footing->directory(), footing->name(sight.path)));
    }
    return answers;
}

}   // namespace tmdb
