// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crash_disk.hpp"

#include <memory>
#include <string>

namespace chaos {

/// Registers a CrashDisk with SQLite under `name`; unregisters it at the end. Connections of one process share
/// its locks and its shared memory, which a power cut clears (all connections are closed then).
class CrashVfs {
public:
    CrashVfs(std::string name, CrashDisk& disk);
    ~CrashVfs();

    CrashVfs(CrashVfs const&) = delete;
    CrashVfs& operator=(CrashVfs const&) = delete;

    std::string const& name() const { return name_; }

private:
    struct Registration;

    std::string name_;
    std::unique_ptr<Registration> registration_;
};

}
