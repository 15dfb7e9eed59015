#include "sources/git_index.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <utility>

namespace tmdb {

namespace {

constexpr std::uint32_t directory_mode = 0040000;
constexpr std::size_t path_length_limit = 0xfff;   // longer ones are said to be as long
constexpr std::size_t smallest_entry = 43;         // and its oid: 40 of stat, 2 of flags, a NUL

/// In version 4 a path of any length costs a few bytes where it begins like the one before, and so
/// does a cached tree that lies in another. Paths that take more than this many times the file are
/// an attack on somebody's memory: it is an average of a thousand bytes.
constexpr std::size_t path_bytes_per_byte = 16;

/// Walks over bytes. Where they are not what was asked for it is broken, gives zeros and empty text
/// from then on, and stays so.
class Cursor {
public:
    explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

    bool broken() const { return broken_; }
    std::size_t left() const { return bytes_.size() - at_; }

    std::string_view take(std::size_t size)
    {
        if (left() < size) {
            breaks();
        }
        const auto taken = bytes_.substr(at_, broken_ ? 0 : size);
        at_ += taken.size();
        return taken;
    }

    /// Most significant byte first.
    std::uint32_t number(std::size_t size)
    {
        std::uint32_t number = 0;
        for (const char byte : take(size)) {
            number = number << 8 | static_cast<unsigned char>(byte);
        }
        return number;
    }

    /// Up to `end`, which is passed over.
    std::string_view text(char end)
    {
        const auto length = std::min(bytes_.substr(at_).find(end), left());
        return take(length + 1).substr(0, length);
    }

    /// A decimal number up to `end`.
    std::int32_t decimal(char end)
    {
        const auto number = number_in<std::int32_t>(text(end));
        if (!number) {
            breaks();
        }
        return broken_ ? 0 : *number;
    }

    /// The offset encoding of gitformat-pack(5). One of more than 32 bits is not read to its end.
    std::uint64_t offset()
    {
        std::uint32_t byte = number(1);
        std::uint64_t offset = byte & 0x7f;
        while ((byte & 0x80) != 0 && offset <= std::numeric_limits<std::uint32_t>::max()) {
            byte = number(1);
            offset = (offset + 1) << 7 | (byte & 0x7f);
        }
        return offset;
    }

private:
    void breaks()
    {
        broken_ = true;
        at_ = bytes_.size();
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    bool broken_ = false;
};

std::string hexadecimal(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 0xf];
    }
    return text;
}

std::string quoted(std::string_view text)
{
    return "'" + escape_controls(text) + "'";
}

/// A name that a file may have in a checkout.
bool is_file_name(std::string_view name)
{
    return !name.empty() && name != "." && name != ".." && lower(name) != ".git" &&
           name.find('/') == std::string_view::npos;
}

/// One of file names; only a directory's ends in '/'.
bool has_sound_path(const IndexEntry& entry)
{
    std::string_view path = entry.path;
    path.remove_suffix(entry.mode == directory_mode && path.ends_with('/') ? 1 : 0);
    auto slash = path.find('/');
    while (slash != std::string_view::npos && is_file_name(path.substr(0, slash))) {
        path.remove_prefix(slash + 1);
        slash = path.find('/');
    }
    return is_file_name(path);
}

bool has_sound_mode(const IndexEntry& entry)
{
    constexpr std::array<std::uint32_t, 4> modes = {0100644, 0100755, 0120000, 0160000};
    return entry.mode == directory_mode ? entry.path.ends_with('/') && entry.skip_worktree
                                        : std::ranges::find(modes, entry.mode) != modes.end();
}

bool is_in_order(const IndexEntry& one, const IndexEntry& next)
{
    return one.path < next.path ||
           (one.path == next.path && 0 < one.stage && one.stage < next.stage);
}

/// Each step returns false when the index cannot be read; `trouble_` then says why.
class Reader {
public:
    Reader(std::string_view bytes, std::size_t oid_bytes)
        : rest_(bytes.substr(0, bytes.size() - std::min(bytes.size(), oid_bytes))),
          oid_bytes_(oid_bytes),
          path_bytes_left_(path_bytes_per_byte * bytes.size())
    {}

