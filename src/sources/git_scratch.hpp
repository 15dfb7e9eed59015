#pragma once

#include "base/machine.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// A git directory of our own, among the system's temporary files, in which neither a repository
/// nor its user has a say: there is no configuration, hook, filter, merge driver or attribute,
/// nothing is fetched, and it goes away with all that was written to it.
///
/// Once something has gone wrong every answer is empty, and trouble() says what it was.
class GitScratch {
public:
    /// `root` is where git runs; `sample` is any object id of the repository in question: its
    /// length tells the hash.
    GitScratch(Machine& machine, const std::string& root, std::string_view sample,
               const std::vector<std::string>& environment);
    GitScratch(const GitScratch&) = delete;
    GitScratch& operator=(const GitScratch&) = delete;
    ~GitScratch();

    /// Lends it the objects of a repository, given by its common directory. Only to be read: git
    /// would renew the times of an object that it is to write and that is there already.
    void borrow_objects(const std::string& common_directory);

    /// With `take` the answer goes there as it comes, and may break off, with trouble; what is
    /// returned is empty.
    std::string ask(const std::vector<std::string>& arguments, const std::string& input,
                    std::function<void(std::string_view)> take = {});

    const std::string& trouble() const { return trouble_; }
    /// Whether the repository whose objects it has borrowed is.
    bool is_shallow() const { return is_shallow_; }
    void fail(const std::string& trouble);
    /// Fails unless an answer of git's is what it must be.
    void require(bool holds, const char* command);

private:
    void put(const std::string& name, const std::string& text);

    Machine& machine_;
    Command command_;
    std::string folder_;
    std::string trouble_;
    bool is_shallow_ = false;
};

}   // namespace tmdb
