#include "store/console.hpp"
#include "base/error.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "store/connection.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

/// A database in a directory of its own, open for reading.
class ConsoleWorld {
public:
    ConsoleWorld()
    {
        Store::open_for_writing(machine, path())
            .connection()
            .execute("INSERT INTO run (kind, started_at) VALUES ('sync', '2026-03-24T18:08:04Z');");
        store = std::make_unique<Store>(Store::open_for_reading(machine, path()));
    }

    std::string path() const { return directory.path() / "tm.db"; }

    /// The names and the bytes of all files.
    std::map<std::string, std::string> files() const
    {
        std::map<std::string, std::string> all;
        for (const auto& entry : fs::directory_iterator(directory.path())) {
            std::ifstream file(entry.path(), std::ios::binary);
            all[entry.path()] = {std::istreambuf_iterator<char>(file), {}};
        }
        return all;
    }

    TemporaryDirectory directory;
    FakeMachine machine;
    std::unique_ptr<Store> store;
};

/// A hostile statement writes into the current directory; it is the world's as long as this lives.
class Inside {
public:
    explicit Inside(const ConsoleWorld& world) { fs::current_path(world.directory.path()); }
    ~Inside() { fs::current_path(before_); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

private:
    fs::path before_ = fs::current_path();
};

/// SQLite looks at no clock while a function makes one long value, and AddressSanitizer copies it
/// each time that it grows.
constexpr ConsoleLimits small_limits = {.time = std::chrono::milliseconds(100),
                                        .rows = 50,
                                        .cell_bytes = 1'000,
                                        .total_bytes = 10'000,
                                        .value_bytes = 100'000};

void ask(ConsoleWorld& world, std::string_view sql)
{
    try {
        const auto table =
            run_console_query(*world.store, world.machine, std::string(sql), small_limits);
        must(std::ssize(table.rows) <= small_limits.rows, "an answer has too many rows");
        for (const auto& row : table.rows) {
            must(row.size() == table.columns.size(), "a row has a cell more or less");
        }
    } catch (const Error& error) {
        must(error.status() == ExitStatus::usage || error.status() == ExitStatus::failed ||
                 error.status() == ExitStatus::busy,
             "a wrong query is more than that");
    }
}

}   // namespace

/// Whatever is asked, no file changes and none comes, the answer is bounded, and the next question
/// is answered.
void fuzz_console(std::string_view input)
{
    static ConsoleWorld world;
    static const auto before = world.files();
    const Inside inside(world);
    ask(world, input);
    must(world.files() == before, "a question has written");
    must(run_console_query(*world.store, world.machine, "SELECT id FROM run").rows.size() == 1,
         "the next question is not answered");
}

}   // namespace tmdb
