// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace app {

/// What was given to `backup`, `restore` and `verify`.
struct MaintenanceOptions {
    std::optional<std::filesystem::path> file;
    std::uint64_t skip_numbers = 1'000;
    bool replaces = false;
};

}
