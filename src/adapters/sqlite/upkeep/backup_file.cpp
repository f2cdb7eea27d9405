// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/backup_file.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ranges>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace adapters::sqlite {

namespace {

constexpr std::size_t size_bytes = 8;
constexpr std::size_t digest_bytes = 32;
constexpr std::size_t tail_bytes = size_bytes + end_mark.size() + digest_bytes;
constexpr std::uint64_t most_manifest = std::uint64_t{1} << 32;
constexpr std::size_t piece_bytes = std::size_t{1} << 20;

std::unexpected<base::Failure> failed(std::filesystem::path const& path, int error = errno)
{
    return base::failure(base::FailureKind::unavailable, "backup_failed",
                         path.string() + ": " + std::generic_category().message(error));
}

std::unexpected<base::Failure> not_a_backup(std::string why)
{
    return base::failure(base::FailureKind::invalid, "not_a_backup", std::move(why));
}

std::unexpected<base::Failure> file_exists(std::filesystem::path const& path)
{
    return base::failure(base::FailureKind::conflict, "file_exists",
                         path.string() + " is there already; name another file");
}

class File {
public:
    File(std::filesystem::path path, int flags)
        : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR))
    {
    }
    ~File()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    std::filesystem::path const& path() const { return path_; }

    std::uint64_t size() const
    {
        struct stat status{};
        return ::fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    }

    /// Exactly `size` bytes at `offset`.
    bool read(char* to, std::size_t size, std::uint64_t offset) const
    {
        while (size > 0) {
            auto const count = ::pread(descriptor_, to, size, static_cast<off_t>(offset));
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return false;
            to += count;
            size -= static_cast<std::size_t>(count);
            offset += static_cast<std::uint64_t>(count);
        }
        return true;
    }

    bool append(std::string_view text) const
    {
        while (!text.empty()) {
            auto const count = ::write(descriptor_, text.data(), text.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return false;
            text.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    bool sync() const { return ::fsync(descriptor_) == 0; }

private:
    std::filesystem::path path_;
    int descriptor_;
};

/// Calls `use` (string_view → bool) with the first `size` bytes, piece by piece.
template <typename Use>
base::Result<void> read_pieces(File const& file, std::uint64_t size, base::Progress& progress, Use const& use)
{
    std::string piece(piece_bytes, '\0');
    for (std::uint64_t done = 0; done < size;) {
        if (progress.is_cancelled()) return std::unexpected(cancelled());
        auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), size - done));
        if (!file.read(piece.data(), count, done)) return failed(file.path());
        if (!use(std::string_view(piece).substr(0, count))) return failed(file.path());
        done += count;
        progress.reach(done);
    }
    return {};
}

std::string little_endian(std::uint64_t number)
{
    std::string bytes(size_bytes, '\0');
    for (auto& byte : bytes) {
        byte = static_cast<char>(number & 0xff);
        number >>= 8;
    }
    return bytes;
}

std::uint64_t from_little_endian(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (char const byte : std::views::reverse(bytes)) number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

std::string_view as_text(base::Bytes32 const& digest)
{
    return {reinterpret_cast<char const*>(digest.data()), digest.size()};
}

/// The end of the file, found and believed only as far as it fits; the checksum is still to be compared.
struct Ending {
    Manifest manifest;
    std::string digest;
    std::uint64_t digested_bytes;
};

base::Result<Ending> read_ending(File const& file)
{
    auto const size = file.size();
    std::string tail(tail_bytes, '\0');
    if (size < tail_bytes || !file.read(tail.data(), tail.size(), size - tail_bytes) ||
        tail.compare(size_bytes, end_mark.size(), end_mark) != 0)
        return not_a_backup(file.path().string() + " is not a backup of order-receiver, or not a whole one");
    auto const manifest_bytes = from_little_endian(std::string_view(tail).substr(0, size_bytes));
    if (manifest_bytes > most_manifest || manifest_bytes > size - tail_bytes)
        return not_a_backup(file.path().string() + " is not a whole backup");
    std::string text(static_cast<std::size_t>(manifest_bytes), '\0');
    if (!file.read(text.data(), text.size(), size - tail_bytes - manifest_bytes)) return failed(file.path());
    auto manifest = parse_manifest(text);
    if (!manifest) return std::unexpected(manifest.error());
    if (manifest->database_bytes != size - tail_bytes - manifest_bytes)
        return not_a_backup(file.path().string() + " is not a whole backup");
    return Ending{std::move(*manifest), tail.substr(size_bytes + end_mark.size()), size - digest_bytes};
}

/// `use` sees each piece of what is digested, and its place.
template <typename Use>
base::Result<Manifest> check(std::filesystem::path const& path, base::Progress& progress, Use const& use)
{
    File const file(path, O_RDONLY);
    if (!file.is_open()) return failed(path);
    auto ending = read_ending(file);
    if (!ending) return std::unexpected(ending.error());
    progress.begin("checking the file", ending->digested_bytes);
    base::Sha256 digest;
    std::uint64_t place = 0;
    auto const read = read_pieces(file, ending->digested_bytes, progress, [&](std::string_view piece) {
        digest.add(piece);
        bool const is_used = use(piece, place, ending->manifest);
        place += piece.size();
        return is_used;
    });
    if (!read) return std::unexpected(read.error());
    auto const computed = digest.finish();
    if (as_text(computed) != ending->digest)
        return base::failure(base::FailureKind::invalid, "checksum_mismatch",
                             path.string() + " has changed since it was written");
    return std::move(ending->manifest);
}

}

