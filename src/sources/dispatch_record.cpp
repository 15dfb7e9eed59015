#include "sources/dispatch_record.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace tmdb {

namespace {

constexpr std::size_t depth_limit = 64;

/// The value of a field: a scalar has a text, an integer both, an object or array neither.
struct Field {
    OptionalText text;
    std::optional<std::int64_t> integer;
};

/// Collects the fields of one object that say something. What lies deeper is only checked.
class FieldReader : public nlohmann::json_sax<nlohmann::json> {
public:
    std::map<std::string, Field> fields;
    std::string trouble;
    std::size_t trouble_at = 0;   // bytes from the start, plus one; 0: unknown

    bool null() override { return levels_.empty() ? refuse_root() : true; }
    bool boolean(bool truth) override { return keep({truth ? "true" : "false", {}}); }
    bool number_integer(std::int64_t number) override
    {
        return keep({std::to_string(number), number});
    }
    bool number_unsigned(std::uint64_t number) override
    {
        constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
        return number <= most ? number_integer(static_cast<std::int64_t>(number))
                              : keep({std::to_string(number), {}});
    }
    bool number_float(double, const std::string& spelling) override { return keep({spelling, {}}); }
    bool string(std::string& text) override { return keep({std::move(text), {}}); }
    bool binary(nlohmann::json::binary_t&) override { return false; }   // never in a text

    bool start_object(std::size_t) override { return enter(); }
    bool start_array(std::size_t) override { return levels_.empty() ? refuse_root() : enter(); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }

    bool key(std::string& key) override
    {
        if (levels_.size() == 1) {
            name_ = key;
        }
        return levels_.back().insert(key).second || refuse("the key '" + key + "' is there twice");
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::json::exception&) override
    {
        trouble_at = position;
        return refuse("is not valid JSON");
    }

private:
    bool keep(Field field)
    {
        if (levels_.empty()) {
            return refuse_root();
        }
        if (levels_.size() == 1) {
            fields.emplace(name_, std::move(field));
        }
        return true;
    }

    bool enter()
    {
        if (levels_.size() == depth_limit) {
            return refuse("is nested deeper than " + std::to_string(depth_limit) + " levels");
        }
        if (levels_.size() == 1) {
            fields.emplace(name_, Field{});
        }
        levels_.emplace_back();
        return true;
    }

    bool leave()
    {
        levels_.pop_back();
        return true;
    }

    bool refuse_root() { return refuse("is not a JSON object"); }

    bool refuse(std::string what)
    {
        trouble = std::move(what);
        return false;
    }

    std::vector<std::set<std::string>> levels_;   // the keys of each open object
    std::string name_;                            // the latest key of the outermost one
};

Problem whole_file_problem(std::string_view json, const FieldReader& reader, Problem problem)
{
    problem.message = reader.trouble;
    if (reader.trouble_at > json.size()) {
        problem.message = "is cut off";
    } else if (reader.trouble_at > 0) {
        const auto before = json.substr(0, reader.trouble_at - 1);
        problem.line = static_cast<int>(std::ranges::count(before, '\n') + 1);
        problem.column = static_cast<int>(before.size() - (before.rfind('\n') + 1) + 1);
    }
    return problem;
}

/// Asks the fields of a record for the first of some names that says something.
class RecordFields {
public:
    RecordFields(const std::map<std::string, Field>& fields, Problem blank,
                 std::vector<Problem>& problems)
        : fields_(fields), blank_(std::move(blank)), problems_(problems)
    {}

    OptionalText text(std::initializer_list<std::string> names) const
    {
        for (const auto& name : names) {
            const auto field = fields_.find(name);
            if (field == fields_.end() || field->second.text == "") {
                continue;
            }
            if (!field->second.text) {
                complain(name + " is not a string");
            }
            return field->second.text;
        }
        return std::nullopt;
    }

    std::optional<std::int64_t> integer(std::initializer_list<std::string> names) const
    {
        for (const auto& name : names) {
            const auto field = fields_.find(name);
            if (field == fields_.end()) {
                continue;
            }
            if (!field->second.integer) {
                complain(name + " is not an integer");
            }
            return field->second.integer;
        }
        return std::nullopt;
    }

private:
    void complain(std::string message) const
    {
        problems_.push_back(blank_);
        problems_.back().message = std::move(message);
    }

