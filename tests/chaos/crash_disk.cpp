// SPDX-License-Identifier: Apache-2.0
#include "crash_disk.hpp"

#include <algorithm>
#include <cstring>

namespace chaos {

std::shared_ptr<CrashDisk::File> CrashDisk::open(std::string const& path, bool create)
{
    std::scoped_lock const lock(mutex_);
    if (frozen_) return nullptr;
    auto const found = files_.find(path);
    if (found != files_.end()) return found->second;
    if (!create) return nullptr;
    auto file = std::make_shared<File>();
    file->path = path;
    files_[path] = file;
    return file;
}

bool CrashDisk::exists(std::string const& path)
{
    std::scoped_lock const lock(mutex_);
    return files_.contains(path);
}

void CrashDisk::remove(std::string const& path, bool sync_directory)
{
    std::scoped_lock const lock(mutex_);
    auto const found = files_.find(path);
    if (found == files_.end() || frozen_) return;
    if (!sync_directory && found->second->is_durable) deleted_[path] = found->second->durable;
    if (sync_directory) deleted_.erase(path);
    files_.erase(found);
}

bool CrashDisk::spend_operation()
{
    if (frozen_) return false;
    if (operations_left_ == 0) {
        frozen_ = true;
        return false;
    }
    --operations_left_;
    return true;
}

/// Notes the state of every sector that a write or truncation touched.
void CrashDisk::keep_version(File& file, std::uint64_t offset, std::size_t size)
{
    for (auto at = offset / sector; at * sector < offset + size; ++at) {
        auto const begin = std::min<std::size_t>(at * sector, file.content.size());
        file.versions[at].push_back(file.content.substr(begin, sector));
    }
    file.sizes.push_back(file.content.size());
}

bool CrashDisk::write(File& file, std::uint64_t offset, std::string_view bytes)
{
    std::scoped_lock const lock(mutex_);
    if (fault_ == Fault::full_on_write || !spend_operation()) return false;
    if (file.content.size() < offset + bytes.size()) file.content.resize(offset + bytes.size());
    std::memcpy(file.content.data() + offset, bytes.data(), bytes.size());
    keep_version(file, offset, bytes.size());
    return true;
}

bool CrashDisk::truncate(File& file, std::uint64_t size)
{
    std::scoped_lock const lock(mutex_);
    if (!spend_operation()) return false;
    auto const old = file.content.size();
    file.content.resize(size);
    keep_version(file, std::min<std::uint64_t>(size, old), 0);
    return true;
}

bool CrashDisk::sync(File& file)
{
    std::scoped_lock const lock(mutex_);
    if (fault_ == Fault::failed_sync || !spend_operation()) return false;
    file.durable = file.content;
    file.versions.clear();
    file.sizes.clear();
    // As SQLite's Unix VFS does for a new journal or log: the directory is synced with it, deletions included.
    if (!file.is_durable) deleted_.clear();
    file.is_durable = true;
    return true;
}

bool CrashDisk::read(File const& file, std::uint64_t offset, char* out, std::size_t size, std::size_t& got)
{
    std::scoped_lock const lock(mutex_);
    if (frozen_) return false;
    got = offset < file.content.size() ? std::min<std::size_t>(size, file.content.size() - offset) : 0;
    std::memcpy(out, file.content.data() + std::min<std::size_t>(offset, file.content.size()), got);
    std::memset(out + got, 0, size - got);
    return true;
}

std::size_t CrashDisk::size(File const& file)
{
    std::scoped_lock const lock(mutex_);
    return file.content.size();
}

void CrashDisk::freeze_after(std::uint64_t operations)
{
    std::scoped_lock const lock(mutex_);
    operations_left_ = operations;
}

void CrashDisk::freeze_now()
{
    std::scoped_lock const lock(mutex_);
    frozen_ = true;
}

bool CrashDisk::is_frozen() const
{
    std::scoped_lock const lock(mutex_);
    return frozen_;
}

void CrashDisk::set_fault(Fault fault)
{
    std::scoped_lock const lock(mutex_);
    fault_ = fault;
}

CrashDisk::Fault CrashDisk::fault() const
{
    std::scoped_lock const lock(mutex_);
    return fault_;
}

std::string CrashDisk::survivor(File const& file, std::size_t keep_percent, std::mt19937_64& random)
{
    std::string disk = file.durable;
    if (!file.sizes.empty() && random() % 100 < keep_percent) disk.resize(file.sizes[random() % file.sizes.size()]);
    for (auto const& [number, versions] : file.versions) {
        if (random() % 100 >= keep_percent) continue;
        auto const& version = versions[random() % versions.size()];
        if (disk.size() < number * sector + version.size()) disk.resize(number * sector + version.size());
        std::memcpy(disk.data() + number * sector, version.data(), version.size());
    }
    return disk;
}

void CrashDisk::power_cut(std::mt19937_64& random)
{
    std::scoped_lock const lock(mutex_);
    // Some cuts lose nearly everything that was in flight, some nearly nothing.
    constexpr std::array<std::size_t, 4> choices{0, 30, 70, 100};
    auto const keep_percent = choices[random() % choices.size()];

    std::map<std::string, std::string> disk;
    for (auto const& [path, content] : deleted_)
        if (random() % 2 == 0) disk[path] = content;
    for (auto const& [path, file] : files_)
        if (file->is_durable || random() % 2 == 0) disk[path] = survivor(*file, keep_percent, random);

    files_.clear();
    deleted_.clear();
    for (auto& [path, content] : disk) {
        auto file = std::make_shared<File>();
        file->path = path;
        file->content = content;
        file->durable = std::move(content);
        file->is_durable = true;
        files_[path] = std::move(file);
    }
    frozen_ = false;
    operations_left_ = ~std::uint64_t{0};
}

}
