#include "sources/json_scanner.hpp"

#include "base/text.hpp"
#include "sources/json_escape.hpp"

#include <algorithm>
#include <cassert>
#include <deque>
#include <limits>
#include <span>

namespace tmdb {

namespace {

using Kind = JsonToken::Kind;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Recursive descent, as deep as json_depth_limit. Each step returns false when the document is
/// broken there; `trouble_` then says how.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    JsonScan run()
    {
        if (!document()) {
            tokens_.clear();
        }
        return {bytes_, std::move(tokens_), std::move(trouble_)};
    }

private:
    struct Key {
        std::string_view text;
        std::uint32_t begin = 0;
    };

    bool document()
    {
        if (bytes_.starts_with(byte_order_mark)) {
            at_ = byte_order_mark.size();
        }
        if (trim(bytes_.substr(at_)).empty()) {
            return fail_at(0, "empty: a writer may be in the middle of it");
        }
        if (const auto invalid = invalid_utf8_at(bytes_)) {
            return fail_at(*invalid, "not valid UTF-8 at byte " + std::to_string(*invalid));
        }
        if (const auto nul = bytes_.find('\0'); nul != std::string_view::npos) {
            return fail_at(nul, "a NUL at byte " + std::to_string(nul));
        }
        skip_blanks();
        if (!value()) {
            return false;
        }
        skip_blanks();
        if (at_ != bytes_.size()) {
            return fail_at(at_, "trailing data after the document");
        }
        return true;
    }

    bool value()
    {
        switch (peek()) {
        case '{': return container(Kind::object, '}');
        case '[': return container(Kind::array, ']');
        case '"': return string(Kind::string);
        case 't': return literal("true");
        case 'f': return literal("false");
        case 'n': return literal("null");
        default: return number();
        }
    }

    bool container(Kind kind, char close)
    {
        if (closers_.size() == json_depth_limit) {
            return fail("nested deeper than " + std::to_string(json_depth_limit) + " levels");
        }
        const std::size_t token = tokens_.size();
        const std::size_t first_key = keys_.size();
        add(kind, at_, at_);
        closers_ += close;
        ++at_;
        skip_blanks();
        if (peek() != close) {
            do {
                skip_blanks();
                if (!(kind == Kind::object ? member() : value())) {
                    return false;
                }
                skip_blanks();
            } while (take(','));
        }
        if (!take(close)) {
            return fail(std::string("expected ',' or '") + close + "'");
        }
        closers_.pop_back();
        add(Kind::end, at_ - 1, at_);
        tokens_[token].end = tokens_.back().end;
        tokens_[token].inside = static_cast<std::uint32_t>(tokens_.size() - token - 1);
        return leave_unique_keys(first_key);
    }

    bool member()
    {
        if (peek() != '"') {
            return fail("expected a key");
        }
        const std::size_t begin = at_;
        if (!string(Kind::key)) {
            return false;
        }
        keys_.push_back({key_text(begin), static_cast<std::uint32_t>(begin)});
        skip_blanks();
        if (!take(':')) {
            return fail("expected ':'");
        }
        skip_blanks();
        return value();
    }

    /// Of the key that was just scanned. Only one with escapes needs a place of its own.
    std::string_view key_text(std::size_t begin)
    {
        const auto written = bytes_.substr(begin + 1, at_ - begin - 2);
        return written.find('\\') == std::string_view::npos
                   ? written
                   : decoded_keys_.emplace_back(without_escapes(written));
    }

    /// Checks the keys of an object at its end, and forgets them.
    bool leave_unique_keys(std::size_t first)
    {
        const auto keys = std::span(keys_).subspan(first);
        std::ranges::stable_sort(keys, {}, &Key::text);
        const auto twice = std::ranges::adjacent_find(keys, {}, &Key::text);
        if (twice != keys.end()) {
            return fail_at((twice + 1)->begin, "duplicate key '" + std::string(twice->text) + "'");
        }
        keys_.resize(first);
        return true;
    }

    bool string(Kind kind)
    {
        const std::size_t begin = at_++;
        while (peek() != '"') {
            if (at_ == bytes_.size()) {
                return fail_torn("a string");
            }
            if (static_cast<unsigned char>(peek()) < 0x20) {
                return fail("a control character in a string");
            }
            if (peek() != '\\') {
                ++at_;
            } else if (!escape()) {
                return false;
            }
        }
        add(kind, begin, ++at_);
        return true;
    }