base::Result<void> refuse_existing(std::filesystem::path const& file)
{
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(file, error))) return file_exists(file);
    return {};
}

base::Failure cancelled() { return {base::FailureKind::unavailable, "cancelled", "it was cancelled"}; }

base::Result<TemporaryFile> TemporaryFile::make(std::filesystem::path const& destination)
{
    auto name = (destination.parent_path() / ("." + destination.filename().string() + ".part-XXXXXX")).string();
    auto const descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return failed(destination);
    ::close(descriptor);
    return TemporaryFile(name, destination);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), destination_(std::move(other.destination_))
{
}

TemporaryFile::~TemporaryFile()
{
    if (!path_.empty()) ::unlink(path_.c_str());
}

base::Result<void> TemporaryFile::keep()
{
    // Unlike rename, link replaces nothing.
    if (::link(path_.c_str(), destination_.c_str()) != 0) {
        if (errno == EEXIST) return file_exists(destination_);
        // A file system without links.
        if (::rename(path_.c_str(), destination_.c_str()) != 0) return failed(destination_);
    } else {
        ::unlink(path_.c_str());
    }
    path_.clear();
    return sync_folder(destination_.parent_path());
}

base::Result<void> sync_file(std::filesystem::path const& file)
{
    File const opened(file, O_RDWR);
    if (!opened.is_open() || !opened.sync()) return failed(file);
    return {};
}

base::Result<void> sync_folder(std::filesystem::path const& folder)
{
    File const opened(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
    if (!opened.is_open() || !opened.sync()) return failed(folder);
    return {};
}

base::Result<std::uint64_t> seal(std::filesystem::path const& path, Manifest const& manifest, base::Progress& progress)
{
    File const file(path, O_RDWR | O_APPEND);
    if (!file.is_open()) return failed(path);
    auto const text = to_json(manifest);
    if (!file.append(text + little_endian(text.size())) || !file.append(end_mark)) return failed(path);

    auto const size = file.size();
    progress.begin("checksum", size);
    base::Sha256 digest;
    auto const read = read_pieces(file, size, progress, [&](std::string_view piece) {
        digest.add(piece);
        return true;
    });
    if (!read) return std::unexpected(read.error());
    progress.begin("syncing", 0);
    if (!file.append(as_text(digest.finish())) || !file.sync()) return failed(path);
    return size + digest_bytes;
}

base::Result<Manifest> open_backup(std::filesystem::path const& file, base::Progress& progress)
{
    return check(file, progress, [](std::string_view, std::uint64_t, Manifest const&) { return true; });
}

base::Result<Manifest> extract_database(std::filesystem::path const& file, std::filesystem::path const& to,
                                        base::Progress& progress)
{
    File const copy(to, O_WRONLY | O_TRUNC);
    if (!copy.is_open()) return failed(to);
    std::optional<int> error;
    auto manifest = check(file, progress, [&](std::string_view piece, std::uint64_t place, Manifest const& known) {
        auto const left = known.database_bytes > place ? known.database_bytes - place : 0;
        if (error ||
            copy.append(piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size())))))
            return true;
        error = errno;
        return true;
    });
    if (error) return failed(to, *error);
    if (manifest && !copy.sync()) return failed(to);
    return manifest;
}

}
