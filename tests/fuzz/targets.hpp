#pragma once

#include <string_view>

namespace tmdb {

// Each of these is fed with any bytes whatever, and throws where tm-db makes of them what it must
// not. libFuzzer looks for such bytes; what it has found stays in corpus/<name>, which the test
// Corpus feeds to them again.

void fuzz_commit_graph(std::string_view input);
void fuzz_configuration(std::string_view input);
void fuzz_console(std::string_view input);
void fuzz_csv(std::string_view input);
void fuzz_dispatch_record(std::string_view input);
void fuzz_front_matter(std::string_view input);
void fuzz_front_matter_patch(std::string_view input);
void fuzz_git_index(std::string_view input);
void fuzz_git_objects(std::string_view input);
void fuzz_git_reflog(std::string_view input);
void fuzz_glob(std::string_view input);
void fuzz_json_report(std::string_view input);
void fuzz_json_scanner(std::string_view input);
void fuzz_paths(std::string_view input);
void fuzz_pull_requests(std::string_view input);
void fuzz_ref_list(std::string_view input);
void fuzz_register(std::string_view input);
void fuzz_terminal(std::string_view input);
void fuzz_times(std::string_view input);
void fuzz_worktree_list(std::string_view input);

}   // namespace tmdb
