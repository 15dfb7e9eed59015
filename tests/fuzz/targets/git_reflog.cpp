#include "sources/git_reflog.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>

namespace tmdb {

/// Every move leads from one object to another, a branch begins at one of them, and a last line
/// that is torn says nothing.
void fuzz_git_reflog(std::string_view input)
{
    const auto entries = parse_reflog(input);
    for (const auto& entry : entries) {
        must(entry.old_oid.size() >= 40, "an object has no id");
        must(entry.new_oid.size() == entry.old_oid.size(), "two ids are of two kinds");
    }
    const auto whole = input.substr(0, input.rfind('\n') + 1);
    must(parse_reflog(whole) == entries, "a torn line counts");

    const auto past = past_of(entries);
    must(past.has_value() == !entries.empty(),
         "a branch has a past without a log, or none with it");
    must(!past || std::ranges::any_of(entries,
                                      [&](const ReflogEntry& entry) {
                                          return entry.new_oid == past->started_at ||
                                                 entry.old_oid == past->started_at;
                                      }),
         "a branch begins where it never was");
}

}   // namespace tmdb
