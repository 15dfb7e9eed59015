#pragma once

#include "base/forwarding_machine.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// Whether all looks of a trace, taken again, give what they gave: then who took them would find
/// what it found. A verifying trace, in the words of Mokhov, Mitchell and Peyton Jones, "Build
/// Systems à la Carte" (2018).
bool gives_the_same(Machine& machine, std::string_view trace);

/// Each part's new trace; nothing for a part that is no more.
using NewTraces = std::map<std::string, std::optional<std::string>>;

/// What was in a list, by half of the fingerprint of each entry: of unequal ones 1 in 2^64 has the
/// same.
class KnownEntries {
public:
    /// 16 hexadecimal digits for each.
    explicit KnownEntries(std::string_view text);

    std::size_t count() const { return halves_.size(); }
    bool contains(const DirectoryEntry& entry) const;

private:
    std::vector<std::uint64_t> halves_;   // sorted
};

/// Which parts of the workspace give what they gave at the last sync.
class Traces {
public:
    /// `kept`: the trace of each part. Looks at everything again, at once.
    Traces(Machine& machine, const std::map<std::string, std::string>& kept);

    bool unchanged(const std::string& part) const { return unchanged_.contains(part); }
    /// What was in the list that is all of a part, and gives something else now.
    std::optional<KnownEntries> entries_before(const std::string& part) const;
    /// Those that there are traces of, by the beginning of their name.
    std::vector<std::string> parts(std::string_view prefix) const;
    /// A list with stats that is a part by itself and gave something else; once, for it may be
    /// long. Of several lists at once from several threads.
    std::optional<std::vector<DirectoryEntry>> take_list(const std::string& path,
                                                         const std::string& pattern);

private:
    std::vector<std::string> parts_;
    std::set<std::string> unchanged_;
    std::map<std::string, std::string> entries_;   // of parts that have changed
    std::map<Sight, std::optional<std::vector<DirectoryEntry>>> listed_;
};

/// Lists nothing that has just been listed.
class ListedMachine : public ForwardingMachine {
public:
    /// Both are borrowed.
    ListedMachine(Machine& to, Traces& seen) : ForwardingMachine(to), seen_(seen) {}

    Looked<std::vector<DirectoryEntry>> list(const std::string& path, Look look,
                                             const std::string& pattern = {}) override;

private:
    Traces& seen_;
};

/// Notes every look, and of the entries of a list what they were. What programs and processes say
/// is not noted.
///
/// Of two looks at one thing the first counts: what is newer than the trace is found by it.
class TracingMachine : public ForwardingMachine {
public:
    using ForwardingMachine::ForwardingMachine;

    Looked<FileStat> lstat(const std::string& path) override;
    Looked<FileStat> stat(const std::string& path) override;
    Looked<std::vector<DirectoryEntry>> list(const std::string& path, Look look,
                                             const std::string& pattern = {}) override;
    Looked<FileContent> read(const std::string& path, std::size_t limit) override;
    Looked<FileContent> read_tail(const std::string& path, std::size_t limit) override;
    Looked<std::string> real_path(const std::string& path) override;
    Looked<std::string> read_link(const std::string& path) override;

    /// What was found rests on more than looks, or on one that may turn out otherwise.
    void distrust() { trusted_ = false; }
    /// As a text; empty where it cannot be trusted (a stamp is so young that it may hide a
    /// later write, or a look failed for a reason of the moment) or a path has a line end in it.
    /// `began` is the system's clock before the first look.
    std::string trace(Nanoseconds began) const;

private:
    bool note(Sight sight, const Fingerprint& answer);
    void note_stat(Sight::Kind kind, const std::string& path, const Looked<FileStat>& answer);
    void note_content(const std::string& path, const Looked<FileContent>& content);
    bool is_listed(const std::string& path) const;
    void distrust_unless_lasting(int error);

    std::map<Sight, Fingerprint> sights_;
    std::string entries_;   // of the list with stats that was noted last
    std::map<std::string, std::vector<std::string>, std::less<>> listed_;   // folder: patterns
    std::set<std::string> links_;   // symbolic links among what was listed
    std::set<std::string> real_;    // without a link on their way
    bool trusted_ = true;
};

}   // namespace tmdb
