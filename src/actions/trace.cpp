#include "actions/trace.hpp"

#include "actions/known_sources.hpp"
#include "base/glob.hpp"
#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <mutex>
#include <utility>

namespace tmdb {

namespace {

constexpr std::size_t few_sights = 512;   // more are looked at, and let go of, by themselves
constexpr std::size_t digits_of_sum = 32;
constexpr std::size_t digits_of_entry = 16;   // of its fingerprint's higher half

}   // namespace

Trace read_trace(std::string_view text)
{
    Trace trace;
    const auto head = text.substr(0, text.find('\n'));
    trace.sum = head.substr(0, digits_of_sum);
    trace.entries = head.substr(trace.sum.size());
    trace.sights.reserve(static_cast<std::size_t>(std::ranges::count(text, '\n')));
    for (auto at = head.size(); at < text.size();) {
        const auto end = std::min(text.find('\n', at + 1), text.size());
        const auto line = text.substr(at + 1, end - at - 1);
        const auto slash = line.find('/');
        if (slash == std::string_view::npos) {
            return {};
        }
        trace.sights.push_back({.kind = static_cast<Sight::Kind>(line.front()),
                                .path = std::string(line.substr(slash + 1)),
                                .pattern = std::string(line.substr(1, slash - 1))});
        at = end;
    }
    return trace;
}

bool gives_the_same(Machine& machine, const Trace& trace)
{
    const auto answers = machine.look_again(trace.sights);
    Fingerprint sum;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        sum += bound(trace.sights[i], answers[i]);
    }
    return hexadecimal(sum) == trace.sum;
}

KnownEntries::KnownEntries(std::string_view text)
{
    halves_.reserve(text.size() / digits_of_entry);
    for (; !text.empty(); text.remove_prefix(std::min(digits_of_entry, text.size()))) {
        halves_.push_back(
            number_in<std::uint64_t>(text.substr(0, digits_of_entry), 16).value_or(0));
    }
    std::ranges::sort(halves_);
}

bool KnownEntries::contains(const DirectoryEntry& entry) const
{
    return std::ranges::binary_search(halves_, fingerprint_of(entry).high);
}

Traces::Traces(Machine& machine, std::map<std::string, std::string> kept)
{
    Looks small;
    for (auto& [part, text] : kept) {
        parts_.push_back(part);
        Trace trace = read_trace(std::exchange(text, {}));   // it may be long
        const bool is_long = trace.sights.size() > few_sights;
        Looks alone;
        (is_long ? alone : small).add(part, std::move(trace));
        if (is_long) {
            look_again(machine, alone);
        }
    }
    look_again(machine, small);
}

void Traces::Looks::add(const std::string& part, Trace trace)
{
    if (sights.empty()) {
        sights = std::move(trace.sights);
    } else {
        std::ranges::move(trace.sights, std::back_inserter(sights));
    }
    parts.push_back({part, std::move(trace.sum), std::move(trace.entries), sights.size()});
}

void Traces::look_again(Machine& machine, const Looks& looks)
{
    std::map<std::size_t, const std::string*> lists;   // sums, by the sight that is all of a part
    std::size_t begin = 0;
    for (const auto& part : looks.parts) {
        if (part.end == begin + 1) {
            lists.emplace(begin, &part.sum);
        }
        begin = part.end;
    }
    std::mutex door;
    const auto keep_if_other = [&](std::size_t i, const Fingerprint& answer, auto entries) {
        const auto list = lists.find(i);
        if (list != lists.end() && hexadecimal(bound(looks.sights[i], answer)) != *list->second) {
            const std::lock_guard lock(door);
            listed_.emplace(looks.sights[i], std::move(entries));
        }
    };
    const auto answers =
        machine.look_again(looks.sights, lists.empty() ? OnListed() : keep_if_other);
    std::size_t at = 0;
    for (const auto& part : looks.parts) {
        Fingerprint sum;
        const bool is_empty = at == part.end;
        for (; at < part.end; ++at) {
            sum += bound(looks.sights[at], answers[at]);
        }
        if (!is_empty && hexadecimal(sum) == part.sum) {
            unchanged_.insert(part.name);
        } else if (!part.entries.empty()) {
            entries_.emplace(part.name, part.entries);
        }
    }
}

std::optional<KnownEntries> Traces::entries_before(const std::string& part) const
{
    const auto known = entries_.find(part);
    return known == entries_.end() ? std::nullopt : std::optional<KnownEntries>(known->second);
}

std::vector<std::string> Traces::parts(std::string_view prefix) const
{
    std::vector<std::string> parts = parts_;
    std::erase_if(parts, [&](const std::string& part) { return !part.starts_with(prefix); });
    return parts;
}

std::optional<std::vector<DirectoryEntry>> Traces::take_list(const std::string& path,
                                                             const std::string& pattern)
{
    const auto found = listed_.find({Sight::Kind::stats, path, pattern});
    if (found == listed_.end()) {
        return std::nullopt;
    }
    auto entries = std::exchange(found->second, std::nullopt);
    if (entries) {
        std::ranges::sort(*entries, {}, &DirectoryEntry::name);
    }
    return entries;
}

Looked<std::vector<DirectoryEntry>> ListedMachine::list(const std::string& path, Look look,
                                                        const std::string& pattern)
{
    auto entries = look == Look::stats ? seen_.take_list(path, pattern) : std::nullopt;
    return entries ? Looked<std::vector<DirectoryEntry>>{std::move(entries)}
                   : ForwardingMachine::list(path, look, pattern);
}

Looked<FileStat> TracingMachine::lstat(const std::string& path)
{
    auto answer = ForwardingMachine::lstat(path);
    note_stat(Sight::Kind::lstat, path, answer);
    return answer;
}

