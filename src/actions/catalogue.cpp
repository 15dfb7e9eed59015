#include "actions/catalogue.hpp"

#include "base/error.hpp"
#include "sources/sql_folder.hpp"

#include <algorithm>

namespace tmdb {

namespace {

template <typename Question>
std::set<std::string> names_of(const std::vector<Question>& questions, std::string Question::*name)
{
    std::set<std::string> names;
    for (const auto& question : questions) {
        names.insert(question.*name);
    }
    return names;
}

}   // namespace

PassCatalogue pass_catalogue(Machine& machine, const Workspace& workspace)
{
    PassCatalogue catalogue;
    const SqlFolder folder =
        read_sql_folder(machine, workspace, "passes", names_of(all_passes(), &Pass::code));
    for (const auto& file : folder.files) {
        catalogue.passes.push_back(read_pass(file));
    }
    std::ranges::sort(catalogue.passes, {}, &Pass::code);
    catalogue.whole = folder.whole;
    return catalogue;
}

const Pass* find_pass(const PassCatalogue& catalogue, const std::string& code)
{
    const auto pass = std::ranges::find(catalogue.passes, code, &Pass::code);
    return pass == catalogue.passes.end() ? nullptr : &*pass;
}

const Pass& pass_named(const PassCatalogue& catalogue, const std::string& code)
{
    const Pass* pass = find_pass(catalogue, code);
    if (pass == nullptr) {
        throw Error("there is no pass '" + code + "'", "'tm-db passes' lists them",
                    ExitStatus::usage);
    }
    return *pass;
}

std::vector<Audit> audit_catalogue(Machine& machine, const Workspace& workspace)
{
    std::vector<Audit> audits = all_audits();
    const SqlFolder folder =
        read_sql_folder(machine, workspace, "audits", names_of(all_audits(), &Audit::name));
    for (const auto& file : folder.files) {
        audits.push_back(read_audit(file));
    }
    std::ranges::sort(audits, {}, &Audit::name);
    return audits;
}

}   // namespace tmdb
