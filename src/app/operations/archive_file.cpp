// SPDX-License-Identifier: Apache-2.0
#include "app/operations/archive_file.hpp"

#include "app/settings/private_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace app {

void ArchiveTally::add(std::string_view kind, std::string_view line)
{
    ++end_.counts[std::string(kind)];
    ++records_;
    end_.digest = forms::archive_digest(end_.digest, line);
}

base::Result<std::unique_ptr<ArchiveFileWriter>> ArchiveFileWriter::create(std::filesystem::path const& path,
                                                                           forms::ArchiveHeader const& header)
{
    std::unique_ptr<ArchiveFileWriter> writer(new ArchiveFileWriter(path));
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored))
        return base::failure(base::FailureKind::invalid, "file_not_written", path.string() + " is not a file");
    auto const descriptor =
        ::open(writer->partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return writer->failed();
    writer->file_ = ::fdopen(descriptor, "w");
    forms::append_archive_header(writer->line_, header);
    if (auto const written = writer->write_line(writer->line_); !written) return std::unexpected(written.error());
    return writer;
}

ArchiveFileWriter::~ArchiveFileWriter()
{
    if (file_ == nullptr) return;
    std::fclose(file_);
    ::unlink(partial_.c_str());
}

base::Result<void> ArchiveFileWriter::add(domain::ArchiveRecord const& record)
{
    line_.clear();
    forms::append_archive_record(line_, record);
    tally_.add(domain::kind_of(record), line_);
    return write_line(line_);
}

base::Result<void> ArchiveFileWriter::finish()
{
    line_.clear();
    forms::append_archive_end(line_, tally_.end());
    if (auto written = write_line(line_); !written) return written;
    if (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0) return failed();
    if (::rename(partial_.c_str(), path_.c_str()) != 0) return failed();
    std::fclose(std::exchange(file_, nullptr));
    sync_folder(path_.parent_path());
    return {};
}

base::Result<void> ArchiveFileWriter::write_line(std::string& line)
{
    line += '\n';
    if (std::fwrite(line.data(), 1, line.size(), file_) != line.size()) return failed();
    return {};
}

std::unexpected<base::Failure> ArchiveFileWriter::failed() const
{
    return base::failure(base::FailureKind::unavailable, "file_not_written",
                         fmt::format("{} cannot be written: {}", path_.string(), std::strerror(errno)));
}

base::Result<std::unique_ptr<ArchiveFileReader>> ArchiveFileReader::open(std::filesystem::path const& path)
{
    std::unique_ptr<ArchiveFileReader> reader(new ArchiveFileReader(path));
    if (!reader->file_)
        return base::failure(base::FailureKind::invalid, "export_unreadable",
                             fmt::format("{}: {}", path.string(), std::strerror(errno)));
    auto const has_line = reader->read_line();
    if (!has_line) return std::unexpected(has_line.error());
    if (auto const header = forms::parse_archive_header(reader->line_); !header)
        return std::unexpected(reader->located(header.error(), reader->line()));
    return reader;
}

base::Result<std::optional<domain::ArchiveRecord>> ArchiveFileReader::next()
{
    auto const has_line = read_line();
    if (!has_line) return std::unexpected(has_line.error());
    if (!*has_line) return wrong("export_truncated", "the end is missing: the file is not whole");
    if (forms::is_archive_end(line_)) {
        if (auto const checked = check_end(); !checked) return std::unexpected(checked.error());
        return std::nullopt;
    }
    auto record = forms::parse_archive_record(line_);
    if (!record) return std::unexpected(located(record.error(), number_));
    tally_.add(domain::kind_of(*record), line_);
    return std::move(*record);
}

base::Result<void> ArchiveFileReader::check_end()
{
    auto const end = forms::parse_archive_end(line_);
    if (!end) return std::unexpected(located(end.error(), number_));
    if (end->counts != tally_.end().counts)
        return wrong("export_damaged", "says that there are other numbers of records than there are");
    if (end->digest != tally_.end().digest) return wrong("export_damaged", "has another digest than what is before it");
    auto const more = read_line();
    if (!more || *more) return wrong("export_damaged", "comes after the end");
    return {};
}

base::Result<bool> ArchiveFileReader::read_line()
{
    ++number_;
    line_.clear();
    for (bool is_whole = false; !is_whole;) {
        file_.getline(piece_.data(), static_cast<std::streamsize>(piece_.size()));
        if (file_.bad()) return wrong("export_unreadable", std::strerror(errno));
        auto const taken = static_cast<std::size_t>(file_.gcount());
        if (file_.eof()) {
            if (line_.empty() && taken == 0) return false;
            return wrong("export_truncated", "is not whole");
        }
        // Without a line break among what was taken: there is more of the line than a piece.
        is_whole = !file_.fail();
        file_.clear();
        line_.append(piece_, 0, is_whole ? taken - 1 : taken);
        if (line_.size() > longest_line)
            return wrong("export_line_too_long", fmt::format("is longer than {} bytes", longest_line));
    }
    return true;
}

base::Failure ArchiveFileReader::located(base::Failure failure, std::uint64_t line) const
{
    failure.detail = fmt::format("{} line {}: {}", path_.string(), line, failure.detail);
    return failure;
}

std::unexpected<base::Failure> ArchiveFileReader::wrong(std::string code, std::string detail) const
{
    return std::unexpected(located({base::FailureKind::invalid, std::move(code), std::move(detail), {}, {}}, number_));
}

}
