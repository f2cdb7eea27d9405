// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <string>

namespace adapters::sqlite {

/// A VFS over another one that gathers what a transaction writes to the write-ahead log and gives it to the kernel in
/// one call, where SQLite makes two for each page (docs/adr/0007). Everything else passes through.
///
/// What is gathered reaches the file before a sync, a read or a look at its size: only for connections with
/// `synchronous = FULL`, where SQLite syncs each commit before it tells other connections of it. One thread.
class GatheringVfs {
public:
    /// `base` is a registered VFS that outlives this. Throws DatabaseError when there is none of that name.
    explicit GatheringVfs(std::string const& base);

    /// After the last file of it is closed.
    ~GatheringVfs();

    GatheringVfs(GatheringVfs const&) = delete;
    GatheringVfs& operator=(GatheringVfs const&) = delete;

    std::string const& name() const { return name_; }

private:
    std::string name_;
    sqlite3_vfs vfs_{};
};

}
