// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "forms/archive.hpp"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

namespace app {

/// Counts and digests records as an export's end has them.
class ArchiveTally {
public:
    /// `line`: the record's, without its line break.
    void add(std::string_view kind, std::string_view line);

    forms::ArchiveEnd const& end() const { return end_; }
    std::uint64_t records() const { return records_; }

private:
    forms::ArchiveEnd end_{
        {{"user", 0}, {"business", 0}, {"membership", 0}, {"api_key", 0}, {"event", 0}, {"order", 0}, {"mark", 0}}, ""};
    std::uint64_t records_ = 0;
};

/// Writes an export (forms/archive.hpp) to a file of mode 0600 that has its name only once it is whole and synced;
/// what is there under that name is replaced. Until then it is `<name>.partial`.
class ArchiveFileWriter {
public:
    static base::Result<std::unique_ptr<ArchiveFileWriter>> create(std::filesystem::path const& path,
                                                                   forms::ArchiveHeader const& header);
    ~ArchiveFileWriter();
    ArchiveFileWriter(ArchiveFileWriter const&) = delete;
    ArchiveFileWriter& operator=(ArchiveFileWriter const&) = delete;

    base::Result<void> add(domain::ArchiveRecord const& record);
    base::Result<void> finish();

    ArchiveTally const& tally() const { return tally_; }

private:
    explicit ArchiveFileWriter(std::filesystem::path path)
        : path_(std::move(path)), partial_(path_.string() + ".partial")
    {
    }
    base::Result<void> write_line(std::string& line);
    std::unexpected<base::Failure> failed() const;

    std::filesystem::path path_, partial_;
    std::FILE* file_ = nullptr;
    ArchiveTally tally_;
    std::string line_;
};

/// Reads such a file from its beginning, in any number of bytes of memory but its longest line's. Failures name file
/// and line: `export_unreadable`, `export_unknown`, `export_version_unknown`, `export_line_too_long`,
/// `export_truncated`, `export_damaged`.
class ArchiveFileReader {
public:
    /// An event has at most a stored order's text, which a setting lets be a mebibyte.
    static constexpr std::size_t longest_line = 4UL * 1024 * 1024;

    static base::Result<std::unique_ptr<ArchiveFileReader>> open(std::filesystem::path const& path);

    /// Nothing after the last one, whose counts and digest are then found to be right.
    base::Result<std::optional<domain::ArchiveRecord>> next();

    /// Of what was read last, from 1 on; each record is one line.
    std::uint64_t line() const { return number_; }

    /// The failure with file and line before it.
    base::Failure located(base::Failure failure, std::uint64_t line) const;

    ArchiveTally const& tally() const { return tally_; }

private:
    explicit ArchiveFileReader(std::filesystem::path const& path) : path_(path), file_(path, std::ios::binary) {}

    base::Result<bool> read_line();  ///< False at the end of the file.
    base::Result<void> check_end();
    std::unexpected<base::Failure> wrong(std::string code, std::string detail) const;

    std::filesystem::path path_;
    std::ifstream file_;
    std::uint64_t number_ = 0;
    std::string line_;
    std::string piece_ = std::string(64UL * 1024, '\0');
    ArchiveTally tally_;
};

}
