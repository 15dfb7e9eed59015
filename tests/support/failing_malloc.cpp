// Loaded before a program, memory fails it: from the call on that TM_DB_FAILING_MALLOC counts to
// ("120"), once, or with a "+" behind the number for ever.

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string_view>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
}

namespace {

bool fails()
{
    static std::atomic<long> calls = 0;
    static const char* const words = std::getenv("TM_DB_FAILING_MALLOC");
    if (words == nullptr) {
        return false;
    }
    static const long first = std::strtol(words, nullptr, 10);
    static const bool for_ever = std::string_view(words).ends_with('+');

    const long call = ++calls;
    const bool failing = call == first || (for_ever && call > first);
    if (failing) {
        errno = ENOMEM;
    }
    return failing;
}

}   // namespace

extern "C" {

void* malloc(std::size_t size)
{
    return fails() ? nullptr : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size)
{
    return fails() ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* memory, std::size_t size)
{
    return fails() ? nullptr : __libc_realloc(memory, size);
}
}
