// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/archive.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The lines of an export file, one JSON object each: a header, the records, an end. Times are microseconds since 1970,
/// digests hex. `kind` comes first, the text of a business or an event last, as it is stored.
namespace forms {

constexpr int archive_version = 1;

struct ArchiveHeader {
    int version = archive_version;
    std::string program;  ///< The version of the program that wrote it.
    base::Instant exported_at;
};

/// What the records before it must add up to.
struct ArchiveEnd {
    domain::ArchiveCounts counts;
    std::string digest;
};

// Without a line break at the end.
void append_archive_header(std::string& out, ArchiveHeader const& header);
void append_archive_record(std::string& out, domain::ArchiveRecord const& record);
void append_archive_end(std::string& out, ArchiveEnd const& end);

// `invalid` when it is not such a line; for the header also `export_version_unknown`.
base::Result<ArchiveHeader> parse_archive_header(std::string_view line);
base::Result<domain::ArchiveRecord> parse_archive_record(std::string_view line);
base::Result<ArchiveEnd> parse_archive_end(std::string_view line);
bool is_archive_end(std::string_view line);

/// The digest of the records up to and with this line, from that of those before it; empty before the first.
std::string archive_digest(std::string_view before, std::string_view line);

}
