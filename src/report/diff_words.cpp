#include "report/diff_words.hpp"

#include "base/text.hpp"
#include "report/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace tmdb {

namespace {

std::string files_of(const TaskPair& pair)
{
    return fmt::format("base      {}\nroot      {}\nworktree  {}\n\n",
                       pair.base_oid.value_or("not known"), escape_controls(pair.root_path),
                       escape_controls(pair.copy_path));
}

}   // namespace

std::string diff_text(const std::string& slug, const std::vector<TaskPair>& pairs,
                      const Terminal& terminal)
{
    if (pairs.empty()) {
        return fmt::format(
            "{} has no two files to compare: a root file, and a copy in a worktree\n",
            escape_controls(slug));
    }
    std::string text;
    for (const auto& pair : pairs) {
        Table table{.columns = {"field", "base", "root", "worktree", "label"}};
        for (const auto& field : pair.fields) {
            table.rows.push_back({field.name, cell(field.base), cell(field.root),
                                  cell(field.worktree), field.label});
        }
        text += (text.empty() ? "" : "\n") + files_of(pair);
        text += table.rows.empty() ? "no field differs\n" : render_text(table, terminal);
    }
    return text;
}

Table diff_table(const std::vector<TaskPair>& pairs)
{
    Table table{.columns = {"root_path", "copy_path", "base_oid", "name", "base", "root",
                            "worktree", "label"}};
    for (const auto& pair : pairs) {
        for (const auto& field : pair.fields) {
            table.rows.push_back({pair.root_path, pair.copy_path, cell(pair.base_oid), field.name,
                                  cell(field.base), cell(field.root), cell(field.worktree),
                                  field.label});
        }
    }
    return table;
}

std::vector<std::string> notes_on_patch(const std::vector<TaskPair>& pairs)
{
    std::vector<std::string> notes;
    if (pairs.size() > 1) {
        notes.push_back(fmt::format("there are {} copies; this is for {}", pairs.size(),
                                    escape_controls(pairs.front().copy_path)));
    }
    const auto& fields = pairs.front().fields;
    for (const auto& field : fields) {
        if (field.label == "both_changed") {
            notes.push_back(fmt::format("{} has changed on both sides; the patch takes the "
                                        "worktree's value",
                                        escape_controls(field.name)));
        }
    }
    if (std::none_of(fields.begin(), fields.end(), std::mem_fn(&TaskField::is_of_worktree))) {
        notes.emplace_back("there is no patch: the worktree says nothing that the root file does "
                           "not");
    }
    return notes;
}

}   // namespace tmdb
