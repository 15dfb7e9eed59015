#include "base/sight.hpp"

#include <xxhash.h>

#include <algorithm>
#include <array>

namespace tmdb {

namespace {

Fingerprint hashed(const void* bytes, std::size_t size, std::uint64_t seed, Nanoseconds newest = 0)
{
    const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes, size, seed);
    return {.low = hash.low64, .high = hash.high64, .newest = newest};
}

Fingerprint hashed_stat(const FileStat& stat)
{
    const std::array<std::uint64_t, 6> words = {(static_cast<std::uint64_t>(stat.kind) << 32) |
                                                    stat.mode,
                                                stat.device,
                                                stat.inode,
                                                static_cast<std::uint64_t>(stat.size),
                                                static_cast<std::uint64_t>(stat.mtime_ns),
                                                static_cast<std::uint64_t>(stat.ctime_ns)};
    return hashed(words.data(), sizeof words, 3, std::max(stat.mtime_ns, stat.ctime_ns));
}

}   // namespace

Fingerprint fingerprint_of_failure(int error)
{
    return hashed(&error, sizeof error, 1);
}

Fingerprint fingerprint_of(Sight::Kind kind, const Looked<FileStat>& answer)
{
    if (!answer) {
        return fingerprint_of_failure(answer.error);
    }
    if (kind == Sight::Kind::lstat && answer->kind == FileKind::directory) {
        return hashed_stat(FileStat{.kind = answer->kind,
                                    .device = answer->device,
                                    .inode = answer->inode,
                                    .mode = answer->mode});
    }
    return hashed_stat(*answer);
}

Fingerprint fingerprint_of(const Looked<std::string>& answer)
{
    return answer ? hashed(answer->data(), answer->size(), 2)
                  : fingerprint_of_failure(answer.error);
}

Fingerprint fingerprint_of_entry(std::string_view name, FileKind kind, const FileStat* stat)
{
    const Fingerprint answer = stat ? hashed_stat(*stat) : Fingerprint{};
    const Fingerprint of_name = hashed(name.data(), name.size(), 4);
    const std::array<std::uint64_t, 5> words = {
        of_name.low, of_name.high, static_cast<std::uint64_t>(kind), answer.low, answer.high};
    return hashed(words.data(), sizeof words, 5, answer.newest);
}

Fingerprint bound(const Sight& sight, const Fingerprint& answer)
{
    const auto seed = static_cast<std::uint64_t>(sight.kind);
    const std::string listed = sight.pattern.empty() ? "" : sight.path + '\0' + sight.pattern;
    const Fingerprint of_path = sight.pattern.empty()
                                    ? hashed(sight.path.c_str(), sight.path.size() + 1, seed)
                                    : hashed(listed.data(), listed.size(), seed);
    const std::array<std::uint64_t, 4> words = {of_path.low, of_path.high, answer.low, answer.high};
    return hashed(words.data(), sizeof words, 6, answer.newest);
}

std::string hexadecimal(const Fingerprint& fingerprint)
{
    std::string text;
    for (const auto word : {fingerprint.high, fingerprint.low}) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text += "0123456789abcdef"[(word >> shift) & 0xf];
        }
    }
    return text;
}

}   // namespace tmdb
