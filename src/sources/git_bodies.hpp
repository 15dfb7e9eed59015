#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tmdb {

/// What is made of an object's body, by the place of its name.
using TakeBody = std::function<void(std::size_t place, std::string_view body)>;

/// Reads what `git cat-file` says of objects, as it comes: for one name after the other a type and
/// a size, a line end, the body and another; or the name and " missing".
class BodyReader {
public:
    /// The arguments of git; the names are its input, each with a NUL at its end.
    static const std::vector<std::string>& question();

    /// Of objects of the type, `take` has the first `longest` bytes of the body. Both the names and
    /// the type are borrowed.
    BodyReader(std::string_view type, const std::vector<std::string>& names, std::size_t longest,
               TakeBody take)
        : type_(type), names_(names), longest_(longest), take_(std::move(take))
    {}

    void feed(std::string_view output);
    /// Whether git has said something of every name, and nothing else.
    bool has_all() const;

private:
    void read_head(std::string_view& output);
    void begin_body();
    void read_body(std::string_view& output);
    void end_body();

    const std::string_view type_;
    const std::vector<std::string>& names_;
    const std::size_t longest_;
    const TakeBody take_;

    std::size_t next_ = 0;   // of the names
    std::string head_;
    bool is_in_body_ = false;
    bool is_wanted_ = false;
    std::size_t left_ = 0;   // bytes of the body
    std::string body_;
    bool is_broken_ = false;   // it makes no sense
};

}   // namespace tmdb
