#include "fuzz/targets.hpp"

#include <cstddef>
#include <cstdint>

/// What libFuzzer calls; the build says which target it means.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    tmdb::TM_DB_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
