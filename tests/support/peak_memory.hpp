#pragma once

#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// A command that runs another, prints how many KiB of memory that held at most in place of its
/// answer, and ends with its status. It is small itself: a process begins with its parent's size.
inline std::vector<std::string> with_peak_memory(std::vector<std::string> command)
{
    const std::string measure =
        "import resource, subprocess, sys\n"
        "status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        "sys.exit(status)\n";
    std::vector<std::string> measuring = {"python3", "-c", measure};
    std::move(command.begin(), command.end(), std::back_inserter(measuring));
    return measuring;
}

}   // namespace tmdb
