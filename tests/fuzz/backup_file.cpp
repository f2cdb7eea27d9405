// SPDX-License-Identifier: Apache-2.0
// Backups: the end of the file, by which it is known, and the manifest in it.
#include "adapters/sqlite/upkeep/backup_file.hpp"

#include "fuzz.hpp"

#include <sys/mman.h>
#include <unistd.h>

using namespace adapters::sqlite;

namespace {

/// A file that has only a name among the descriptors; kept for all runs.
int const descriptor = ::memfd_create("backup", 0);
std::string const path = "/proc/self/fd/" + std::to_string(descriptor);

void write_whole(std::string_view bytes)
{
    REQUIRE(::ftruncate(descriptor, 0) == 0);
    REQUIRE(::pwrite(descriptor, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
}

}

void fuzz(std::string_view input)
{
    base::Progress progress;
    write_whole(input);
    // Nothing that has no right checksum is believed, and the fuzzer does not find one.
    REQUIRE(!open_backup(path, progress));

    auto const manifest = parse_manifest(input);
    if (!manifest) return;
    auto const again = parse_manifest(to_json(*manifest));
    REQUIRE(again.has_value());
    REQUIRE(again->holdings == manifest->holdings);

    // A file that ends in it, with as many bytes before it as it says.
    if (manifest->database_bytes > 4096) return;
    write_whole(std::string(manifest->database_bytes, 'd'));
    REQUIRE(seal(path, *manifest, progress));
    auto const opened = open_backup(path, progress);
    REQUIRE(opened.has_value());
    REQUIRE(opened->holdings == again->holdings);
}
