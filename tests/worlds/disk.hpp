#pragma once

#include "worlds/plan.hpp"

#include <string>

namespace tmdb {

/// In what order things are made on the disk.
enum class Order { by_name, backwards };

/// Makes of one plan, which is on the disk, another one; what is the same in both is not touched.
void change_disk(const Plan& from, const Plan& to, Order order = Order::by_name);

/// Of a file, a folder or a link itself, by the world's clock.
void set_age(const std::string& path, int minutes);

}   // namespace tmdb
