#include "sources/front_matter_patching.hpp"

#include <algorithm>
#include <random>

namespace tmdb {
namespace {

/// A field as it is written, with what stands above it.
struct Field {
    std::string key;
    std::string above;
    std::string value;
};

using Fields = std::vector<Field>;

/// Two files, and the fields that one is to take from the other.
struct Trial {
    std::string root;
    std::string copy;
    Keys keys;
};

const std::vector<std::string> all_keys = {"id",    "title", "status",  "\"tags\"", "'a note'",
                                           "größe", "owner", "? depth", "x",        "y"};
const Keys all_names = {"id",    "title", "status", "tags", "a note",
                        "größe", "owner", "depth",  "x",    "y"};

const std::vector<std::string> all_aboves = {"",     "", "", "\n", "# note\n", "\n# one\n#two\n",
                                             "\n \n"};

const std::vector<std::string> all_values = {
    " ready\n",
    " 'it''s # no comment'   # but this\n",
    "\n",
    "   # nothing\n",
    " ~\n",
    " []\n",
    "\n  - a\n  # between\n\n  - b\n",
    "\n- a\n-   k: v\n    l: w\n  # end\n",
    " [a,\n  b]\n",
    " {id: 1,\n\n  status: no}\n",
    "\n  id: nested\n  title:\n    deep: [x, 2]\n",
    " |\n  one\n\n  # two\n    three\n",
    " |-\n  status: no\n",
    " >\n  folded\n  text\n\n  more\n",
    " \"two\n  lines\\n\"\n",
    " plain text\n  over two lines\n",
};

const std::vector<std::string> all_tails = {"---\nBody.\n", "---", "---\n", "...\n\n# Body\n\n- x",
                                            "--- \n1\n2\n3\n4\n"};

/// The file with other line ends.
std::string with_line_ends(const std::string& file, const std::string& end)
{
    std::string result;
    for (const char byte : file) {
        result += byte == '\n' ? end : std::string(1, byte);
    }
    return result;
}

/// Makes small front matters, the same in every run.
class TrialMaker {
public:
    /// Two files that have nothing to do with each other.
    Trial unrelated()
    {
        return {written(fields(), one_of(all_tails)), written(fields(), one_of(all_tails)),
                some_of(all_names)};
    }

    /// A root that is unlike its copy only in the fields that it is to take.
    Trial related()
    {
        const Fields copy = fields();
        const Fields other = fields();
        const Keys keys = some_of(all_names);
        const std::string tail = one_of(all_tails);
        return {"---\n" + text_of(changed(copy, other, keys)) + tail,
                "---\n" + text_of(copy) + tail, keys};
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }

    template <typename Item>
    const Item& one_of(const std::vector<Item>& items)
    {
        return items[below(items.size())];
    }

    Keys some_of(const Keys& names)
    {
        Keys some;
        for (const auto& name : names) {
            if (below(2) == 0) {
                some.push_back(name);
            }
        }
        return some;
    }

    Fields fields()
    {
        Fields fields;
        for (const auto& key : some_of(all_keys)) {
            fields.push_back({key, one_of(all_aboves), one_of(all_values)});
        }
        std::shuffle(fields.begin(), fields.end(), random_);
        return fields;
    }

    /// Takes the fields `keys` out, or others for them, and others in.
    Fields changed(Fields fields, const Fields& others, const Keys& keys)
    {
        const auto is_wanted = [&](const Field& field) {
            const auto at = std::find(all_keys.begin(), all_keys.end(), field.key);
            const auto& name = all_names[static_cast<std::size_t>(at - all_keys.begin())];
            return std::find(keys.begin(), keys.end(), name) != keys.end();
        };
        for (const auto& other : others) {
            const auto same = std::find_if(fields.begin(), fields.end(), [&](const Field& field) {
                return field.key == other.key;
            });
            if (same != fields.end() && is_wanted(*same)) {
                same->value = other.value;
            } else if (same == fields.end() && is_wanted(other)) {
                fields.insert(fields.begin() + static_cast<long>(below(fields.size() + 1)), other);
            }
        }
        const auto leaves = [&](const Field& field) { return is_wanted(field) && below(3) == 0; };
        fields.erase(std::remove_if(fields.begin(), fields.end(), leaves), fields.end());
        return fields;
    }

    static std::string text_of(const Fields& fields)
    {
        std::string text;
        for (const auto& field : fields) {
            const bool is_explicit = field.key.starts_with('?');
            text += field.above + field.key + (is_explicit ? "\n:" : ":") + field.value;
        }
        return text;
    }

    std::string written(const Fields& fields, const std::string& tail)
    {
        const std::string mark = below(4) == 0 ? "\xEF\xBB\xBF" : "";
        return mark + with_line_ends("---\n" + text_of(fields) + tail, below(3) ? "\n" : "\r\n");
    }

    std::mt19937 random_{20'260'324};
};

class AnyFrontMatter : public FrontMatterPatching {
protected:
    void take_fields_of_unrelated_files(int times)
    {
        for (int i = 0; i < times; ++i) {
            const auto trial = maker.unrelated();
            const auto result = applied(trial.root, trial.copy, trial.keys);

            const auto again = patch_front_matter(result, trial.copy, "T-1.md", trial.keys);
            EXPECT_EQ(again.diff + again.trouble, "") << result;
            EXPECT_EQ(is_windows(result), is_windows(trial.root)) << result;
        }
    }

    void take_all_that_differs(int times)
    {
        for (int i = 0; i < times; ++i) {
            const auto trial = maker.related();
            EXPECT_EQ(applied(trial.root, trial.copy, trial.keys), trial.copy) << trial.root;
        }
    }

private:
    /// Whether all lines end so; some may not, or none.
    static bool is_windows(const std::string& file)
    {
        const auto feeds = std::count(file.begin(), file.end(), '\n');
        const auto returns = std::count(file.begin(), file.end(), '\r');
        EXPECT_TRUE(returns == 0 || returns == feeds) << file;
        return returns > 0;
    }

    TrialMaker maker;
};

TEST_F(AnyFrontMatter, TakesTheFieldsOfAnyOther)
{
    take_fields_of_unrelated_files(200);

    EXPECT_GE(patches, 190);
}

TEST_F(AnyFrontMatter, ReadsLikeItsCopyWhenItTakesAllThatDiffers)
{
    take_all_that_differs(200);

    EXPECT_GE(patches, 190);
}

}   // namespace
}   // namespace tmdb