    bool escape()
    {
        const auto rest = bytes_.substr(at_);
        const auto escape = json_escape_at(rest);
        if (escape && !is_surrogate(escape->code)) {
            at_ += escape->length;
            return true;
        }
        if (rest.find('"', 1) == std::string_view::npos) {
            return fail_torn("a string");
        }
        return fail(escape ? "half of a surrogate pair" : "an invalid escape");
    }

    bool number()
    {
        const std::size_t begin = at_;
        const bool negative = take('-');
        if (!take('0') && !digits()) {
            return fail(negative ? "expected a digit" : "expected a value");
        }
        if (take('.') && !digits()) {
            return fail("expected a digit");
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            if (!digits()) {
                return fail("expected a digit");
            }
        }
        add(Kind::number, begin, at_);
        return true;
    }

    bool digits()
    {
        const std::size_t begin = at_;
        while (peek() >= '0' && peek() <= '9') {
            ++at_;
        }
        return at_ > begin;
    }

    bool literal(std::string_view word)
    {
        const auto written = bytes_.substr(at_, word.size());
        if (written != word) {
            return word.starts_with(written) ? fail_torn("a literal") : fail("expected a value");
        }
        add(Kind::literal, at_, at_ + word.size());
        at_ += word.size();
        return true;
    }

    /// NUL at the end, which no document holds.
    char peek() const { return at_ < bytes_.size() ? bytes_[at_] : '\0'; }

    bool take(char wanted)
    {
        const bool found = peek() == wanted;
        at_ += found ? 1 : 0;
        return found;
    }

    void skip_blanks()
    {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            ++at_;
        }
    }

    void add(Kind kind, std::size_t begin, std::size_t end)
    {
        tokens_.push_back(
            {kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0});
    }

    bool fail(std::string message)
    {
        if (at_ == bytes_.size()) {
            return fail_torn(closers_.empty()         ? "a value"
                             : closers_.back() == '}' ? "an object"
                                                      : "an array");
        }
        return fail_at(at_, std::move(message));
    }

    bool fail_torn(const std::string& where)
    {
        return fail_at(bytes_.size(), "torn: the document ends inside " + where);
    }

    bool fail_at(std::size_t offset, std::string message)
    {
        trouble_ = json_trouble_at(bytes_, offset, std::move(message));
        return false;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    std::vector<JsonToken> tokens_;
    std::string closers_;     // of the containers that are open
    std::vector<Key> keys_;   // of the objects that are open
    std::deque<std::string> decoded_keys_;
    std::optional<JsonTrouble> trouble_;
};

}   // namespace

std::string_view JsonScan::spelling(std::size_t token) const
{
    return bytes.substr(tokens[token].begin, tokens[token].end - tokens[token].begin);
}

std::string JsonScan::text(std::size_t token) const
{
    const auto quoted = spelling(token);
    return without_escapes(quoted.substr(1, quoted.size() - 2));
}

std::vector<JsonChild> JsonScan::children(std::size_t token) const
{
    std::vector<JsonChild> children;
    for (std::size_t first = token + 1; tokens[first].kind != Kind::end;) {
        const std::size_t value = first + (tokens[first].kind == Kind::key ? 1 : 0);
        children.push_back({first, value});
        first = after(value);
    }
    return children;
}

JsonScan scan_json(std::string_view bytes)
{
    assert(bytes.size() <= std::numeric_limits<std::uint32_t>::max());
    return Reader(bytes).run();
}

JsonTrouble json_trouble_at(std::string_view bytes, std::size_t offset, std::string message)
{
    PlaceCounter place(bytes);
    place.walk_to(offset);
    return {offset, place.line(), place.column(), std::move(message)};
}

void PlaceCounter::walk_to(std::size_t offset)
{
    for (; at_ < offset; ++at_) {
        const auto byte = static_cast<unsigned char>(bytes_[at_]);
        if (byte == '\n') {
            ++line_;
            column_ = 1;
        } else if ((byte & 0xc0) != 0x80) {
            ++column_;
        }
    }
}

}   // namespace tmdb
