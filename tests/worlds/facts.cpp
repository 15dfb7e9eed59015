#include "worlds/facts.hpp"

#include "base/time.hpp"

#include <algorithm>

namespace tmdb {

namespace {

using OrderedJson = nlohmann::ordered_json;

std::string minutes_ago(int minutes)
{
    return format_instant(parse_instant(world_time).value() - minutes * one_minute);
}

std::string markdown(const std::string& fields)
{
    return "---\ntitle: A task\n" + fields + "---\n# A task\n\nIts body.\n";
}

void nothing(Spot&) {}

// --- tasks --------------------------------------------------------------------------------------

std::function<void(Spot&)> root_file(const std::string& text)
{
    return [=](Spot& spot) { spot.plan.file(spot.task_path, text, 90); };
}

std::string path_elsewhere(const Spot& spot)
{
    return "tasks/workstreams/other/tasks/" + spot.slug + ".md";
}

Fact<Spot> root_task()
{
    const std::string completed = markdown("status: completed\n");
    return {"root task file",
            {{"completed", root_file(completed)},
             {"absent", nothing},
             {"ready", root_file(markdown("status: ready\n"))},
             {"in_progress", root_file(markdown("status: in_progress\n"))},
             {"Done", root_file(markdown("status: Done\n"))},
             {"cancelled", root_file(markdown("status: cancelled\n"))},
             {"without status", root_file(markdown(""))},
             {"empty", root_file("")},
             {"torn in a value", root_file("---\nstatus: [\n---\n")},
             {"torn before its fence", root_file("---\nstatus: completed\n")},
             {"two statuses", root_file(markdown("status: ready\nstatus: completed\n"))},
             {"twice",
              [=](Spot& spot) {
                  root_file(completed)(spot);
                  spot.plan.file(path_elsewhere(spot), completed);
              }},
             {"elsewhere", [=](Spot& spot) { spot.plan.file(path_elsewhere(spot), completed); }},
             {"link to nowhere", [](Spot& spot) { spot.plan.link(spot.task_path, "nowhere.md"); }},
             {"folder", [](Spot& spot) { spot.plan.folder(spot.task_path); }}}};
}

std::string folder_of(const Spot& spot)
{
    return ".worktrees/" + spot.slug;
}

std::function<void(Spot&)> copy(const std::string& text)
{
    return [=](Spot& spot) {
        spot.plan.folder(folder_of(spot));
        spot.plan.file(folder_of(spot) + "/" + spot.task_path, text);
    };
}

Fact<Spot> worktree()
{
    return {"worktree",
            {{"absent", nothing},
             {"folder", [](Spot& spot) { spot.plan.folder(folder_of(spot)); }},
             {"with the same copy", copy(markdown("status: completed\n"))},
             {"with another copy", copy(markdown("status: in_progress\npr_number: 7\n"))},
             {"with a torn copy", copy("---\nstatus: [\n---\n")},
             {"file", [](Spot& spot) { spot.plan.file(folder_of(spot), "not a folder"); }},
             {"link to nowhere",
              [](Spot& spot) { spot.plan.link(folder_of(spot), "/nonexistent/volume"); }},
             {"link in a circle",
              [](Spot& spot) { spot.plan.link(folder_of(spot), "../.worktrees/" + spot.slug); }}}};
}

Fact<Spot> git_worktree()
{
    const auto admin = [](const std::string& gitdir, bool locked = false) {
        return [=](Spot& spot) {
            if (spot.plan.has_git) {
                const std::string folder = ".git/worktrees/" + spot.slug;
                const auto slug_at = gitdir.find('*');
                spot.plan.file(folder + "/gitdir", slug_at == std::string::npos
                                                       ? gitdir
                                                       : spot.plan.root +
                                                             gitdir.substr(0, slug_at) + spot.slug +
                                                             "/.git\n");
                spot.plan.file(folder + "/HEAD", "ref: refs/heads/" + spot.slug + "\n");
                spot.plan.file(folder + "/commondir", "../..\n");
                if (locked) {
                    spot.plan.file(folder + "/locked", "on a stick\n");
                }
            }
        };
    };
    return {"git's worktree",
            {{"none", nothing},
             {"there", admin("/.worktrees/*")},
             {"locked", admin("/.worktrees/*", true)},
             {"moved",
              [=](Spot& spot) {
                  admin("/moved/*")(spot);
                  spot.plan.folder("moved/" + spot.slug);
              }},
             {"moved and gone", admin("/moved/*")},
             {"without a path", admin("")},
             {"nonsense", admin("nonsense")}}};
}

// --- registers ----------------------------------------------------------------------------------

std::function<void(Spot&)> field(const char* name, const OrderedJson& value)
{
    return [=](Spot& spot) { spot.entry[name] = value; };
}

Fact<Spot> worktree_path()
{
    return {
        "its worktree_path",
        {{"usual", [](Spot& spot) { spot.entry["worktree_path"] = folder_of(spot); }},
         {"absolute",
          [](Spot& spot) { spot.entry["worktree_path"] = spot.plan.root + "/" + folder_of(spot); }},
         {"null", field("worktree_path", nullptr)},
         {"missing", nothing},
         {"a number", field("worktree_path", 7)},
         {"empty", field("worktree_path", "")},
         {"another machine's", field("worktree_path", "~/trees/it")},
         {"on another volume", field("worktree_path", "/nonexistent/volume/it")},
         {"beside the root", [](Spot& spot) { spot.entry["worktree_path"] = "../" + spot.slug; }},
         {"in a missing folder",
          [](Spot& spot) { spot.entry["worktree_path"] = ".worktrees/missing/" + spot.slug; }},
         {"through a missing folder",
          [](Spot& spot) { spot.entry["worktree_path"] = "missing/../" + folder_of(spot); }}}};
}

Fact<Spot> task_path()
{
    return {"its task_path",
            {{"usual", [](Spot& spot) { spot.entry["task_path"] = spot.task_path; }},
             {"missing", nothing},
             {"null", field("task_path", nullptr)},
             {"empty", field("task_path", "")},
             {"elsewhere", [](Spot& spot) { spot.entry["task_path"] = path_elsewhere(spot); }},
             {"out of the root", field("task_path", "../it.md")},
             {"in a missing folder", field("task_path", "missing/it.md")}}};
}

Fact<Spot> age()
{
    return {"registered",
            {{"long ago", field("registered_at", minutes_ago(120))},
             {"at no time", nothing},
             {"just now", field("registered_at", minutes_ago(3))},
             {"launched just now",
              [](Spot& spot) {
                  spot.entry["registered_at"] = minutes_ago(120);
                  spot.entry["launched_at"] = minutes_ago(3);
              }},
             {"in the future", field("registered_at", minutes_ago(-60))},
             {"some day", field("registered_at", "yesterday")}}};
}

std::function<void(Spot&)> member(const std::string& text)
{
    return [=](Spot& spot) { spot.member = text; };
}

Fact<Spot> form()
{
    const auto with = [](const std::string& more) {
        return [=](Spot& spot) {
            spot.member = spot.entry.dump();
            spot.member.insert(spot.member.size() - 1, more);
        };
    };
    return {"entry",
            {{"plain", with("")},
             {"with a note in its own spelling", with(R"(, "note" : "\u00e9\/", "n": 1.50)")},
             {"with a field twice", with(R"(, "slug": "it")")},
             {"with another slug",
              [](Spot& spot) {
                  OrderedJson entry = spot.entry;
                  entry["slug"] = "another";
                  spot.member = entry.dump();
              }},
             {"null", member("null")},
             {"a text", member("\"in_progress\"")},
             {"a list", member("[]")}}};
}

Fact<Spot> registered()
{
    const auto owners = [](const std::vector<std::string>& all) {
        return [=](Spot& spot) { spot.owners = all; };
    };
    return {"registered by",
            {{"dave", owners({"dave"})},
             {"bob", owners({"bob"})},
             {"both", owners({"dave", "bob"})},
             {"nobody", owners({})}}};
}

// --- workers and pull requests ------------------------------------------------------------------

Fact<Spot> dispatch()
{
    const auto record = [](const std::string& text, const std::string& log = "") {
        return [=](Spot& spot) {
            const std::string stem = "tasks/logs/dispatch-" + spot.slug;
            spot.plan.file(stem + ".status.json", text, 50);
            if (!log.empty()) {
                spot.plan.file(stem + ".log", log, 50);
            }
        };
    };
    return {"dispatch",
            {{"none", nothing},
             {"exited", record(R"({"exit_code": 0})")},
             {"exited by its log", record("{}", "dispatch_exit_code=0\n")},
             {"failed", record(R"({"exit_code": 3})")},
             {"running", record(R"({"pid": 42})")},
             {"gone", record(R"({"pid": 43})")},
             {"of nobody", record("{}")},
             {"torn", record(R"({"exit_code": )")},
             {"empty", record("")},
             {"link to nowhere", [](Spot& spot) {
                  spot.plan.link("tasks/logs/dispatch-" + spot.slug + ".status.json", "nowhere");
              }}}};
}

Fact<Spot> pull_request()
{
    const auto pull = [](const std::string& state) {
        return [=](Spot& spot) {
            auto& all = spot.plan.pull_requests;
            all.push_back({{"number", all.size() + 1},
                           {"url", "https://example.org/o/r/pull/1"},
                           {"state", state},
                           {"title", "Change something"},
                           {"headRefName", spot.slug},
                           {"headRefOid", std::string(40, 'a')},
                           {"mergedAt", nullptr},
                           {"closedAt", nullptr},
                           {"mergeable", "MERGEABLE"},
                           {"statusCheckRollup", OrderedJson::array()},
                           {"isDraft", false},
                           {"updatedAt", minutes_ago(5)}});
        };
    };
    return {"pull request",
            {{"none", nothing}, {"open", pull("OPEN")}, {"merged", pull("MERGED")}}};
}

// --- worlds -------------------------------------------------------------------------------------

std::string register_path(const std::string& owner)
{
    return ".tasks/task_manager/task-manager-" + owner + ".register.json";
}

std::string quoted(const std::string& slug)
{
    return OrderedJson(slug).dump(-1, ' ', true);   // as Python escapes it
}

std::string lines_of(const Plan::Members& members)
{
    std::string lines;
    for (const auto& [slug, value] : members) {
        lines += (lines.empty() ? "\n  " : ",\n  ") + quoted(slug) + ": " + value;
    }
    return lines;
}

std::string usual_text(const Plan::Members& members)
{
    return "{" + lines_of(members) + "\n}\n";
}

std::string compact(const Plan::Members& members)
{
    std::string text;
    for (const auto& [slug, value] : members) {
        text += (text.empty() ? "" : ",") + OrderedJson(slug).dump() + ":" + value;
    }
    return "{" + text + "}";
}

std::string as_list(const Plan::Members& members)
{
    std::string text;
    for (const auto& [slug, value] : members) {
        text += (text.empty() ? "\n" : ",\n") + value;
    }
    return "[" + text + "\n]";
}

std::string half(const Plan::Members& members)
{
    const std::string text = usual_text(members);
    return text.substr(0, text.size() / 2);
}

std::string with_the_first_twice(Plan::Members members)
{
    if (!members.empty()) {
        members.push_back(members.front());
    }
    return usual_text(members);
}

Fact<Plan> daves_register()
{
    const auto written = [](std::function<std::string(const Plan::Members&)> write) {
        return [=](Plan& plan) {
            for (const auto& [owner, members] : plan.registers) {
                plan.file(register_path(owner),
                          owner == "dave" ? write(members) : usual_text(members));
            }
        };
    };
    return {"Dave's register",
            {{"usual", written(usual_text)},
             {"compact", written(compact)},
             {"wrapped", written([](const Plan::Members& members) {
                  return "{\"version\": 1, \"entries\": {" + lines_of(members) + "}}";
              })},
             {"a list", written(as_list)},
             {"after a mark", written([](const Plan::Members& members) {
                  return "\xEF\xBB\xBF" + usual_text(members);
              })},
             {"with its first entry twice", written(with_the_first_twice)},
             {"torn", written(half)},
             {"empty", written([](const Plan::Members&) { return ""; })},
             {"before NULs", written([](const Plan::Members& members) {
                  return usual_text(members) + std::string(8, '\0');
              })}}};
}

void make_git(Plan& plan)
{
    plan.has_git = true;
    plan.file(".git/HEAD", "ref: refs/heads/main\n");
    plan.file(".git/config", "[core]\n\trepositoryformatversion = 0\n");
    plan.folder(".git/objects");
    plan.folder(".git/refs/heads");
}

Fact<Plan> git()
{
    const auto with = [](const std::string& mark) {
        return [=](Plan& plan) {
            make_git(plan);
            plan.file(".git/" + mark, "");
        };
    };
    return {"git",
            {{"there", make_git},
             {"none", [](Plan&) {}},
             {"merging", with("MERGE_HEAD")},
             {"locked", with("index.lock")},
             {"out of sight", [](Plan& plan) { plan.link(".git", "/nonexistent/volume"); }}}};
}

Fact<Plan> company()
{
    return {"another task file",
            {{"there",
              [](Plan& plan) {
                  plan.file("tasks/workstreams/core/tasks/company.md", markdown("status: ready\n"));
              }},
             {"none", [](Plan&) {}}}};
}

/// As when a folder was emptied, or half of a volume is there: what the mass guard is for.
Fact<Plan> fate()
{
    const auto lose_task_files = [](Plan& plan) {
        const std::string folder = plan.root + "/tasks/workstreams/";
        std::erase_if(plan.nodes, [&](const auto& node) {
            return node.first.starts_with(folder) && !node.first.ends_with("/company.md");
        });
    };
    return {"task files", {{"are there", [](Plan&) {}}, {"are all gone", lose_task_files}}};
}

Fact<Plan> hands()
{
    const auto at_work = [](const std::string& folder) {
        return [=](Plan& plan) { plan.working_directories->push_back(plan.root + folder); };
    };
    return {"somebody",
            {{"is nowhere", [](Plan&) {}},
             {"is in a worktree", at_work("/.worktrees/task-1")},
             {"is deep in a worktree", at_work("/.worktrees/task-2/src")},
             {"is beside it", at_work("/.worktrees/task-1-not")},
             {"cannot be seen", [](Plan& plan) { plan.working_directories.reset(); }}}};
}

}   // namespace

const std::vector<Fact<Plan>>& facts_of_git()
{
    static const std::vector<Fact<Plan>> facts = {git()};
    return facts;
}

const std::vector<Fact<Spot>>& facts_of_tasks()
{
    static const std::vector<Fact<Spot>> facts = {
        root_task(), worktree(), git_worktree(), worktree_path(), task_path(),
        age(),       form(),     registered(),   dispatch(),      pull_request()};
    return facts;
}

const std::vector<Fact<Plan>>& facts_of_worlds()
{
    static const std::vector<Fact<Plan>> facts = {daves_register(), company(), fate(), hands()};
    return facts;
}

}   // namespace tmdb
