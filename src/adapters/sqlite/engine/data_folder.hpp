// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace adapters::sqlite {

/// The folder of one server's data, locked while this lives: SQLite's file is written by one process only.
/// The lock goes with the process, however it ends.
class DataFolder {
public:
    /// Creates the folder (mode 0700) when it is missing. `conflict` `data_folder_locked`: a server
    /// has it; `unavailable` `data_folder_unusable`.
    static base::Result<DataFolder> open(std::filesystem::path const& directory);

    ~DataFolder();
    DataFolder(DataFolder&& other) noexcept;
    DataFolder& operator=(DataFolder&&) = delete;

    /// A restore that did not come to its end has left the folder without its database: it must be done again before
    /// anything else is made of it.
    std::filesystem::path unfinished_mark() const { return directory_ / "restore-unfinished"; }
    bool is_unfinished() const { return std::filesystem::exists(unfinished_mark()); }

    std::filesystem::path const& directory() const { return directory_; }
    std::string database_path() const { return (directory_ / "orders.db").string(); }

    /// Whether that many bytes more can be written there now.
    bool has_room(std::size_t bytes) const;

private:
    DataFolder(std::filesystem::path directory, int lock) : directory_(std::move(directory)), lock_(lock) {}

    std::filesystem::path directory_;
    int lock_;
};

}
