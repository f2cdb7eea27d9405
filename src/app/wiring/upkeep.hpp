// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/archive.hpp"
#include "ports/maintenance.hpp"

namespace app {

/// The store as a whole, for backup, verify, export and import: no rule of ours is between them and the ports.
struct Upkeep {
    ports::Maintenance& maintenance;
    ports::Archive& archive;
};

}
