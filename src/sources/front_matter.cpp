#include "sources/front_matter.hpp"

#include "base/text.hpp"
#include "sources/front_matter_json.hpp"

#include <yaml.h>

#include <algorithm>
#include <new>
#include <unordered_map>

namespace tmdb {

namespace {

using Kind = FrontMatterValue::Kind;

constexpr int depth_limit = 32;

// --- fences ---------------------------------------------------------------------------------

/// A front matter with its fences, and the YAML between them.
struct Block {
    std::string_view whole;
    std::string_view yaml;
};

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_byte_order_mark(std::string_view head)
{
    head = head.substr(0, front_matter_limit);
    return head.starts_with(byte_order_mark) ? head.substr(byte_order_mark.size()) : head;
}

/// The line that begins at `start`, with its end.
std::string_view line_at(std::string_view text, std::size_t start)
{
    const auto feed = text.find('\n', start);
    return text.substr(start, feed == std::string_view::npos ? feed : feed + 1 - start);
}

bool is_fence(std::string_view line, std::string_view fence)
{
    return line.starts_with(fence) &&
           line.find_first_not_of(" \t\r\n", fence.size()) == std::string_view::npos;
}

std::optional<Block> find_block(std::string_view head)
{
    const auto text = without_byte_order_mark(head);
    const auto opening = line_at(text, 0);
    if (!is_fence(opening, "---")) {
        return std::nullopt;
    }
    // A line that the limit cut off is not known to be a fence.
    const bool is_cut = head.size() >= front_matter_limit;
    for (auto start = opening.size(); start < text.size();) {
        const auto line = line_at(text, start);
        const bool is_whole = line.ends_with('\n') || !is_cut;
        if (is_whole && (is_fence(line, "---") || is_fence(line, "..."))) {
            return Block{text.substr(0, start + 3),
                         text.substr(opening.size(), start - opening.size())};
        }
        start += line.size();
    }
    return std::nullopt;
}

FrontMatterProblem why_no_block(std::string_view head)
{
    const auto text = without_byte_order_mark(head);
    if (text.starts_with("---\r") && !text.starts_with("---\r\n")) {
        return {1, 4, "carriage return without a line feed"};
    }
    if (!is_fence(line_at(text, 0), "---")) {
        return {1, 1, "no front matter"};
    }
    return {1, 1,
            head.size() < front_matter_limit ? "front matter is not closed"
                                             : "front matter is over the limit of 64 KiB"};
}

// --- places ---------------------------------------------------------------------------------

/// The opening fence is line 1 of the file, and libyaml counts from 0.
int line_of(const yaml_mark_t& mark)
{
    return static_cast<int>(mark.line) + 2;
}

FrontMatterProblem problem_at(const yaml_mark_t& mark, std::string message)
{
    return {line_of(mark), static_cast<int>(mark.column) + 1, std::move(message)};
}

FrontMatterProblem problem_at(std::string_view yaml, std::size_t offset, std::string message)
{
    const auto before = yaml.substr(0, offset);
    const auto line = before.substr(before.rfind('\n') + 1);
    const auto is_character = [](char byte) { return (byte & 0xc0) != 0x80; };
    yaml_mark_t mark{};
    mark.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    mark.column = static_cast<std::size_t>(std::count_if(line.begin(), line.end(), is_character));
    return problem_at(mark, std::move(message));
}

/// Old Macs ended lines so; to libyaml each is a line of its own, to everybody else there are none.
std::optional<std::size_t> lone_carriage_return(std::string_view yaml)
{
    for (auto at = yaml.find('\r'); at != std::string_view::npos; at = yaml.find('\r', at + 1)) {
        if (!yaml.substr(at + 1).starts_with('\n')) {
            return at;
        }
    }
    return std::nullopt;
}

/// Where two files were joined, perhaps. libyaml and PyYAML make two things of it.
std::optional<std::size_t> byte_order_mark_before_a_line(std::string_view yaml)
{
    auto at = yaml.find(byte_order_mark);
    while (at != std::string_view::npos && at > 0 && yaml[at - 1] != '\n') {
        at = yaml.find(byte_order_mark, at + 1);
    }
    return at == std::string_view::npos ? std::nullopt : std::optional(at);
}

// --- YAML -----------------------------------------------------------------------------------

/// Thrown inside this file only: nothing after this place can be read.
struct Unreadable {
    FrontMatterProblem problem;
};

/// libyaml's parser over one text.
class Parser {
public:
    explicit Parser(std::string_view yaml) : yaml_(yaml)
    {
        if (yaml_parser_initialize(&raw_) == 0) {
            throw std::bad_alloc();
        }
        yaml_parser_set_encoding(&raw_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&raw_, reinterpret_cast<const unsigned char*>(yaml.data()),
                                     yaml.size());
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() { yaml_parser_delete(&raw_); }

    void next(yaml_event_t& event)
    {
        if (yaml_parser_parse(&raw_, &event) == 0) {
            throw_error();
        }
    }

private:
    [[noreturn]] void throw_error() const
    {
        if (raw_.error == YAML_MEMORY_ERROR) {
            throw std::bad_alloc();
        }
        if (raw_.error == YAML_READER_ERROR) {
            throw Unreadable{problem_at(yaml_, raw_.problem_offset, raw_.problem)};
        }
        std::string message = raw_.problem;
        if (raw_.context != nullptr) {
            message += std::string(" (") + raw_.context + " from line " +
                       std::to_string(line_of(raw_.context_mark)) + ")";
        }
        throw Unreadable{problem_at(raw_.problem_mark, std::move(message))};
    }

    std::string_view yaml_;
    yaml_parser_t raw_{};
};

/// One event of libyaml, freed with its scope.
class Event {
public:
    explicit Event(Parser& parser) { parser.next(raw_); }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(&raw_); }

