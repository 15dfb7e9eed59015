#include "report/text_table.hpp"

#include "base/text.hpp"
#include "report/cell.hpp"
#include "report/unicode.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

namespace tmdb {
namespace {

constexpr std::size_t gap = 2;                // blanks between two columns
constexpr std::size_t narrowest_cut = 4;      // columns; less of a text says nothing
constexpr std::size_t widest_padding = 160;   // in a pipe: a huge cell must not swell every row

struct Column {
    bool numbers = false;
    std::size_t width = 0;
};

using Line = std::vector<std::string>;   // the cells, safe to print

Line header_of(const Table& table)
{
    Line header;
    std::ranges::transform(table.columns, std::back_inserter(header), escape_controls);
    return header;
}

std::vector<Line> lines_of(const Table& table)
{
    std::vector<Line> lines{header_of(table)};
    for (const auto& row : table.rows) {
        Line& line = lines.emplace_back();
        for (const Value& value : row) {
            line.push_back(escape_controls(cell_text(value)));
        }
    }
    return lines;
}

std::vector<Column> measure(const Table& table, const std::vector<Line>& lines)
{
    std::vector<Column> columns(table.columns.size());
    for (std::size_t index = 0; index < columns.size(); ++index) {
        columns[index].numbers = is_number_column(table, index);
        for (const Line& line : lines) {
            columns[index].width = std::max(columns[index].width, display_width(line[index]));
        }
    }
    return columns;
}

/// The width of a column when no text may be wider than `limit`.
std::size_t limited(const Column& column, std::size_t limit)
{
    return column.numbers ? column.width : std::min(column.width, limit);
}

std::size_t total_width(const std::vector<Column>& columns, std::size_t limit)
{
    std::size_t total = 0;
    for (const Column& column : columns) {
        total += limited(column, limit) + gap;
    }
    return total - std::min(total, gap);
}

void limit_to(std::vector<Column>& columns, std::size_t limit)
{
    for (Column& column : columns) {
        column.width = limited(column, limit);
    }
}

/// The widest that a text may be for a row to fit; never so narrow that it says nothing.
std::size_t limit_for(const std::vector<Column>& columns, std::size_t terminal_width)
{
    std::size_t limit = std::max(terminal_width, narrowest_cut);
    while (limit > narrowest_cut && total_width(columns, limit) > terminal_width) {
        --limit;
    }
    return limit;
}

void cut(std::vector<Line>& lines, const std::vector<Column>& columns)
{
    for (Line& line : lines) {
        for (std::size_t index = 0; index < columns.size(); ++index) {
            line[index] = cut_to_width(line[index], columns[index].width);
        }
    }
}

std::string padded(const std::string& cell, const Column& column)
{
    const std::string padding(column.width - std::min(column.width, display_width(cell)), ' ');
    return column.numbers ? padding + cell : cell + padding;
}

std::string line_text(const Line& line, const std::vector<Column>& columns)
{
    std::string text;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        text += padded(line[index], columns[index]);
        text.append(gap, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

}   // namespace

std::string render_text(const Table& table, const Terminal& terminal)
{
    std::vector<Line> lines = lines_of(table);
    std::vector<Column> columns = measure(table, lines);
    if (terminal.is_terminal) {
        const auto width = static_cast<std::size_t>(std::max(terminal.width, 0));
        limit_to(columns, limit_for(columns, width));
        cut(lines, columns);
    } else {
        limit_to(columns, widest_padding);
    }

    std::string text = bold(line_text(lines.front(), columns), terminal) + '\n';
    for (std::size_t index = 1; index < lines.size(); ++index) {
        text += line_text(lines[index], columns) + '\n';
    }
    if (table.rows.empty() && terminal.is_terminal) {
        text += dim("no rows", terminal) + '\n';
    }
    return text;
}

}   // namespace tmdb
