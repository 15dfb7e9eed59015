#include "store/standing.hpp"

#include "store/connection.hpp"

#include <algorithm>

namespace tmdb {

namespace {

Value count(std::size_t number)
{
    return static_cast<std::int64_t>(number);
}

}   // namespace

const std::set<std::string>& tables_without_answers()
{
    static const std::set<std::string> tables = {"quiet_change", "run",      "source",
                                                 "source_look",  "standing", "trace"};
    return tables;
}

std::optional<StandingAnswers> read_standing(Store& store)
{
    Query& query = store.connection().query(
        "SELECT question, asked_at, hold_until, sights, errors, warnings, infos, acknowledged"
        "  FROM standing WHERE commit_number = ?");
    query.bind(1, store.connection().newest_commit());
    std::optional<StandingAnswers> answers;
    if (query.step()) {
        const auto number = [&](int column) {
            return static_cast<std::size_t>(query.integer(column));
        };
        answers = {.question = query.text(0),
                   .asked_at = query.text(1),
                   .hold_until = query.text(2),
                   .sights = query.text(3),
                   .open = {number(4), number(5), number(6), number(7)}};
        query.rewind();
    }
    return answers;
}

void write_standing(Store& store, const StandingAnswers& answers)
{
    Connection& connection = store.connection();
    forget_standing(store);
    connection
        .query("INSERT INTO standing (commit_number, question, asked_at, hold_until, sights,"
               " errors, warnings, infos, acknowledged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(1, connection.newest_commit() + 1)
        .bind(2, answers.question)
        .bind(3, answers.asked_at)
        .bind(4, answers.hold_until)
        .bind(5, answers.sights)
        .bind(6, count(answers.open.errors))
        .bind(7, count(answers.open.warnings))
        .bind(8, count(answers.open.infos))
        .bind(9, count(answers.open.acknowledged))
        .run();
}

void forget_standing(Store& store)
{
    store.connection().execute("DELETE FROM standing");
}

void keep_standing(Store& store, const std::set<std::string, std::less<>>& changed)
{
    if (std::ranges::includes(tables_without_answers(), changed)) {
        store.connection()
            .query("UPDATE standing SET commit_number = ?1 + 1 WHERE commit_number = ?1")
            .bind(1, store.connection().newest_commit())
            .run();
    }
}

void write_unjudged(Store& store, const std::vector<NotEvaluated>& not_evaluated,
                    const std::vector<KeptEntry>& kept)
{
    Connection& connection = store.connection();
    connection.execute("DELETE FROM not_evaluated; DELETE FROM kept_entry");
    for (const auto& one : not_evaluated) {
        connection.query("INSERT INTO not_evaluated (code, subject, reason) VALUES (?, ?, ?)")
            .bind(1, one.code)
            .bind(2, one.subject)
            .bind(3, one.reason)
            .run();
    }
    for (const auto& entry : kept) {
        connection
            .query("INSERT INTO kept_entry (owner, slug, register_path, reason, unknown)"
                   " VALUES (?, ?, ?, ?, ?)")
            .bind(1, entry.owner)
            .bind(2, entry.slug)
            .bind(3, entry.register_path)
            .bind(4, entry.reason)
            .bind(5, std::int64_t{entry.unknown})
            .run();
    }
}

std::vector<NotEvaluated> read_not_evaluated(Store& store)
{
    Query& query =
        store.connection().query("SELECT code, subject, reason FROM not_evaluated ORDER BY rowid");
    std::vector<NotEvaluated> all;
    while (query.step()) {
        all.push_back({query.text(0), query.text(1), query.text(2)});
    }
    return all;
}

std::vector<KeptEntry> read_kept(Store& store)
{
    Query& query = store.connection().query(
        "SELECT owner, slug, register_path, reason, unknown FROM kept_entry ORDER BY rowid");
    std::vector<KeptEntry> all;
    while (query.step()) {
        all.push_back({query.text(0), query.text(1), query.text(2), query.text(3), query.truth(4)});
    }
    return all;
}

}   // namespace tmdb
