// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace app {

/// The whole file; nothing when it cannot be read. A larger one is cut at `limit` bytes.
std::optional<std::string> read_small_file(std::filesystem::path const& path, std::size_t limit);

/// A new name in a folder lasts once the folder is synced. What goes wrong is not told.
void sync_folder(std::filesystem::path const& folder);

/// Writes a file that only its owner may read (0600), whole or not at all, also over a power cut.
base::Result<void> write_private_file(std::filesystem::path const& path, std::string_view text);

}
