#include "model/branch.hpp"

namespace tmdb {

std::string_view name_of(Truth truth)
{
    switch (truth) {
    case Truth::yes: return "yes";
    case Truth::no: return "no";
    case Truth::unknown: break;
    }
    return "unknown";
}

Truth truth_named(std::string_view name)
{
    if (name == "yes") {
        return Truth::yes;
    }
    return name == "no" ? Truth::no : Truth::unknown;
}

}   // namespace tmdb
