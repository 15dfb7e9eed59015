#pragma once

#include "support/end_to_end.hpp"

#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Json = nlohmann::json;

inline const std::string torn_front_matter = "---\nstatus: [\n---\n";
inline const std::string torn_json = "{\"fix-login\": {\"sl";

/// Rows of PassTest::signals(): the one about this task.
inline Rows about(const std::string& slug, const std::string& severity)
{
    return {{slug, slug, severity}};
}

/// One pass, asked of a real workspace by the real binary. Most tests speak of the task fix-login.
class PassTest : public EndToEnd {
protected:
    explicit PassTest(std::string code) : code_(std::move(code)) {}

    // --- given ------------------------------------------------------------------------------
    /// Dave's register, with the usual entry for each of these slugs.
    void register_tasks(const std::vector<std::string>& slugs)
    {
        nlohmann::ordered_json entries = nlohmann::ordered_json::object();
        for (const auto& slug : slugs) {
            entries[slug] = entry(slug, ".worktrees/" + slug);
        }
        registers("dave", entries);
    }
    /// The same, torn after a sync has read it.
    void register_tasks_and_tear(const std::vector<std::string>& slugs)
    {
        register_tasks(slugs);
        sync();
        file(dave, torn_json);
    }
    // Where the builders above put their files.
    static std::string task_path(const std::string& slug)
    {
        return "tasks/workstreams/core/tasks/" + slug + ".md";
    }
    static std::string copy_path(const std::string& slug)
    {
        return ".worktrees/" + slug + "/" + task_path(slug);
    }
    static std::string dispatch_path(const std::string& slug)
    {
        return "tasks/logs/dispatch-" + slug + ".status.json";
    }
    static std::string log_path(const std::string& slug)
    {
        return "tasks/logs/dispatch-" + slug + ".log";
    }
    void configure(const std::string& toml) { file(".tasks/task_manager/tm-db.toml", toml); }

    // --- when -------------------------------------------------------------------------------
    /// Syncs, and asks this pass alone.
    void ask()
    {
        const Answer answer = reconcile({"--only", code_, "--json"});
        ASSERT_EQ(answer.status, 0) << answer.err;
        report_ = answer.json();
    }

    // --- then -------------------------------------------------------------------------------
    /// The open signals: subject, slug and severity of each.
    Rows signals() const
    {
        return rows("SELECT subject, slug, severity FROM open_signal WHERE code = '" + code_ +
                    "' ORDER BY subject");
    }
    nlohmann::json evidence() const { return EndToEnd::evidence(code_); }
    std::string detail() const
    {
        return value("SELECT detail FROM open_signal WHERE code = '" + code_ + "'");
    }
    /// What the last run could not judge: the subjects, and "all" for the whole pass.
    std::vector<std::string> not_evaluated() const
    {
        std::vector<std::string> subjects;
        for (const auto& one : report_.at("not_evaluated")) {
            subjects.push_back(one.at("subject").is_null() ? "all" : one.at("subject"));
        }
        return subjects;
    }
    /// Why it could not, for the first of them.
    std::string why_not() const { return report_.at("not_evaluated").at(0).at("reason"); }
    /// What has happened to the signals of this code, in order.
    std::vector<std::string> events() const
    {
        std::vector<std::string> names;
        for (const auto& row :
             rows("SELECT event FROM signal_event JOIN signal ON signal.id = signal_id"
                  " WHERE code = '" +
                  code_ + "' ORDER BY signal_event.id")) {
            names.push_back(row[0]);
        }
        return names;
    }

private:
    std::string code_;
    nlohmann::json report_;
};

}   // namespace tmdb
