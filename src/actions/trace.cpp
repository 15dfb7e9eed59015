#include "actions/trace.hpp"

#include "actions/known_sources.hpp"
#include "actions/trace_text.hpp"
#include "base/glob.hpp"
#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <functional>
#include <mutex>
#include <span>
#include <utility>

namespace tmdb {

namespace {

constexpr std::size_t digits_of_entry = 16;   // of its fingerprint's higher half
constexpr std::size_t blocks_of_job = 2;      // a thousand looks

/// A part of a trace that one thread looks at.
struct Job {
    std::size_t trace;
    std::vector<std::string_view> blocks;
};

std::vector<Job> jobs_of(const std::vector<std::string_view>& traces)
{
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < traces.size(); ++i) {
        const auto blocks = blocks_in(traces[i]);
        for (std::size_t at = 0; at < blocks.size(); at += blocks_of_job) {
            const std::span rest = std::span(blocks).subspan(at);
            const auto some = rest.first(std::min(blocks_of_job, rest.size()));
            jobs.push_back({i, {some.begin(), some.end()}});
        }
    }
    return jobs;
}

/// Takes a list that is all of a trace, and gives something else now.
using OnOther = std::function<void(const Sight&, std::vector<DirectoryEntry>)>;

/// Takes the looks of traces again.
class LookAgain {
public:
    /// All are borrowed.
    LookAgain(Machine& machine, const std::vector<std::string_view>& traces,
              const OnOther& on_other)
        : machine_(machine), traces_(traces), on_other_(on_other), sums_(traces.size())
    {
        const auto jobs = jobs_of(traces);
        machine.in_parallel(jobs.size(), [&](std::size_t i) { do_job(jobs[i]); });
    }

    /// Whether all of its looks give what they gave.
    bool is_the_same(std::size_t trace) const
    {
        return hexadecimal(sums_[trace]) == sum_in(traces_[trace]);
    }

private:
    void do_job(const Job& job)
    {
        const auto trace = traces_[job.trace];
        const bool is_list = on_other_ && !entries_in(trace).empty();
        Fingerprint sum;
        std::vector<Sight> sights;
        std::vector<DirectoryEntry> listed;
        const auto keep = [&](std::size_t, const Fingerprint&, auto entries) {
            listed = std::move(entries);
        };
        for (const auto block : job.blocks) {
            if (!read_block(block, sights)) {
                sum += fingerprint_of_failure(EINVAL);   // no looks give that
                continue;
            }
            const auto answers = machine_.look_again(sights, is_list ? OnListed(keep) : OnListed());
            for (std::size_t i = 0; i < answers.size(); ++i) {
                sum += bound(sights[i], answers[i]);
            }
        }
        const std::lock_guard lock(door_);
        sums_[job.trace] += sum;
        if (!listed.empty() && !is_the_same(job.trace)) {
            on_other_(sights.front(), std::move(listed));
        }
    }

    Machine& machine_;
    const std::vector<std::string_view>& traces_;
    const OnOther& on_other_;
    std::vector<Fingerprint> sums_;
    std::mutex door_;
};

}   // namespace

bool gives_the_same(Machine& machine, std::string_view trace)
{
    return LookAgain(machine, {trace}, {}).is_the_same(0);
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

Traces::Traces(Machine& machine, const std::map<std::string, std::string>& kept)
{
    std::vector<std::string_view> traces;
    for (const auto& [part, trace] : kept) {
        parts_.push_back(part);
        traces.push_back(trace);
    }
    const OnOther keep = [&](const Sight& sight, auto entries) {
        listed_.emplace(sight, std::move(entries));
    };
    const LookAgain now(machine, traces, keep);
    for (std::size_t i = 0; i < traces.size(); ++i) {
        if (now.is_the_same(i)) {
            unchanged_.insert(parts_[i]);
        } else if (const auto entries = entries_in(traces[i]); !entries.empty()) {
            entries_.emplace(parts_[i], entries);
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
    for (const auto& [sight, answer] : sights_) {
        sum += bound(sight, answer);
        is_writable = is_writable && sight.path.find('\n') == std::string::npos;
    }
    const bool is_racy = sum.newest >= began - racy_window;
    if (!trusted_ || is_racy || !is_writable) {
        return "";
    }
    return text_of_trace(sum, sights_.size() == 1 ? entries_ : "", sights_);
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
