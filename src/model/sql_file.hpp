#pragma once

#include <string>

namespace tmdb {

/// A pass or an audit as a file of the workspace.
struct SqlFile {
    std::string name;      // the file's stem; where that cannot be one, its path
    std::string path;      // below the root
    std::string text;      // empty where there is a trouble
    std::string trouble;   // why it cannot be used
};

}   // namespace tmdb
