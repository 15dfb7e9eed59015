#include "report/bisection_words.hpp"

#include "report/log_words.hpp"
#include "report/text_table.hpp"

#include <fmt/format.h>

namespace tmdb {

namespace {

std::string described(const RunLine& run)
{
    return fmt::format("run {} ({}, {})", run.id, run.kind, run.finished_at.value_or("cut short"));
}

Json run_json(const RunLine& run)
{
    return Json::Object{{"id", run.id},
                        {"kind", run.kind},
                        {"started_at", run.started_at},
                        {"finished_at", run.finished_at}};
}

}   // namespace

std::string bisection_text(const Bisection& found, const Terminal& terminal)
{
    if (!found.first) {
        return fmt::format("no rows in any run since {}\n", described(found.oldest));
    }
    const std::string rows = render_text(found.rows, terminal);
    if (found.first->id == found.oldest.id) {
        return fmt::format("rows already in {}, the oldest that is remembered:\n\n{}",
                           described(*found.first), rows);
    }
    const std::string text =
        fmt::format("rows first in {}:\n\n{}\n", bold(described(*found.first), terminal), rows);
    if (found.changes.empty()) {
        return text + "nothing that the log speaks of happened in it\n";
    }
    return text + fmt::format("{}\n{}", bold("what happened in it", terminal),
                              render_text(log_table(found.changes, OfWhom::all_tasks), terminal));
}

Json bisection_json(const Bisection& found)
{
    return Json::Object{{"first", found.first ? run_json(*found.first) : Json()},
                        {"oldest", run_json(found.oldest)},
                        {"examined", found.examined},
                        {"rows", Json::Raw{render_json(found.rows)}},
                        {"changes", log_json(found.changes)}};
}

}   // namespace tmdb
