#include "report/restore_words.hpp"

#include "base/text.hpp"
#include "report/text_table.hpp"

namespace tmdb {

namespace {

std::string_view name_of(RestoredEntry::Outcome outcome)
{
    switch (outcome) {
    case RestoredEntry::Outcome::identical: return "identical";
    case RestoredEntry::Outcome::beside: return "beside";
    case RestoredEntry::Outcome::already: return "already";
    case RestoredEntry::Outcome::refused: break;
    }
    return "refused";
}

/// Of one that came back.
std::string risk_of(const RestoredEntry& entry)
{
    return entry.by_plain_rename ? "; by a plain rename: what others wrote at that moment is lost"
                                 : "";
}

std::string words_for(const RestoredEntry& entry)
{
    switch (entry.outcome) {
    case RestoredEntry::Outcome::identical:
        return "put back, byte for byte where it was" + risk_of(entry);
    case RestoredEntry::Outcome::beside:
        return "put back beside its old neighbour: the register has changed since" + risk_of(entry);
    case RestoredEntry::Outcome::already: return "nothing to do: " + entry.reason;
    case RestoredEntry::Outcome::refused: break;
    }
    return "refused: " + entry.reason;
}

}   // namespace

std::string restore_text(const RestoreReport& report, const Terminal& terminal)
{
    Table table{.columns = {"prune", "register", "slug", "what"}};
    for (const auto& entry : report.entries) {
        table.rows.push_back(
            {entry.entry.id, entry.entry.register_path, entry.entry.slug, words_for(entry)});
    }
    return render_text(table, terminal);
}

Json restore_json(const RestoreReport& report)
{
    Json::Array entries;
    for (const auto& entry : report.entries) {
        entries.push_back(Json::Object{{"prune", entry.entry.id},
                                       {"slug", entry.entry.slug},
                                       {"register", entry.entry.register_path},
                                       {"outcome", name_of(entry.outcome)},
                                       {"reason", entry.reason},
                                       {"by_plain_rename", entry.by_plain_rename}});
    }
    return Json::Object{{"run", report.run_id}, {"entries", std::move(entries)}};
}

}   // namespace tmdb
