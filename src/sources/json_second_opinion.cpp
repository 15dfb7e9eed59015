#include "sources/json_second_opinion.hpp"

#include <nlohmann/json.hpp>

namespace tmdb {

namespace {

using Kind = JsonToken::Kind;

/// Compares what nlohmann reads with the tokens of a scan, one by one.
class Comparison : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit Comparison(const JsonScan& scan) : scan_(scan) {}

    bool is_complete() const { return next_ == scan_.tokens.size(); }

    bool null() override { return expect_literal("null"); }
    bool boolean(bool truth) override { return expect_literal(truth ? "true" : "false"); }
    bool start_object(std::size_t) override { return expect(Kind::object); }
    bool start_array(std::size_t) override { return expect(Kind::array); }
    bool end_object() override { return expect(Kind::end); }
    bool end_array() override { return expect(Kind::end); }

    bool key(std::string& text) override
    {
        return expect(Kind::key) && scan_.text(next_ - 1) == text;
    }

    bool string(std::string& text) override
    {
        if (expect(Kind::number)) {
            return scan_.spelling(next_ - 1) == text;
        }
        return expect(Kind::string) && scan_.text(next_ - 1) == text;
    }

    bool number_integer(std::int64_t) override { return false; }
    bool number_unsigned(std::uint64_t) override { return false; }
    bool number_float(double, const std::string&) override { return false; }
    bool binary(nlohmann::json::binary_t&) override { return false; }

    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override
    {
        return false;
    }

private:
    bool expect(Kind kind)
    {
        const bool found = !is_complete() && scan_.tokens[next_].kind == kind;
        next_ += found ? 1 : 0;
        return found;
    }

    bool expect_literal(std::string_view word)
    {
        return expect(Kind::literal) && scan_.spelling(next_ - 1) == word;
    }

    const JsonScan& scan_;
    std::size_t next_ = 0;
};

/// nlohmann turns numbers into machine words: -0, 0.10, 1E400 and long integers would be lost or
/// refused. As strings they come through.
std::string with_quoted_numbers(const JsonScan& scan)
{
    std::string text;
    text.reserve(scan.bytes.size());
    std::size_t copied = 0;
    for (const JsonToken& token : scan.tokens) {
        if (token.kind == Kind::number) {
            text += scan.bytes.substr(copied, token.begin - copied);
            text += '"';
            text += scan.bytes.substr(token.begin, token.end - token.begin);
            text += '"';
            copied = token.end;
        }
    }
    return text.append(scan.bytes.substr(copied));
}

}   // namespace

bool second_parser_agrees(const JsonScan& scan)
{
    Comparison comparison(scan);
    return nlohmann::json::sax_parse(with_quoted_numbers(scan), &comparison) &&
           comparison.is_complete();
}

}   // namespace tmdb
