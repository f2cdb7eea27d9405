// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/data_folder.hpp"

#include "adapters/sqlite/engine/database.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace adapters::sqlite {

namespace {

std::unexpected<base::Failure> unusable(std::filesystem::path const& directory, std::string const& reason)
{
    return std::unexpected(base::unavailable("data_folder_unusable", directory.string() + ": " + reason));
}

}

base::Result<DataFolder> DataFolder::open(std::filesystem::path const& directory)
{
    std::error_code error;
    if (std::filesystem::create_directories(directory, error))
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    if (error) return unusable(directory, error.message());

    int const lock = ::open((directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return unusable(directory, std::strerror(errno));
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return base::failure(base::FailureKind::conflict, "data_folder_locked",
                             directory.string() + ": another order-receiver uses this data folder");
    }
    return DataFolder(directory, lock);
}

bool DataFolder::has_room(std::size_t bytes) const
{
    auto name = (directory_ / ".room-XXXXXX").string();
    int const file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) return false;
    ::unlink(name.c_str());
    bool const has_room = ::posix_fallocate(file, 0, static_cast<off_t>(bytes)) == 0;
    ::close(file);
    return has_room;
}

DataFolder::~DataFolder()
{
    if (lock_ >= 0) ::close(lock_);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : directory_(std::move(other.directory_)), lock_(std::exchange(other.lock_, -1))
{
}

}
