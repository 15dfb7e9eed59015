#include "fuzz/oracle.hpp"
#include "fuzz/saying_machine.hpp"
#include "fuzz/targets.hpp"
#include "sources/git_program.hpp"

#include <algorithm>
#include <string>

namespace tmdb {
namespace {

/// As git would write it.
std::string written(const RefList& list)
{
    std::string output;
    for (const auto& ref : list.refs) {
        output += ref.name + '\0' + ref.oid + '\0' + ref.upstream.value_or("") + '\n';
    }
    return output;
}

RefList read_refs(std::string_view output)
{
    SayingMachine machine(output);
    return list_refs(machine, "/root", {});
}

}   // namespace

/// Every ref has a name and an object, is found by its name, and comes back when it is written
/// again; a list that is cut off is none.
void fuzz_ref_list(std::string_view input)
{
    const auto list = read_refs(input);
    must(list.complete == list.trouble.empty(), "there is neither a list nor a reason");
    must(list.complete || list.refs.empty(), "what is no list has refs");
    must(std::ranges::is_sorted(list.refs, {}, &GitRef::name), "the refs are out of order");
    for (const auto& ref : list.refs) {
        must(!ref.name.empty() && !ref.oid.empty(), "a ref says nothing");
        const auto* found = list.find(ref.name);
        must(found && found->name == ref.name, "a ref is not found");
    }
    must(read_refs(written(list)).refs.size() == list.refs.size(), "a ref is lost");
}

}   // namespace tmdb
