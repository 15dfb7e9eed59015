#pragma once

#include "sources/git_objects_fixture.hpp"
#include "sources/object_answers.hpp"

#include <string>

namespace tmdb {

/// Main and a branch, each with a tree of its own, on a commit of theirs.
class AnswersTest : public ObjectsTest {
protected:
    AnswersTest()
    {
        write("story", lines());
        write("other", "as it was\n");
        base = commit("base");
        git({"branch", "task"});
    }

    static std::string lines(const std::string& third = "3", const std::string& eighth = "8")
    {
        return "1\n2\n" + third + "\n4\n5\n6\n7\n" + eighth + "\n9\n10\n";
    }
    OidPair pair() { return {tree(base), tree("task")}; }
    void on(const std::string& branch) { git({"checkout", "--quiet", branch}); }
    /// A commit of the branch, which is then checked out.
    void on_task_write(const std::string& name, const std::string& text)
    {
        on("task");
        commit_file(name, text);
    }
    void on_main_write(const std::string& name, const std::string& text)
    {
        on("main");
        commit_file(name, text);
    }

    /// Whether main has already what the branch changes.
    bool is_absorbed()
    {
        GitObjects git_objects = objects();
        const auto found = ObjectAnswers(git_objects, memory).absorbed(oid("main"), {pair()});
        EXPECT_EQ(git_objects.trouble(), "");
        return found.at(pair());
    }

    std::string base;
    GitMemory memory;
};

}   // namespace tmdb
