#include "model/loss.hpp"

namespace tmdb {

Truth LossReport::removable() const
{
    if (!losses.empty()) {
        return Truth::no;
    }
    return unknown.empty() ? Truth::yes : Truth::unknown;
}

}   // namespace tmdb
