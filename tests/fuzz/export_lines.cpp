// SPDX-License-Identifier: Apache-2.0
// Lines of an export, and the manifest of a backup: files that an operator got from somewhere. What is accepted is
// written as it reads again.
#include "adapters/sqlite/upkeep/backup_file.hpp"
#include "forms/archive.hpp"
#include "fuzz.hpp"

#include <string>

void fuzz(std::string_view input)
{
    if (auto const header = forms::parse_archive_header(input)) {
        std::string text;
        forms::append_archive_header(text, *header);
        auto const again = forms::parse_archive_header(text);
        REQUIRE(again && again->program == header->program && again->exported_at == header->exported_at);
    }
    if (auto const record = forms::parse_archive_record(input)) {
        std::string text, again_text;
        forms::append_archive_record(text, *record);
        auto const again = forms::parse_archive_record(text);
        REQUIRE(again.has_value());
        forms::append_archive_record(again_text, *again);
        REQUIRE(again_text == text);
    }
    if (auto const end = forms::parse_archive_end(input)) {
        std::string text;
        forms::append_archive_end(text, *end);
        auto const again = forms::parse_archive_end(text);
        REQUIRE(again && again->counts == end->counts && again->digest == end->digest);
    }
    if (auto const manifest = adapters::sqlite::parse_manifest(input)) {
        auto const text = adapters::sqlite::to_json(*manifest);
        auto const again = adapters::sqlite::parse_manifest(text);
        REQUIRE(again && adapters::sqlite::to_json(*again) == text);
    }
}
