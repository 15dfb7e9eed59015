#include "worlds/world.hpp"

#include "worlds/facts.hpp"

#include <algorithm>
#include <random>

namespace tmdb {

namespace {

constexpr std::size_t most_tasks = 30;

/// Distributions of the standard library differ between its makers; this does not.
class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}

    std::size_t below(std::size_t sides) { return engine_() % sides; }
    bool one_in(std::size_t sides) { return below(sides) == 0; }

private:
    std::mt19937 engine_;
};

/// Three times in four the plainest: what is odd in ten ways at once is soon found to be odd.
template <typename Place>
Choices drawn(Dice& dice, const std::vector<Fact<Place>>& facts)
{
    Choices choices;
    for (const auto& fact : facts) {
        choices.push_back(dice.one_in(4) ? dice.below(fact.choices.size()) : 0);
    }
    return choices;
}

/// Many worlds are small, in which one odd thing decides.
std::size_t number_of_tasks(Dice& dice)
{
    return dice.one_in(8) ? dice.below(most_tasks + 1) : dice.below(9);
}

std::string slug(std::size_t number)
{
    return (number % 5 == 4 ? "t\u00e2che.-" : "task-") + std::to_string(number + 1);
}

template <typename Place>
std::string named(const std::vector<Fact<Place>>& facts, const Choices& choices)
{
    std::string names;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (choices[i] != 0) {
            names += std::string(names.empty() ? "" : ", ") + facts[i].name + " " +
                     facts[i].choices[choices[i]].name;
        }
    }
    return names.empty() ? "plain" : names;
}

void add_plainer(const World& world, Choices World::*list, std::vector<World>& worlds)
{
    for (std::size_t i = 0; i < (world.*list).size(); ++i) {
        if ((world.*list)[i] != 0) {
            worlds.push_back(world);
            (worlds.back().*list)[i] = 0;
        }
    }
}

void add_without(const World& world, std::size_t first, std::size_t count,
                 std::vector<World>& worlds)
{
    World less = world;
    const auto begin = less.tasks.begin() + static_cast<std::ptrdiff_t>(first);
    less.tasks.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    worlds.push_back(std::move(less));
}

}   // namespace

World random_world(unsigned seed)
{
    Dice dice(seed);
    World world{.seed = seed,
                .git = drawn(dice, facts_of_git()),
                .choices = drawn(dice, facts_of_worlds()),
                .tasks = {}};
    const std::size_t count = number_of_tasks(dice);
    for (std::size_t number = 0; number < count; ++number) {
        world.tasks.push_back({slug(number), drawn(dice, facts_of_tasks())});
    }
    return world;
}

World edited(World world, unsigned seed)
{
    Dice dice(seed);
    const std::size_t edits = std::min<std::size_t>(world.tasks.size(), 1 + dice.below(4));
    for (std::size_t edit = 0; edit < edits; ++edit) {
        Choices& choices = world.tasks[dice.below(world.tasks.size())].choices;
        const std::size_t fact = dice.below(choices.size());
        choices[fact] = dice.below(facts_of_tasks()[fact].choices.size());
    }
    if (dice.one_in(4)) {
        world.choices = drawn(dice, facts_of_worlds());
    }
    return world;
}

std::vector<World> simpler(const World& world)
{
    std::vector<World> worlds;
    for (std::size_t count = world.tasks.size(); count > 0; count /= 2) {
        for (std::size_t first = 0; first + count <= world.tasks.size(); first += count) {
            add_without(world, first, count, worlds);
        }
    }
    add_plainer(world, &World::git, worlds);
    add_plainer(world, &World::choices, worlds);
    for (std::size_t task = 0; task < world.tasks.size(); ++task) {
        for (std::size_t i = 0; i < world.tasks[task].choices.size(); ++i) {
            if (world.tasks[task].choices[i] != 0) {
                worlds.push_back(world);
                worlds.back().tasks[task].choices[i] = 0;
            }
        }
    }
    return worlds;
}

std::string described(const World& world)
{
    std::string text = "git " + named(facts_of_git(), world.git) + "; the world " +
                       named(facts_of_worlds(), world.choices) + "\n";
    for (const auto& task : world.tasks) {
        text += "  " + task.slug + ": " + named(facts_of_tasks(), task.choices) + "\n";
    }
    return text;
}

}   // namespace tmdb
