#include "worlds/plan.hpp"

#include "worlds/facts.hpp"

namespace tmdb {

namespace {

template <typename Place>
void make(const std::vector<Fact<Place>>& facts, const Choices& choices, Place& place)
{
    for (std::size_t i = 0; i < facts.size(); ++i) {
        facts[i].choices[choices[i]].make(place);
    }
}

void put_task(const WorldTask& task, Plan& plan)
{
    Spot spot{.plan = plan,
              .slug = task.slug,
              .task_path = "tasks/workstreams/core/tasks/" + task.slug + ".md",
              .entry = {{"slug", task.slug}}};
    make(facts_of_tasks(), task.choices, spot);
    for (const auto& owner : spot.owners) {
        plan.registers[owner].emplace_back(task.slug, spot.member);
    }
}

}   // namespace

Plan plan_of(const World& world, const std::string& root)
{
    Plan plan{.root = root, .registers = {{"dave", {}}, {"bob", {}}}};
    make(facts_of_git(), world.git, plan);
    for (const auto& task : world.tasks) {
        put_task(task, plan);
    }
    make(facts_of_worlds(), world.choices, plan);
    if (!plan.pull_requests.empty()) {
        plan.file(".tasks/task_manager/pull-requests.json",
                  nlohmann::json(plan.pull_requests).dump());
    }
    return plan;
}

}   // namespace tmdb