    ParsedIndex run()
    {
        // The extensions say what the entries mean, so nobody judges them before.
        if (header() && entries() && extensions() && check_entries() && check_trees()) {
            return {std::move(index_), ""};
        }
        return {std::nullopt, std::move(trouble_)};
    }

private:
    bool header()
    {
        const bool signed_by_git = rest_.take(4) == "DIRC";
        version_ = rest_.number(4);
        entry_count_ = rest_.number(4);
        if (rest_.broken() || !signed_by_git) {
            return fail("not an index of git");
        }
        if (version_ < 2 || 4 < version_) {
            return fail("version " + std::to_string(version_) + " is not known");
        }
        return entry_count_ <= rest_.left() / (smallest_entry + oid_bytes_) || fail("cut off");
    }

    bool entries()
    {
        bool good = true;
        index_.entries.reserve(entry_count_);
        while (good && index_.entries.size() < entry_count_) {
            good = entry(index_.entries.emplace_back());
        }
        return good;
    }

    bool entry(IndexEntry& entry)
    {
        const std::size_t left = rest_.left();
        read_stat(entry);
        entry.oid = hexadecimal(rest_.take(oid_bytes_));
        const auto flags = rest_.number(2);
        const bool extended = (flags & 0x4000) != 0;
        const std::size_t length = flags & path_length_limit;
        entry.assume_valid = (flags & 0x8000) != 0;
        entry.stage = static_cast<int>(flags >> 12 & 3);
        if ((extended && !extended_flags(entry)) || !path(entry) || !padding(left - rest_.left())) {
            return false;
        }
        return length == std::min(entry.path.size(), path_length_limit) ||
               fail_in_entries("a path of another length");
    }

    void read_stat(IndexEntry& entry)
    {
        entry.ctime_ns = read_time();
        entry.mtime_ns = read_time();
        entry.device = rest_.number(4);
        entry.inode = rest_.number(4);
        entry.mode = rest_.number(4);
        entry.user = rest_.number(4);
        entry.group = rest_.number(4);
        entry.size = rest_.number(4);
    }

    Nanoseconds read_time()
    {
        const Nanoseconds seconds = rest_.number(4);
        return seconds * one_second + rest_.number(4);
    }

    bool extended_flags(IndexEntry& entry)
    {
        const auto flags = rest_.number(2);
        entry.skip_worktree = (flags & 0x4000) != 0;
        entry.intent_to_add = (flags & 0x2000) != 0;
        return (version_ > 2 && (flags & ~0x6000u) == 0) ||
               fail_in_entries("flags that are not known");
    }

    /// In version 4 a path is what follows so many bytes less of the one before.
    bool path(IndexEntry& entry)
    {
        const auto removed = version_ == 4 ? rest_.offset() : path_.size();
        if (removed > path_.size()) {
            return fail_in_entries("a path without a beginning");
        }
        path_.resize(path_.size() - removed);
        path_ += rest_.text('\0');
        return keep_path(path_, entry.path);
    }

    /// Before version 4 an entry takes a multiple of eight bytes.
    bool padding(std::size_t size)
    {
        const auto padding = rest_.take(version_ == 4 ? 0 : (8 - size % 8) % 8);
        if (padding.find_first_not_of('\0') != std::string_view::npos) {
            return fail_in_entries("more than NULs behind its path");
        }
        return !rest_.broken() || fail("cut off");
    }

    bool extensions()
    {
        bool good = true;
        while (good && rest_.left() > 0) {
            const auto name = rest_.take(4);
            const auto content = rest_.take(rest_.number(4));
            good = rest_.broken() ? fail("cut off") : extension(name, content);
        }
        return good;
    }

    bool extension(std::string_view name, std::string_view content)
    {
        const bool optional = 'A' <= name.front() && name.front() <= 'Z';
        if (name == "TREE") {
            return cached_trees(Cursor(content));
        }
        if (name == "link") {
            return fail("a split index");
        }
        index_.sparse = index_.sparse || name == "sdir";
        return optional || name == "sdir" || fail("extension " + quoted(name) + " is not known");
    }

