#include "base/path.hpp"

#include "base/text.hpp"

namespace tmdb {

namespace {

/// An absolute path without ".", "..", doubled slashes and a final one.
std::string normal(std::string_view path)
{
    std::string result;
    for (const auto& part : split(path, '/')) {
        if (part == "..") {
            result.resize(result.empty() ? 0 : result.rfind('/'));
        } else if (!part.empty() && part != ".") {
            result += '/' + part;
        }
    }
    return result.empty() ? "/" : result;
}

/// What follows `directory` in `path`; empty when it does not lie below.
std::string part_below(std::string_view directory, std::string_view path)
{
    if (directory.starts_with('/') != path.starts_with('/')) {
        return {};
    }
    const auto prefix = join_path(normal(directory), "");
    const auto whole = normal(path);
    return whole.starts_with(prefix) ? whole.substr(prefix.size()) : "";
}

std::string_view without_final_slashes(std::string_view path)
{
    while (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    return path;
}

bool is_letter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

}   // namespace

std::string absolute_path(std::string_view base, std::string_view path)
{
    return normal(path.starts_with('/') ? std::string(path) : join_path(base, path));
}

bool is_below(std::string_view directory, std::string_view path)
{
    return !part_below(directory, path).empty();
}

std::string relative_to(std::string_view root, std::string_view path)
{
    const auto part = part_below(root, path);
    return part.empty() ? std::string(path) : part;
}

std::string join_path(std::string_view directory, std::string_view name)
{
    std::string path(directory);
    if (!path.empty() && !path.ends_with('/')) {
        path += '/';
    }
    return path += name;
}

std::string parent_path(std::string_view path)
{
    path = without_final_slashes(path);
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return ".";
    }
    return std::string(without_final_slashes(path.substr(0, slash + 1)));
}

std::string file_name(std::string_view path)
{
    path = without_final_slashes(path);
    return std::string(path.substr(path.rfind('/') + 1));   // npos + 1 is 0
}

std::string file_stem(std::string_view path)
{
    const auto name = file_name(path);
    const auto dot = name.rfind('.');
    return dot == 0 ? name : name.substr(0, dot);   // ".profile" is all stem
}

bool is_foreign_path(std::string_view path)
{
    const bool has_drive = path.size() > 1 && is_letter(path[0]) && path[1] == ':';
    return has_drive || path.starts_with('~') || path.starts_with('$') || path.starts_with('\\');
}

}   // namespace tmdb
