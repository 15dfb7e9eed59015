#include "model/branch.hpp"

namespace tmdb {

std::string_view name_of(Answer answer)
{
    switch (answer) {
    case Answer::yes: return "yes";
    case Answer::no: return "no";
    case Answer::unknown: break;
    }
    return "unknown";
}

Answer answer_named(std::string_view name)
{
    if (name == "yes") {
        return Answer::yes;
    }
    return name == "no" ? Answer::no : Answer::unknown;
}

}   // namespace tmdb
