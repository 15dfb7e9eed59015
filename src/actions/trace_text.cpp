#include "actions/trace_text.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace tmdb {

namespace {

constexpr std::size_t digits_of_sum = 32;
constexpr std::size_t sights_of_block = 512;
constexpr std::string_view begin_of_block = "\n0 ";

std::string_view first_line_of(std::string_view trace)
{
    return trace.substr(0, trace.find('\n'));
}

}   // namespace

std::string text_of_trace(const Fingerprint& sum, const std::string& entries,
                          const std::map<Sight, Fingerprint>& answers)
{
    std::string text = hexadecimal(sum) + entries;
    std::string before;
    std::string line;
    std::size_t number = 0;
    for (const auto& [sight, answer] : answers) {
        line.assign(1, static_cast<char>(sight.kind));
        line.append(sight.pattern).append(1, '/').append(sight.path);
        const auto same = std::ranges::mismatch(before, line).in1 - before.begin();
        const auto shared = number++ % sights_of_block == 0 ? 0 : static_cast<std::size_t>(same);
        text.append(1, '\n').append(std::to_string(shared)).append(1, ' ').append(line, shared);
        std::swap(before, line);
    }
    return text;
}

std::string_view sum_in(std::string_view trace)
{
    return first_line_of(trace).substr(0, digits_of_sum);
}

std::string_view entries_in(std::string_view trace)
{
    return first_line_of(trace).substr(sum_in(trace).size());
}

std::vector<std::string_view> blocks_in(std::string_view trace)
{
    std::vector<std::string_view> blocks;
    for (auto at = first_line_of(trace).size(); at < trace.size();) {
        const auto end = std::min(trace.find(begin_of_block, at + 1), trace.size());
        blocks.push_back(trace.substr(at, end - at));
        at = end;
    }
    return blocks;
}

bool read_block(std::string_view block, std::vector<Sight>& sights)
{
    std::size_t count = 0;
    std::string line;
    for (std::size_t at = 0; at < block.size(); ++count) {
        const auto end = std::min(block.find('\n', at + 1), block.size());
        const auto coded = block.substr(at + 1, end - at - 1);
        const auto space = std::min(coded.find(' '), coded.size());
        const auto shared = number_in<std::size_t>(coded.substr(0, space));
        if (!shared || *shared > line.size()) {
            return false;
        }
        line.resize(*shared);
        line.append(coded, std::min(space + 1, coded.size()));
        const auto slash = line.find('/');
        if (slash == std::string::npos || slash == 0) {
            return false;
        }
        if (count == sights.size()) {
            sights.emplace_back();
        }
        sights[count].kind = static_cast<Sight::Kind>(line.front());
        sights[count].pattern.assign(line, 1, slash - 1);
        sights[count].path.assign(line, slash + 1);
        at = end;
    }
    sights.resize(count);
    return true;
}

}   // namespace tmdb
