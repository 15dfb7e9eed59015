#include "store/history.hpp"

#include "store/connection.hpp"

namespace tmdb {

namespace {

Value text_or_null(const std::string& text)
{
    return text.empty() ? Value() : Value(text);
}

Finding read_finding(Query& query, int first)
{
    return {.code = query.text(first),
            .subject = query.text(first + 1),
            .slug = query.text(first + 2),
            .severity = severity_named(query.text(first + 3)).value_or(Severity::warning),
            .detail = query.text(first + 4),
            .evidence = query.text(first + 5)};
}

void add_event(Connection& connection, std::int64_t run, std::int64_t signal, const char* event,
               const std::string& now)
{
    connection
        .query("INSERT INTO signal_event"
               " (signal_id, run_id, event, at, evidence, slug, severity, detail)"
               " SELECT id, ?, ?, ?, evidence, slug, severity, detail FROM signal WHERE id = ?")
        .bind(1, run)
        .bind(2, std::string(event))
        .bind(3, now)
        .bind(4, signal)
        .run();
}

}   // namespace

std::vector<Signal> History::open_signals()
{
    Query& query = connection_.query(
        "SELECT id, code, subject, slug, severity, detail, evidence, opened_at, last_seen_at,"
        "       times_seen, acknowledged_until"
        "  FROM open_signal ORDER BY code, subject");
    std::vector<Signal> signals;
    while (query.step()) {
        signals.push_back({.id = query.integer(0),
                           .finding = read_finding(query, 1),
                           .opened_at = query.text(7),
                           .last_seen_at = query.text(8),
                           .cleared_at = std::nullopt,
                           .times_seen = query.integer(9),
                           .acknowledged_until = query.optional_text(10)});
    }
    return signals;
}

bool History::knows(const std::string& code, const std::string& subject)
{
    Query& query = connection_.query("SELECT 1 FROM signal WHERE code = ? AND subject = ?");
    query.bind(1, code).bind(2, subject);
    const bool known = query.step();
    query.rewind();
    return known;
}

std::int64_t History::open_signal(std::int64_t run, const Finding& finding, bool reopened,
                                  const std::string& now)
{
    connection_
        .query("INSERT INTO signal (code, subject, slug, severity, detail, evidence, opened_at,"
               " last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(1, finding.code)
        .bind(2, finding.subject)
        .bind(3, text_or_null(finding.slug))
        .bind(4, std::string(name_of(finding.severity)))
        .bind(5, finding.detail)
        .bind(6, finding.evidence)
        .bind(7, now)
        .bind(8, now)
        .run();
    const auto id = connection_.last_row_id();
    add_event(connection_, run, id, reopened ? "reopened" : "opened", now);
    return id;
}

void History::see_open_signals(const std::string& now)
{
    connection_
        .query("UPDATE signal SET last_seen_at = ?, times_seen = times_seen + 1"
               " WHERE cleared_at IS NULL"
               "   AND id NOT IN (SELECT signal_id FROM signal_gap WHERE to_run IS NULL)")
        .bind(1, now)
        .run();
}

void History::change_signal(std::int64_t run, std::int64_t id, const Finding& finding,
                            const std::string& now)
{
    connection_
        .query("UPDATE signal SET slug = ?, severity = ?, detail = ?, evidence = ?,"
               " acknowledged_until = NULL WHERE id = ?")
        .bind(1, text_or_null(finding.slug))
        .bind(2, std::string(name_of(finding.severity)))
        .bind(3, finding.detail)
        .bind(4, finding.evidence)
        .bind(5, id)
        .run();
    add_event(connection_, run, id, "changed", now);
}

void History::clear_signal(std::int64_t run, std::int64_t id, const std::string& now)
{
    connection_.query("UPDATE signal SET cleared_at = ? WHERE id = ?")
        .bind(1, now)
        .bind(2, id)
        .run();
    add_event(connection_, run, id, "cleared", now);
}

void History::acknowledge(std::int64_t id, const std::optional<std::string>& until,
                          const std::string& why, const std::string& now)
{
    connection_.query("UPDATE signal SET acknowledged_until = :until WHERE id = :id")
        .bind(":until", cell(until))
        .bind(":id", id)
        .run();
    connection_
        .query("INSERT INTO signal_event"
               " (signal_id, run_id, event, at, evidence, slug, severity, detail)"
               " SELECT id, (SELECT MAX(id) FROM run), 'acknowledged', :now,"
               "        json_object('until', :until, 'why', :why), slug, severity, :why"
               "   FROM signal WHERE id = :id")
        .bind(":until", cell(until))
        .bind(":why", why)
        .bind(":now", now)
        .bind(":id", id)
        .run();
}

void History::note_judged(std::int64_t run, const std::set<std::int64_t>& judged)
{
    std::set<std::int64_t> unjudged;   // before this run
    Query& gaps = connection_.query("SELECT signal_id FROM signal_gap WHERE to_run IS NULL");
    while (gaps.step()) {
        unjudged.insert(gaps.integer(0));
    }
    for (const auto id : unjudged) {
        if (judged.contains(id)) {
            connection_
                .query("UPDATE signal_gap SET to_run = ? WHERE signal_id = ? AND to_run IS NULL")
                .bind(1, run)
                .bind(2, id)
                .run();
        }
    }
    Query& open = connection_.query("SELECT id FROM signal WHERE cleared_at IS NULL");
    while (open.step()) {
        const auto id = open.integer(0);
        if (!judged.contains(id) && !unjudged.contains(id)) {
            connection_.query("INSERT INTO signal_gap (signal_id, from_run) VALUES (?, ?)")
                .bind(1, id)
                .bind(2, run)
                .run();
        }
    }
}

std::vector<PendingSignal> History::pending_signals()
{
    Query& query =
        connection_.query("SELECT code, subject, since FROM pending_signal ORDER BY code, subject");
    std::vector<PendingSignal> pending;
    while (query.step()) {
        pending.push_back({query.text(0), query.text(1), query.text(2)});
    }
    return pending;
}

void History::add_pending(const PendingSignal& pending)
{
    connection_
        .query("INSERT INTO pending_signal (code, subject, since) VALUES (?, ?, ?)"
               " ON CONFLICT DO NOTHING")
        .bind(1, pending.code)
        .bind(2, pending.subject)
        .bind(3, pending.since)
        .run();
}

void History::remove_pending(const PendingSignal& pending)
{
    connection_.query("DELETE FROM pending_signal WHERE code = ? AND subject = ?")
        .bind(1, pending.code)
        .bind(2, pending.subject)
        .run();
}

}   // namespace tmdb
