#include "sources/pull_requests.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "sources/json_scanner.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>
#include <variant>

namespace tmdb {

namespace {

struct Object {};
struct Array {};
struct OtherNumber {};   // a fraction, or beyond 64 bits

/// The value of a field; std::monostate is null.
using Value =
    std::variant<std::monostate, std::string, std::int64_t, bool, OtherNumber, Object, Array>;
using Fields = std::map<std::string, Value>;

constexpr const char* rollup_name = "statusCheckRollup";

/// An element of the list, taken apart and not interpreted.
struct Item {
    std::size_t begin = 0;   // its first byte
    Fields fields;
    std::vector<Fields> checks;   // the objects in its statusCheckRollup
    OptionalText trouble;         // the first that was found
};

void complain(OptionalText& trouble, std::string what)
{
    if (!trouble) {
        trouble = std::move(what);
    }
}

/// Takes a list apart into its items. What lies deeper than their checks is only read past.
class ListReader : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit ListReader(std::string_view json) : json_(json) {}

    std::vector<Item> items;
    std::optional<JsonTrouble> trouble;   // then the items mean nothing

    void run()
    {
        const auto nul = json_.find('\0');   // to the parser it would be the end
        const auto invalid = invalid_utf8_at(json_);
        if (json_.size() > pull_requests_size_limit) {
            trouble = JsonTrouble{.message = "over the limit of 16 MiB"};
        } else if (trim(json_).empty()) {
            refuse(0, "empty: a writer may be in the middle of it");
        } else if (invalid) {
            refuse(*invalid, "not valid UTF-8 at byte " + std::to_string(*invalid));
        } else if (nul != std::string_view::npos) {
            refuse(nul, "a NUL at byte " + std::to_string(nul));
        } else {
            stream_.str(std::string(json_));
            nlohmann::json::sax_parse(stream_, this);
        }
    }

    bool null() override { return keep({}); }
    bool boolean(bool truth) override { return keep(truth); }
    bool number_integer(std::int64_t number) override { return keep(number); }
    bool number_unsigned(std::uint64_t number) override
    {
        constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
        return number <= most ? keep(static_cast<std::int64_t>(number)) : keep(OtherNumber{});
    }
    bool number_float(double, const std::string&) override { return keep(OtherNumber{}); }
    bool string(std::string& text) override { return keep(std::move(text)); }
    bool binary(nlohmann::json::binary_t&) override { return false; }   // never in a text

    bool start_object(std::size_t) override { return enter(Object{}); }
    bool start_array(std::size_t) override { return enter(Array{}); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }

    bool key(std::string& key) override
    {
        levels_.back().key = key;
        if (!levels_.back().keys.insert(key).second) {
            complain(items.back().trouble, "duplicate key '" + key + "'");
        }
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::json::exception&) override
    {
        return position > json_.size()
                   ? refuse(json_.size(), "torn: the document ends in the middle")
                   : refuse(position - 1, "cannot be read as JSON");
    }

private:
    struct Level {
        std::set<std::string> keys;
        std::string key;   // the latest
    };

    /// By how many levels are open: 1 the list, 2 an item, 3 one of its values, 4 a check.
    bool keep(Value value)
    {
        if (levels_.size() > 2 && !in_rollup()) {
            return true;
        }
        switch (levels_.size()) {
        case 0: return std::holds_alternative<Array>(value) || refuse(0, "it is not an array");
        case 1: begin_item(value); break;
        case 2: items.back().fields.emplace(levels_[1].key, std::move(value)); break;
        case 3: begin_check(value); break;
        case 4: items.back().checks.back().emplace(levels_[3].key, std::move(value)); break;
        default: break;
        }
        return true;
    }

    bool enter(Value container)
    {
        if (levels_.size() == json_depth_limit) {
            return refuse(consumed() - 1,
                          "nested deeper than " + std::to_string(json_depth_limit) + " levels");
        }
        if (!keep(std::move(container))) {
            return false;
        }
        levels_.emplace_back();
        return mark_border();
    }

    bool leave()
    {
        levels_.pop_back();
        return mark_border();
    }

