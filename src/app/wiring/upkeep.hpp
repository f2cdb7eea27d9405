// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/upkeep/backups.hpp"
#include "ports/archive.hpp"
#include "ports/verifier.hpp"

namespace app {

/// The store as a whole, for backup, verify, export and import: no rule of ours is between them and the ports.
struct Upkeep {
    ports::Verifier& verifier;
    adapters::sqlite::Backups& backups;
    ports::Archive& archive;
};

}