    const std::map<std::string, Field>& fields_;
    Problem blank_;
    std::vector<Problem>& problems_;
};

bool is_word_character(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
}

/// The integer that `text` begins with, when a word ends behind it.
std::optional<std::int64_t> leading_integer(std::string_view text)
{
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto rest = text.substr(static_cast<std::size_t>(stop - text.data()));
    const bool ends_here = rest.empty() || !is_word_character(rest.front());
    return error == std::errc() && ends_here ? std::optional(number) : std::nullopt;
}

/// Whether the process that has the worker's pid can be the worker, and not one that came later.
bool is_worker(const Process& process, std::optional<Nanoseconds> started_at)
{
    constexpr Nanoseconds tolerance = 5 * one_second;
    const bool both_known = process.started_at && started_at;
    return process.alive && (!both_known || *process.started_at - tolerance <= *started_at);
}

}   // namespace

ParsedDispatch parse_dispatch_record(std::string_view json, const std::string& path)
{
    ParsedDispatch parsed;
    Problem problem;
    problem.path = path;
    problem.slug = slug_from_dispatch_path(path);

    FieldReader reader;
    const auto nul = json.find('\0');   // to the parser it would be the end
    if (trim(json).empty()) {
        reader.trouble = "is empty";
    } else if (nul != std::string_view::npos) {
        reader.trouble = "holds a NUL";
        reader.trouble_at = nul + 1;
    } else if (nlohmann::json::sax_parse(json, &reader)) {
        const RecordFields fields(reader.fields, problem, parsed.problems);
        parsed.record = DispatchRecord{
            .slug = fields.text({"slug", "task"}).value_or(problem.slug),
            .path = path,
            .state_raw = fields.text({"state", "status"}),
            .exit_code = fields.integer({"exit_code", "dispatch_exit_code", "returncode"}),
            .pid = fields.integer({"pid", "worker_pid"}),
            .started_at = fields.text({"started_at"}),
            .finished_at = fields.text({"finished_at", "ended_at"}),
            .updated_at = fields.text({"updated_at"}),
        };
        return parsed;
    }
    parsed.problems = {whole_file_problem(json, reader, std::move(problem))};
    return parsed;
}

std::string slug_from_dispatch_path(const std::string& path)
{
    constexpr std::string_view beginning = "dispatch-";
    constexpr std::string_view ending = ".status.json";
    const auto name = file_name(path);
    const auto frame = beginning.size() + ending.size();
    if (name.size() > frame && name.starts_with(beginning) && name.ends_with(ending)) {
        return name.substr(beginning.size(), name.size() - frame);
    }
    return name.substr(0, name.find('.', 1));   // a leading dot begins no extension
}

std::string log_path_of(const std::string& record_path)
{
    constexpr std::string_view ending = ".status.json";
    if (record_path.ends_with(ending)) {
        return record_path.substr(0, record_path.size() - ending.size()) + ".log";
    }
    const auto name = file_name(record_path);
    return record_path.substr(0, record_path.size() - name.size()) + file_stem(name) + ".log";
}

std::optional<std::int64_t> exit_code_in_log(std::string_view tail)
{
    constexpr std::string_view label = "dispatch_exit_code=";
    for (auto at = tail.rfind(label); at != std::string_view::npos;
         at = at == 0 ? std::string_view::npos : tail.rfind(label, at - 1)) {
        const bool begins_here = at == 0 || !is_word_character(tail[at - 1]);
        const auto number = leading_integer(tail.substr(at + label.size()));
        if (begins_here && number) {
            return number;
        }
    }
    return std::nullopt;
}

WorkerState derive_state(const WorkerFacts& facts, Nanoseconds now, Nanoseconds stalled_after)
{
    if (facts.exit_code) {
        return *facts.exit_code == 0 ? WorkerState::exited : WorkerState::failed;
    }
    if (!facts.has_pid || !facts.process) {
        return WorkerState::unknown;
    }
    if (!is_worker(*facts.process, facts.started_at)) {
        return WorkerState::worker_gone;
    }
    return facts.quiet_since < now - stalled_after ? WorkerState::stalled : WorkerState::running;
}

}   // namespace tmdb
