#include "store/sql_head.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace tmdb {

SqlHead read_sql_head(std::string_view text, std::initializer_list<std::string_view> names)
{
    SqlHead head;
    int number = 0;
    for (const auto& line : split(text, '\n')) {
        ++number;
        if (!line.starts_with("--")) {
            break;
        }
        const std::string_view words = trim(std::string_view(line).substr(2));
        const std::string_view name = words.substr(0, words.find(':'));
        if (head.summary.empty()) {
            head.summary = words;
        } else if (name.size() < words.size() && std::ranges::find(names, name) != names.end()) {
            head.fields.push_back(
                {std::string(name), std::string(trim(words.substr(name.size() + 1))), number});
        } else if (!words.empty()) {
            head.explanation += (head.explanation.empty() ? "" : " ") + std::string(words);
        }
    }
    return head;
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> found;
    for (auto& word : split(text, ' ')) {
        if (!word.empty()) {
            found.push_back(std::move(word));
        }
    }
    return found;
}

}   // namespace tmdb
