// SPDX-License-Identifier: Apache-2.0
#include "app/operations/transfer.hpp"

#include "app/operations/archive_file.hpp"
#include "app/version.hpp"

namespace app {
namespace {

std::uint64_t records_of(forms::ArchiveEnd const& end)
{
    std::uint64_t sum = 0;
    for (auto const& [kind, count] : end.counts) sum += count;
    return sum;
}

std::unexpected<base::Failure> cancelled()
{
    return base::failure(base::FailureKind::unavailable, "cancelled", "whoever asked for it is gone");
}

}

base::Task<base::Result<forms::ArchiveEnd>> export_store(ports::Archive& archive, std::filesystem::path file,
                                                         base::Progress& progress)
{
    auto const now = std::chrono::time_point_cast<base::Instant::duration>(std::chrono::system_clock::now());
    auto writer = ArchiveFileWriter::create(
        file, {.version = forms::archive_version, .program = std::string(version()), .exported_at = now});
    if (!writer) co_return std::unexpected(writer.error());
    progress.begin("exporting", 0);
    auto const read = co_await archive.read([&](domain::ArchiveRecord const& record) -> base::Result<void> {
        if (progress.is_cancelled()) return cancelled();
        progress.reach((*writer)->tally().records());
        return (*writer)->add(record);
    });
    if (!read) co_return std::unexpected(read.error());
    if (auto const finished = (*writer)->finish(); !finished) co_return std::unexpected(finished.error());
    co_return (*writer)->tally().end();
}

base::Result<forms::ArchiveEnd> check_export(std::filesystem::path const& file, base::Progress& progress)
{
    auto reader = ArchiveFileReader::open(file);
    if (!reader) return std::unexpected(reader.error());
    progress.begin("checking the file", 0);
    for (;;) {
        auto const record = (*reader)->next();
        if (!record) return std::unexpected(record.error());
        if (!*record) return (*reader)->tally().end();
        progress.reach((*reader)->tally().records());
    }
}

base::Task<base::Result<void>> import_store(ports::Archive& archive, std::filesystem::path file,
                                            forms::ArchiveEnd expected, base::Progress& progress)
{
    auto reader = ArchiveFileReader::open(file);
    if (!reader) co_return std::unexpected(reader.error());
    progress.begin("importing", records_of(expected));
    bool is_readable = true;
    auto const written = co_await archive.write([&] {
        progress.reach((*reader)->tally().records());
        auto record = (*reader)->next();
        is_readable = record.has_value();
        return record;
    });
    if (!written) {
        // The reader says where it is itself; the store knows what does not fit, but not where that stands.
        bool const is_record = is_readable && written.error().kind == base::FailureKind::invalid;
        co_return std::unexpected(is_record ? (*reader)->located(written.error()) : written.error());
    }

    ArchiveTally stored;
    std::string line;
    progress.begin("verifying", records_of(expected));
    auto const read = co_await archive.read([&](domain::ArchiveRecord const& record) -> base::Result<void> {
        line.clear();
        forms::append_archive_record(line, record);
        stored.add(domain::kind_of(record), line);
        progress.reach(stored.records());
        return {};
    });
    if (!read) co_return std::unexpected(read.error());
    if (stored.end().counts == expected.counts && stored.end().digest == expected.digest)
        co_return base::Result<void>();
    co_return base::failure(base::FailureKind::unavailable, "import_differs",
                            "the store does not hold what the file does; remove the data folder and report this");
}

}
