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

/// A core has other things to do between two of them.
constexpr std::size_t records_a_reading = 100;
constexpr std::size_t records_a_write = 1'000;

/// Gives every record of the store to `take` (record → Result<void>).
template <typename Take>
base::Task<base::Result<void>> each_record(ports::Archive& archive, Take& take)
{
    auto const reading = co_await archive.read();
    if (!reading) co_return std::unexpected(reading.error());
    for (;;) {
        auto const batch = co_await (*reading)->next(records_a_reading);
        if (!batch) co_return std::unexpected(batch.error());
        if (batch->empty()) co_return base::Result<void>{};
        for (auto const& record : *batch)
            if (auto const taken = take(record); !taken) co_return taken;
    }
}

struct FileBatch {
    ports::Archive::Batch records;
    std::uint64_t first_line = 0;  ///< Where the first one stands.
};

/// Fewer than there could be: the file is at its end.
base::Result<FileBatch> next_batch(ArchiveFileReader& reader)
{
    FileBatch batch;
    while (batch.records.size() < records_a_write) {
        auto record = reader.next();
        if (!record) return std::unexpected(record.error());
        if (!*record) break;
        if (batch.records.empty()) batch.first_line = reader.line();
        batch.records.push_back(std::move(**record));
    }
    return batch;
}

base::Task<base::Result<void>> put_all(ArchiveFileReader& reader, ports::Archive::Writing& writing,
                                       base::Progress& progress)
{
    for (bool is_end = false; !is_end;) {
        auto batch = next_batch(reader);
        if (!batch) co_return std::unexpected(batch.error());
        is_end = batch->records.size() < records_a_write;
        auto const misfit = co_await writing.put(std::move(batch->records));
        if (!misfit) co_return std::unexpected(misfit.error());
        if (*misfit)
            co_return std::unexpected(
                reader.located({base::FailureKind::invalid, "export_inconsistent", (*misfit)->detail},
                               batch->first_line + (*misfit)->record));
        progress.reach(reader.tally().records());
    }
    co_return base::Result<void>{};
}

base::Task<base::Result<forms::ArchiveEnd>> look_back(ports::Archive& archive, base::Progress& progress)
{
    ArchiveTally stored;
    std::string line;
    auto count = [&](domain::ArchiveRecord const& record) -> base::Result<void> {
        line.clear();
        forms::append_archive_record(line, record);
        stored.add(domain::kind_of(record), line);
        progress.reach(stored.records());
        return {};
    };
    auto const read = co_await each_record(archive, count);
    if (!read) co_return std::unexpected(read.error());
    co_return stored.end();
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
    auto add = [&](domain::ArchiveRecord const& record) -> base::Result<void> {
        if (progress.is_cancelled()) return cancelled();
        progress.reach((*writer)->tally().records());
        return (*writer)->add(record);
    };
    auto const read = co_await each_record(archive, add);
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
    auto const reader = ArchiveFileReader::open(file);
    if (!reader) co_return std::unexpected(reader.error());
    auto const writing = co_await archive.write();
    if (!writing) co_return std::unexpected(writing.error());
    progress.begin("importing", records_of(expected));
    if (auto const put = co_await put_all(**reader, **writing, progress); !put) co_return put;
    progress.begin("verifying", records_of(expected));
    auto const stored = co_await look_back(archive, progress);
    if (!stored) co_return std::unexpected(stored.error());
    if (stored->counts != expected.counts || stored->digest != expected.digest)
        co_return base::failure(base::FailureKind::unavailable, "import_differs",
                                "the store does not hold what the file does; remove the data folder and report this");
    co_return co_await (*writing)->finish();
}

}
