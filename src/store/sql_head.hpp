#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// What a pass or an audit says of itself in the comment that it begins with: a first sentence,
/// lines of "name: value", and paragraphs for whoever wants to know more.
struct SqlHead {
    struct Field {
        std::string name;
        std::string value;
        int line = 0;   // from 1
    };

    std::string summary;
    std::vector<Field> fields;   // in their order
    std::string explanation;     // the paragraphs, as one
};

/// A line whose name is not among `names` belongs to the paragraphs.
SqlHead read_sql_head(std::string_view text, std::initializer_list<std::string_view> names);

/// The words between blanks.
std::vector<std::string> words_of(std::string_view text);

}   // namespace tmdb
