// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/upkeep/offline.hpp"

#include <chrono>
#include <filesystem>
#include <string>

/// What came of backup, restore and verify, as JSON.
namespace app {

std::string to_text(adapters::sqlite::Backup const& backup, std::filesystem::path const& file,
                    std::chrono::milliseconds took);
std::string to_text(adapters::sqlite::FileVerification const& verification, std::string_view of,
                    std::chrono::milliseconds took);
std::string to_text(adapters::sqlite::Restoration const& restoration, adapters::sqlite::RestoreOptions const& options,
                    std::chrono::milliseconds took);

}