    /// Depth first: a tree is followed by the trees in it, named by their last segments.
    bool cached_trees(Cursor rest)
    {
        struct Open {
            std::size_t path_size = 0;
            std::int32_t trees_left = 1;   // at first the root
        };
        std::vector<Open> open(1);
        std::string path;
        while (!open.empty()) {
            if (open.back().trees_left-- == 0) {
                open.pop_back();
                continue;
            }
            const auto name = rest.text('\0');
            const auto count = rest.decimal(' ');
            const auto trees = rest.decimal('\n');
            const auto oid = rest.take(count < 0 ? 0 : oid_bytes_);
            const bool named = open.size() == 1 ? name.empty() : is_file_name(name);
            if (rest.broken() || !named || trees < 0) {
                return fail("its cached trees make no sense");
            }
            path.resize(open.back().path_size);
            path.append(path.empty() ? "" : "/").append(name);
            auto& tree = index_.trees.emplace_back();
            tree.entry_count = std::max(count, -1);
            tree.oid = hexadecimal(oid);
            if (!keep_path(path, tree.path)) {
                return false;
            }
            open.push_back({path.size(), trees});
        }
        return rest.left() == 0 || fail("its cached trees make no sense");
    }

    bool check_entries()
    {
        const IndexEntry* last = nullptr;
        for (const auto& entry : index_.entries) {
            if (!has_sound_path(entry)) {
                return fail(quoted(entry.path) + " is no path of a file in a checkout");
            }
            if (!has_sound_mode(entry)) {
                return fail(quoted(entry.path) + " is of no kind that git knows");
            }
            if (last && !is_in_order(*last, entry)) {
                return fail(quoted(entry.path) + " is out of order");
            }
            index_.sparse = index_.sparse || entry.mode == directory_mode;
            last = &entry;
        }
        return true;
    }

    bool check_trees()
    {
        auto& trees = index_.trees;
        std::ranges::sort(trees, {}, &CachedTree::path);
        const auto twice = std::ranges::adjacent_find(trees, {}, &CachedTree::path);
        if (twice != trees.end()) {
            return fail("two cached trees of " + quoted(twice->path));
        }
        const auto wrong = std::ranges::find_if(trees, [this](const CachedTree& tree) {
            return tree.entry_count >= 0 && tree.entry_count != entries_below(tree.path);
        });
        return wrong == trees.end() ||
               fail("the cached tree of " + quoted(wrong->path) + " has other entries");
    }

    std::ptrdiff_t entries_below(const std::string& directory) const
    {
        const auto first_from = [this](const std::string& path) {
            return std::ranges::lower_bound(index_.entries, path, {}, &IndexEntry::path);
        };
        return directory.empty()
                   ? std::ranges::ssize(index_.entries)
                   : first_from(directory + char('/' + 1)) - first_from(directory + '/');
    }

    /// Copies `path`, where that is in proportion to the file.
    bool keep_path(const std::string& path, std::string& copy)
    {
        if (path_bytes_left_ < path.size()) {
            return fail("its paths are out of proportion to the file");
        }
        path_bytes_left_ -= path.size();
        copy = path;
        return true;
    }

    bool fail_in_entries(const std::string& what)
    {
        return fail("entry " + std::to_string(index_.entries.size()) + " has " + what);
    }

    bool fail(std::string trouble)
    {
        trouble_ = std::move(trouble);
        return false;
    }

    Cursor rest_;   // without the checksum
    std::size_t oid_bytes_;
    std::size_t path_bytes_left_;
    std::uint32_t version_ = 0;
    std::size_t entry_count_ = 0;
    std::string path_;   // of the entry that was just read
    GitIndex index_;
    std::string trouble_;
};

}   // namespace

ParsedIndex parse_index(std::string_view bytes, std::size_t oid_bytes)
{
    assert(oid_bytes == 20 || oid_bytes == 32);
    return Reader(bytes, oid_bytes).run();
}

}   // namespace tmdb