    yaml_event_type_t type() const { return raw_.type; }
    const yaml_mark_t& place() const { return raw_.start_mark; }
    const yaml_event_t* operator->() const { return &raw_; }

private:
    yaml_event_t raw_{};
};

std::string text_of(const yaml_char_t* text)
{
    return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

/// Lives as long as the event.
std::string_view text_of(const Event& scalar)
{
    return {reinterpret_cast<const char*>(scalar->data.scalar.value), scalar->data.scalar.length};
}

bool is_plain(const Event& scalar)
{
    return scalar->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

bool is_null(std::string_view plain)
{
    return plain.empty() || plain == "~" || plain == "null" || plain == "Null" || plain == "NULL";
}

std::string shown(const FrontMatterValue& value)
{
    switch (value.kind) {
    case Kind::empty: return "nothing";
    case Kind::scalar: return "'" + value.scalar + "'";
    case Kind::sequence: return "a list";
    case Kind::mapping: break;
    }
    return "a mapping";
}

/// Turns the events of one document into values, and speaks of everything that front matter must
/// not have. Aliases are never followed, so no value is larger than its text.
class DocumentReader {
public:
    DocumentReader(std::string_view yaml, std::vector<FrontMatterProblem>& problems)
        : parser_(yaml), problems_(problems)
    {}

    /// Fills `root` member by member, so that an Unreadable leaves what stood before it.
    void read_into(FrontMatterValue& root)
    {
        const Event stream(parser_);
        const Event document(parser_);
        if (document.type() == YAML_STREAM_END_EVENT) {
            return;
        }
        read_root(root);
        const Event end(parser_);
        const Event after(parser_);
        if (after.type() != YAML_STREAM_END_EVENT || document->data.document_start.implicit == 0) {
            report(after, "more than one document in the front matter");
        }
    }

private:
    void read_root(FrontMatterValue& root)
    {
        const Event event(parser_);
        if (event.type() == YAML_MAPPING_START_EVENT) {
            read_mapping(event, root, 1);
        } else if (read_value(event, 1).kind != Kind::empty) {
            report(event, "front matter is not a mapping");
        }
    }

    FrontMatterValue read_value(const Event& event, int depth)
    {
        FrontMatterValue value;
        switch (event.type()) {
        case YAML_SCALAR_EVENT: read_scalar(event, value); break;
        case YAML_SEQUENCE_START_EVENT: read_sequence(event, value, depth); break;
        case YAML_MAPPING_START_EVENT: read_mapping(event, value, depth); break;
        default: report(event, "alias '*" + text_of(event->data.alias.anchor) + "' is not allowed");
        }
        return value;
    }

    void read_scalar(const Event& event, FrontMatterValue& value)
    {
        report_properties(event, event->data.scalar.anchor, event->data.scalar.tag);
        const std::string_view text = text_of(event);
        if (!is_plain(event) || !is_null(text)) {
            value.kind = Kind::scalar;
            value.scalar = text;
        }
    }

    void read_sequence(const Event& event, FrontMatterValue& value, int depth)
    {
        report_properties(event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
        refuse_depth(event, depth);
        value.kind = Kind::sequence;
        while (true) {
            const Event item(parser_);
            if (item.type() == YAML_SEQUENCE_END_EVENT) {
                return;
            }
            value.items.push_back(read_value(item, depth + 1));
        }
    }

    void read_mapping(const Event& event, FrontMatterValue& value, int depth)
    {
        report_properties(event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
        refuse_depth(event, depth);
        value.kind = Kind::mapping;
        value.is_flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
        std::unordered_map<std::string, std::size_t> places;
        while (true) {
            const Event key(parser_);
            if (key.type() == YAML_MAPPING_END_EVENT) {
                return;
            }
            const bool is_named = read_key(key, depth);
            const Event member(parser_);
            FrontMatterValue member_value = read_value(member, depth + 1);
            if (!is_named) {
                continue;
            }
            const auto [place, is_new] = places.emplace(text_of(key), value.items.size());
            if (is_new) {
                value.keys.push_back(place->first);
                value.lines.push_back(line_of(key.place()));
                value.items.push_back(std::move(member_value));
            } else {
                FrontMatterValue& known = value.items[place->second];
                report(key, "duplicate key '" + place->first + "': " + shown(known) + " and then " +
                                shown(member_value));
                known = std::move(member_value);
            }
        }
    }

    /// Whether it is a key that a member can be found by.
    bool read_key(const Event& key, int depth)
    {
        if (key.type() != YAML_SCALAR_EVENT) {
            report(key, "key is not a scalar");
            read_value(key, depth + 1);
            return false;
        }
        report_properties(key, key->data.scalar.anchor, key->data.scalar.tag);
        if (is_plain(key) && text_of(key) == "<<") {
            report(key, "merge key '<<' is not allowed");
        }
        return true;
    }

    void report_properties(const Event& event, const yaml_char_t* anchor, const yaml_char_t* tag)
    {
        if (anchor != nullptr) {
            report(event, "anchor '&" + text_of(anchor) + "' is not allowed");
        }
        if (tag != nullptr) {
            report(event, "tag '" + text_of(tag) + "' is not allowed");
        }
    }

    void report(const Event& event, std::string message)
    {
        problems_.push_back(problem_at(event.place(), std::move(message)));
    }

    static void refuse_depth(const Event& event, int depth)
    {
        if (depth > depth_limit) {
            throw Unreadable{problem_at(
                event.place(), "nested deeper than " + std::to_string(depth_limit) + " levels")};
        }
    }

    Parser parser_;
    std::vector<FrontMatterProblem>& problems_;
};

void read_yaml(std::string_view yaml, FrontMatter& front)
{
    if (const auto at = lone_carriage_return(yaml)) {
        front.problems.push_back(problem_at(yaml, *at, "carriage return without a line feed"));
        return;
    }
    if (const auto at = byte_order_mark_before_a_line(yaml)) {
        front.problems.push_back(problem_at(yaml, *at, "byte order mark inside of the file"));
        return;
    }
    try {
        DocumentReader(yaml, front.problems).read_into(front.root);
    } catch (Unreadable& unreadable) {
        front.problems.push_back(std::move(unreadable.problem));
    }
}

}   // namespace

const FrontMatterValue* FrontMatter::find(std::string_view key) const
{
    const auto found = std::find(root.keys.begin(), root.keys.end(), key);
    const auto place = static_cast<std::size_t>(found - root.keys.begin());
    return place < root.items.size() ? &root.items[place] : nullptr;
}

std::optional<std::string_view> front_matter_block(std::string_view head)
{
    const auto block = find_block(head);
    return block ? std::optional(block->whole) : std::nullopt;
}

FrontMatter parse_front_matter(std::string_view head)
{
    FrontMatter front;
    if (const auto block = find_block(head)) {
        read_yaml(block->yaml, front);
    } else {
        front.problems.push_back(why_no_block(head));
    }
    front.json = json_of(front.root);
    return front;
}

std::vector<std::string> texts_in(const FrontMatterValue& value)
{
    std::vector<std::string> texts;
    if (value.kind == FrontMatterValue::Kind::scalar && !trim(value.scalar).empty()) {
        texts.push_back(value.scalar);
    }
    if (value.kind == FrontMatterValue::Kind::sequence) {
        for (const auto& item : value.items) {
            const auto inner = texts_in(item);
            texts.insert(texts.end(), inner.begin(), inner.end());
        }
    }
    return texts;
}

bool has_front_matter(std::string_view head)
{
    return is_fence(line_at(without_byte_order_mark(head), 0), "---");
}

}   // namespace tmdb
