#include "base/text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "report/format.hpp"
#include "report/markdown.hpp"
#include "report/text_table.hpp"
#include "report/unicode.hpp"

#include <algorithm>
#include <string>

namespace tmdb {
namespace {

bool is_control_byte(char byte)
{
    return (byte >= 0 && byte < ' ') || byte == '\x7f';
}

bool holds_c1(std::string_view text)
{
    for (auto at = text.find('\xc2'); at != text.npos; at = text.find('\xc2', at + 1)) {
        const auto next = static_cast<unsigned char>(text.substr(at + 1).front());
        if (next < 0xa0) {
            return true;
        }
    }
    return false;
}

void must_be_safe(std::string_view line)
{
    must(std::ranges::none_of(line, is_control_byte), "a control byte is printed");
    must(!invalid_utf8_at(line), "what is printed is no UTF-8");
    must(!holds_c1(line), "a C1 control is printed");
}

/// Without line ends but those between the lines that were wanted.
void must_be_safe_lines(const std::string& text, std::size_t count)
{
    const auto lines = split(text, '\n');
    must(lines.size() == count + 1 && lines.back().empty(), "there is a line more or less");
    for (const auto& line : lines) {
        must_be_safe(line);
    }
}

}   // namespace

/// Nothing that is printed steers a terminal: no control byte, no C1, valid UTF-8, as many lines as
/// there are rows, as wide as it may be; and what is safe already stays as it is.
void fuzz_terminal(std::string_view input)
{
    const std::string safe = escape_controls(input);
    must_be_safe(safe);
    must(escape_controls(safe) == safe, "what is safe is escaped again");

    for (const std::size_t width : {0u, 1u, 7u, 80u}) {
        const auto cut = cut_to_width(safe, width);
        must_be_safe(cut);
        must(display_width(cut) <= width, "a text is wider than it may be");
    }
    const std::string text(input);
    const Table table{{"name", text}, {{text, std::int64_t{1}}, {Blob{text}, text}}};
    must_be_safe_lines(render_text(table, {}), 3);
    must_be_safe_lines(render_text(table, {.is_terminal = true, .width = 40}), 3);
    must_be_safe_lines(render_markdown(table), 4);
}

}   // namespace tmdb
