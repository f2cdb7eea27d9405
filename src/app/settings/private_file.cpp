// SPDX-License-Identifier: Apache-2.0
#include "app/settings/private_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace app {
namespace {

std::unexpected<base::Failure> cannot_write(std::filesystem::path const& path)
{
    return base::failure(base::FailureKind::unavailable, "file_not_written",
                         path.string() + " cannot be written: " + std::generic_category().message(errno));
}

bool write_and_sync(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        auto const size = ::write(descriptor, text.data(), text.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(size));
    }
    return ::fsync(descriptor) == 0;
}

}

std::optional<std::string> read_small_file(std::filesystem::path const& path, std::size_t limit)
{
    std::ifstream file(path, std::ios::binary);
    std::string text(limit, '\0');
    if (!file.read(text.data(), static_cast<std::streamsize>(limit)) && !file.eof()) return std::nullopt;
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

void sync_folder(std::filesystem::path const& folder)
{
    auto const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

base::Result<void> write_private_file(std::filesystem::path const& path, std::string_view text)
{
    // mkstemp creates with 0600.
    auto temporary = path.string() + ".XXXXXX";
    auto const descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) return cannot_write(path);
    auto const is_written = write_and_sync(descriptor, text);
    ::close(descriptor);
    if (!is_written || ::rename(temporary.c_str(), path.c_str()) != 0) {
        auto const failure = cannot_write(path);
        ::unlink(temporary.c_str());
        return failure;
    }
    sync_folder(path.parent_path());
    return {};
}

}
