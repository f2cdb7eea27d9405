// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::sqlite {

/// The SQLite library that the program runs with.
struct Library {
    std::string_view version;
    int number = 0;  ///< 3040001 for 3.40.1.
    bool is_threadsafe = false;
    std::string options;  ///< What it was compiled with, one a line.
};
Library library();

/// Bytes of the write-ahead log in the data folder.
std::uint64_t log_bytes(std::filesystem::path const& folder);

/// Reads every page of the file, under the folder's lock, and writes nothing but that lock. Empty: sound; else what is
/// wrong. `not_found`: there is no file yet. `conflict` `data_folder_locked`: a server uses it. `unavailable`:
/// `restore_unfinished`, `database_too_new`, `database_unusable`.
base::Result<std::string> quick_check(std::filesystem::path const& folder);

}
