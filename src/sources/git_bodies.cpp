#include "sources/git_bodies.hpp"

#include "base/text.hpp"

#include <utility>

namespace tmdb {

namespace {

constexpr std::size_t longest_head = 64;   // a type and a size, or what follows a name

}   // namespace

const std::vector<std::string>& BodyReader::question()
{
    static const std::vector<std::string> arguments = {"cat-file", "-z",
                                                       "--batch=%(objecttype) %(objectsize)"};
    return arguments;
}

void BodyReader::feed(std::string_view output)
{
    while (!output.empty() && !is_broken_) {
        is_in_body_ ? read_body(output) : read_head(output);
    }
}

bool BodyReader::has_all() const
{
    return !is_broken_ && !is_in_body_ && head_.empty() && next_ == names_.size();
}

/// A name that is missing may have line ends in it.
void BodyReader::read_head(std::string_view& output)
{
    if (next_ == names_.size()) {
        is_broken_ = true;
        return;
    }
    const std::string& name = names_[next_];
    const auto end = output.find('\n');
    head_ += output.substr(0, end);
    output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
    if (head_.size() > name.size() + longest_head) {
        is_broken_ = true;
    } else if (end == std::string_view::npos) {
        return;
    } else if (name.starts_with(head_ + '\n')) {
        head_ += '\n';
    } else if (head_.starts_with(name + ' ')) {
        head_.clear();
        ++next_;
    } else {
        begin_body();
    }
}

void BodyReader::begin_body()
{
    const auto words = split(std::exchange(head_, {}), ' ');
    const auto size = words.size() == 2 ? number_in<std::size_t>(words[1]) : std::nullopt;
    is_broken_ = !size;
    is_in_body_ = true;
    is_wanted_ = words.front() == type_;
    left_ = size.value_or(0);
}

void BodyReader::read_body(std::string_view& output)
{
    const auto part = output.substr(0, left_);
    if (is_wanted_) {
        body_ += part.substr(0, longest_ - body_.size());
    }
    left_ -= part.size();
    output.remove_prefix(part.size());
    if (left_ == 0 && !output.empty()) {
        is_broken_ = output.front() != '\n';
        output.remove_prefix(1);
        end_body();
    }
}

void BodyReader::end_body()
{
    if (is_wanted_ && !is_broken_) {
        take_(next_, body_);
    }
    body_.clear();
    is_in_body_ = false;
    ++next_;
}

}   // namespace tmdb