Looked<FileStat> TracingMachine::stat(const std::string& path)
{
    auto answer = ForwardingMachine::stat(path);
    note_stat(Sight::Kind::stat, path, answer);
    return answer;
}

Looked<std::vector<DirectoryEntry>> TracingMachine::list(const std::string& path, Look look,
                                                         const std::string& pattern)
{
    auto entries = ForwardingMachine::list(path, look, pattern);
    if (look == Look::names && pattern.empty()) {
        note_stat(Sight::Kind::folder, path, ForwardingMachine::stat(path));
        return entries;
    }
    const auto kind = look == Look::stats ? Sight::Kind::stats : Sight::Kind::names;
    if (!entries) {
        distrust_unless_lasting(entries.error);
        note({kind, path, pattern}, fingerprint_of_failure(entries.error));
        return entries;
    }
    Fingerprint sum;
    std::string digits;
    for (const auto& entry : *entries) {
        const auto fingerprint = fingerprint_of(entry);
        sum += fingerprint;
        digits.append(hexadecimal(fingerprint), 0, digits_of_entry);
        if (entry.kind == FileKind::symlink) {
            links_.insert(join_path(path, entry.name));
        }
    }
    if (note({kind, path, pattern}, sum) && look == Look::stats) {
        listed_[path].push_back(pattern);
        entries_ = std::move(digits);
    }
    return entries;
}

Looked<FileContent> TracingMachine::read(const std::string& path, std::size_t limit)
{
    auto content = ForwardingMachine::read(path, limit);
    note_content(path, content);
    return content;
}

Looked<FileContent> TracingMachine::read_tail(const std::string& path, std::size_t limit)
{
    auto content = ForwardingMachine::read_tail(path, limit);
    note_content(path, content);
    return content;
}

Looked<std::string> TracingMachine::real_path(const std::string& path)
{
    auto real = ForwardingMachine::real_path(path);
    if (!real || *real != path) {
        note({Sight::Kind::real_path, path, {}}, fingerprint_of(real));
        return real;
    }
    // No link on its way: it stays so as long as each folder is the one that it was.
    for (std::string place = path; real_.insert(place).second && place != "/";
         place = parent_path(place)) {
        note_stat(Sight::Kind::lstat, place, ForwardingMachine::lstat(place));
    }
    return real;
}

Looked<std::string> TracingMachine::read_link(const std::string& path)
{
    auto target = ForwardingMachine::read_link(path);
    note({Sight::Kind::link, path, {}}, fingerprint_of(target));
    return target;
}

std::string TracingMachine::trace(Nanoseconds began) const
{
    Fingerprint sum;
    bool is_writable = true;
    std::size_t size = 0;
    for (const auto& [sight, answer] : sights_) {
        sum += bound(sight, answer);
        size += sight.pattern.size() + sight.path.size() + 3;
        is_writable = is_writable && sight.path.find('\n') == std::string::npos;
    }
    const bool is_racy = sum.newest >= began - racy_window;
    if (!trusted_ || is_racy || !is_writable) {
        return "";
    }
    std::string text = hexadecimal(sum);
    if (sights_.size() == 1) {
        text += entries_;
    }
    text.reserve(text.size() + size);
    for (const auto& [sight, answer] : sights_) {
        text += '\n';
        text += static_cast<char>(sight.kind);
        text.append(sight.pattern).append(1, '/').append(sight.path);
    }
    return text;
}

/// Whether it is the first look of its kind.
bool TracingMachine::note(Sight sight, const Fingerprint& answer)
{
    return sights_.try_emplace(std::move(sight), answer).second;
}

void TracingMachine::note_stat(Sight::Kind kind, const std::string& path,
                               const Looked<FileStat>& answer)
{
    distrust_unless_lasting(answer.error);
    const Fingerprint fingerprint = fingerprint_of(kind, answer);
    const auto plain = sights_.find({Sight::Kind::lstat, path, {}});
    const bool is_known = kind == Sight::Kind::stat && plain != sights_.end() && answer &&
                          plain->second == fingerprint;   // it is no link
    const bool is_missing_name =                          // which its folder's stamp would tell of
        answer.error == ENOENT && sights_.contains({Sight::Kind::folder, parent_path(path), {}});
    if (!is_known && !is_missing_name && (kind == Sight::Kind::folder || !is_listed(path))) {
        note({kind, path, {}}, fingerprint);
    }
}

/// A file is read again when its stamp is another one; so one that cannot be read is asked for its.
void TracingMachine::note_content(const std::string& path, const Looked<FileContent>& content)
{
    if (content) {
        note_stat(Sight::Kind::stat, path, {content->stat, 0});
    } else {
        distrust_unless_lasting(content.error);
        note_stat(Sight::Kind::stat, path, ForwardingMachine::stat(path));
    }
}

/// Whether a list of its folder tells of it, be it there or not.
bool TracingMachine::is_listed(const std::string& path) const
{
    const auto patterns = listed_.find(parent_path(path));
    return patterns != listed_.end() && !links_.contains(path) &&
           std::ranges::any_of(patterns->second, [&](const std::string& pattern) {
               return pattern.empty() || matches_segment(pattern.c_str(), file_name(path).c_str());
           });
}

void TracingMachine::distrust_unless_lasting(int error)
{
    switch (error) {
    case 0:
    case EINVAL:
    case ELOOP:
    case ENAMETOOLONG:
    case ENOENT:
    case ENOTDIR: return;
    default: distrust();   // EACCES, too: somebody else may be allowed
    }
}

}   // namespace tmdb