    /// Remembers where one item ends and another may follow.
    bool mark_border()
    {
        if (levels_.size() == 1) {
            before_next_item_ = consumed();
        }
        return true;
    }

    void begin_item(const Value& value)
    {
        items.emplace_back().begin = json_.find_first_not_of(", \t\r\n", before_next_item_);
        mark_border();
        if (!std::holds_alternative<Object>(value)) {
            complain(items.back().trouble, "not an object");
        }
    }

    void begin_check(const Value& value)
    {
        items.back().checks.emplace_back();
        if (!std::holds_alternative<Object>(value)) {
            items.back().fields[rollup_name] = Object{};   // anything but an array of objects
        }
    }

    bool in_rollup() const { return levels_[1].key == rollup_name; }

    bool refuse(std::size_t offset, std::string what)
    {
        trouble = json_trouble_at(json_, offset, std::move(what));
        return false;
    }

    /// How many bytes the parser has taken; behind a number it has also taken the next one.
    std::size_t consumed() { return static_cast<std::size_t>(std::streamoff(stream_.tellg())); }

    std::string_view json_;
    std::istringstream stream_;
    std::vector<Level> levels_;   // the containers that are open
    std::size_t before_next_item_ = 0;
};

/// ASCII letters only, as `lower`.
std::string upper(std::string_view text)
{
    std::string result(text);
    for (char& letter : result) {
        letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return result;
}

/// Asks an object for its fields; the first of the wrong type is its trouble.
class ObjectReader {
public:
    ObjectReader(const Fields& fields, OptionalText& trouble) : fields_(fields), trouble_(trouble)
    {}

    /// Nothing for null and missing.
    template <typename Type>
    const Type* get(const std::string& name, const char* kind) const
    {
        const auto field = fields_.find(name);
        if (field == fields_.end() || std::holds_alternative<std::monostate>(field->second)) {
            return nullptr;
        }
        const auto* value = std::get_if<Type>(&field->second);
        if (!value) {
            complain(trouble_, name + " is neither " + kind + " nor null");
        }
        return value;
    }

    /// Nothing for the empty text too.
    OptionalText text(const std::string& name) const
    {
        const auto* text = get<std::string>(name, "text");
        return text && !text->empty() ? OptionalText(*text) : std::nullopt;
    }

    OptionalText text_in(std::string (*letters)(std::string_view), const std::string& name) const
    {
        const auto written = text(name);
        return written ? OptionalText(letters(*written)) : std::nullopt;
    }

    std::optional<Nanoseconds> instant(const std::string& name) const
    {
        return parse_instant(text(name).value_or(""));
    }

    OptionalText time(const std::string& name) const
    {
        const auto point = instant(name);
        return point ? format_instant(*point) : text(name);
    }

    /// The number of a pull request; 0: none.
    std::int64_t number(const std::string& name) const
    {
        const auto field = fields_.find(name);
        const auto* number =
            field == fields_.end() ? nullptr : std::get_if<std::int64_t>(&field->second);
        if (!number || *number <= 0) {
            complain(trouble_, name + " is not an integer above 0");
            return 0;
        }
        return *number;
    }

private:
    const Fields& fields_;
    OptionalText& trouble_;
};

/// What a run of a check says; each name has its newest run.
struct Check {
    std::optional<Nanoseconds> newest_at;   // the newest of its times
    std::string verdict;                    // empty: none yet
    bool finished = false;
};
using CheckName = std::array<std::string, 3>;   // its type, its workflow, its own name
using Checks = std::map<CheckName, Check>;

std::pair<CheckName, Check> check_run(const ObjectReader& fields)
{
    const auto verdict = fields.text_in(upper, "conclusion").value_or("");
    return {
        {"CheckRun", fields.text("workflowName").value_or(""), fields.text("name").value_or("")},
        {.newest_at = std::max(fields.instant("startedAt"), fields.instant("completedAt")),
         .verdict = verdict,
         .finished = fields.text_in(upper, "status") == "COMPLETED" && !verdict.empty()}};
}

std::pair<CheckName, Check> status_context(const ObjectReader& fields)
{
    const auto verdict = fields.text_in(upper, "state").value_or("");
    return {{"StatusContext", "", fields.text("context").value_or("")},
            {.newest_at = fields.instant("startedAt"),
             .verdict = verdict,
             .finished = !verdict.empty() && verdict != "PENDING" && verdict != "EXPECTED"}};
}

/// The newest run of each name; the later in the list where times do not tell.
Checks newest_checks(const std::vector<Fields>& runs, OptionalText& trouble)
{
    Checks newest;
    for (const Fields& run : runs) {
        const ObjectReader fields(run, trouble);
        const auto [name, check] = fields.text("__typename") == "StatusContext"
                                       ? status_context(fields)
                                       : check_run(fields);
        Check& known = newest.try_emplace(name, check).first->second;
        if (!check.newest_at || !known.newest_at || *check.newest_at >= *known.newest_at) {
            known = check;
        }
    }
    return newest;
}

bool is_failed(const Check& check)
{
    constexpr std::array<std::string_view, 5> failed = {"FAILURE", "ERROR", "TIMED_OUT",
                                                        "ACTION_REQUIRED", "STARTUP_FAILURE"};
    return std::ranges::find(failed, check.verdict) != failed.end();
}

std::string ci_state_of(const Checks& checks)
{
    const auto check = &Checks::value_type::second;
    const auto is_finished = [](const Check& one) { return one.finished; };
    return checks.empty()                                     ? "none"
           : std::ranges::any_of(checks, is_failed, check)    ? "failed"
           : !std::ranges::all_of(checks, is_finished, check) ? "pending"
                                                              : "passed";
}

PullRequest pull_request_of(const Item& item, OptionalText& trouble)
{
    const ObjectReader fields(item.fields, trouble);
    PullRequest pull_request;
    pull_request.number = fields.number("number");
    pull_request.url = fields.text("url");
    pull_request.state = fields.text_in(upper, "state");
    pull_request.title = fields.text("title");
    pull_request.head_ref = fields.text("headRefName");
    pull_request.head_oid = fields.text_in(lower, "headRefOid");
    pull_request.merged_at = fields.time("mergedAt");
    pull_request.closed_at = fields.time("closedAt");
    pull_request.updated_at = fields.time("updatedAt");
    pull_request.mergeable = fields.text_in(upper, "mergeable");
    fields.get<Array>(rollup_name, "an array of objects");
    pull_request.ci_state = ci_state_of(newest_checks(item.checks, trouble));
    if (const auto* is_draft = fields.get<bool>("isDraft", "a boolean")) {
        pull_request.is_draft = *is_draft;
    }
    return pull_request;
}

/// A list is often one long line, so the number helps more than the place.
std::string message_about(std::int64_t number, const std::string& trouble)
{
    return (number == 0 ? "a pull request" : "pull request " + std::to_string(number)) + ": " +
           trouble;
}

std::optional<Nanoseconds> updated(const PullRequest& pull_request)
{
    return parse_instant(pull_request.updated_at.value_or(""));
}

}   // namespace

ParsedPullRequests parse_pull_requests(std::string_view json, const std::string& path)
{
    ListReader list(json);
    list.run();
    if (const auto& trouble = list.trouble) {
        return {false, {}, {{path, trouble->line, trouble->column, trouble->message, ""}}};
    }
    ParsedPullRequests parsed;
    parsed.readable = true;
    PlaceCounter place(json);
    std::map<std::int64_t, PullRequest> by_number;
    for (const Item& item : list.items) {
        OptionalText trouble = item.trouble;
        auto pull_request = pull_request_of(item, trouble);
        const auto number = pull_request.number;
        if (trouble) {
            place.walk_to(item.begin);
            parsed.problems.push_back(
                {path, place.line(), place.column(), message_about(number, *trouble), ""});
        } else if (!by_number.contains(number) ||
                   updated(pull_request) >= updated(by_number[number])) {
            by_number[number] = std::move(pull_request);
        }
    }
    for (auto& [number, pull_request] : by_number) {
        parsed.pull_requests.push_back(std::move(pull_request));
    }
    return parsed;
}

}   // namespace tmdb
