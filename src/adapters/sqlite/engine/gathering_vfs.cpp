// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/gathering_vfs.hpp"

#include "adapters/sqlite/engine/database.hpp"

#include <atomic>
#include <cstddef>
#include <new>
#include <string_view>

namespace adapters::sqlite {

namespace {

/// A transaction larger than this is written in several goes.
constexpr std::size_t most_gathered = std::size_t{4} * 1024 * 1024;
/// SQLite's own VFS takes less than 128 KiB in one call (it cuts the size to 17 bits).
constexpr std::size_t most_at_once = std::size_t{64} * 1024;

/// SQLite allocates `szOsFile` bytes, aligned to 8: we construct this in them, the file of the VFS below lies behind.
struct GatheringFile {
    sqlite3_file head{};
    bool is_log = false;
    sqlite3_int64 begin = 0;  ///< Where `gathered` belongs in the file.
    std::string gathered;

    sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }

    int write_out()
    {
        std::string_view rest = gathered;
        int code = SQLITE_OK;
        while (code == SQLITE_OK && !rest.empty()) {
            auto const piece = rest.substr(0, most_at_once);
            code = below()->pMethods->xWrite(below(), piece.data(), static_cast<int>(piece.size()), begin);
            begin += static_cast<sqlite3_int64>(piece.size());
            rest.remove_prefix(piece.size());
        }
        // Also when it failed: the transaction is rolled back and its pages written anew.
        gathered.clear();
        return code;
    }
};

static_assert(alignof(GatheringFile) <= 8 && sizeof(GatheringFile) % 8 == 0);

GatheringFile& self(sqlite3_file* file) { return *reinterpret_cast<GatheringFile*>(file); }

/// Writes out, then asks the file below.
template <auto Method, typename... Arguments>
int settled(sqlite3_file* file, Arguments... arguments)
{
    auto& gathering = self(file);
    if (int const code = gathering.write_out(); code != SQLITE_OK) return code;
    return (gathering.below()->pMethods->*Method)(gathering.below(), arguments...);
}

template <auto Method, typename... Arguments>
auto passed(sqlite3_file* file, Arguments... arguments)
{
    auto* const below = self(file).below();
    return (below->pMethods->*Method)(below, arguments...);
}

int write(sqlite3_file* file, void const* data, int size, sqlite3_int64 offset)
{
    auto& gathering = self(file);
    if (!gathering.is_log) return passed<&sqlite3_io_methods::xWrite>(file, data, size, offset);

    auto& gathered = gathering.gathered;
    bool const follows = offset == gathering.begin + static_cast<sqlite3_int64>(gathered.size());
    if (!gathered.empty() && (!follows || gathered.size() >= most_gathered)) {
        if (int const code = gathering.write_out(); code != SQLITE_OK) return code;
    }
    if (gathered.empty()) gathering.begin = offset;
    gathered.append(static_cast<char const*>(data), static_cast<std::size_t>(size));
    return SQLITE_OK;
}

int close(sqlite3_file* file)
{
    auto& gathering = self(file);
    int const written = gathering.write_out();
    int const closed = gathering.below()->pMethods->xClose(gathering.below());
    gathering.~GatheringFile();
    return written != SQLITE_OK ? written : closed;
}

using Io = sqlite3_io_methods;

constexpr Io methods{
    .iVersion = 2,  // Without xFetch: a connection that writes maps nothing.
    .xClose = close,
    .xRead = settled<&Io::xRead, void*, int, sqlite3_int64>,
    .xWrite = write,
    .xTruncate = settled<&Io::xTruncate, sqlite3_int64>,
    .xSync = settled<&Io::xSync, int>,
    .xFileSize = settled<&Io::xFileSize, sqlite3_int64*>,
    .xLock = passed<&Io::xLock, int>,
    .xUnlock = passed<&Io::xUnlock, int>,
    .xCheckReservedLock = passed<&Io::xCheckReservedLock, int*>,
    .xFileControl = passed<&Io::xFileControl, int, void*>,
    .xSectorSize = passed<&Io::xSectorSize>,
    .xDeviceCharacteristics = passed<&Io::xDeviceCharacteristics>,
    .xShmMap = passed<&Io::xShmMap, int, int, int, void volatile**>,
    .xShmLock = passed<&Io::xShmLock, int, int, int>,
    .xShmBarrier = [](sqlite3_file* file) { passed<&Io::xShmBarrier>(file); },
    .xShmUnmap = passed<&Io::xShmUnmap, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

sqlite3_vfs* below_of(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, char const* path, sqlite3_file* file, int flags, int* given)
{
    auto& gathering = *new (file) GatheringFile;
    gathering.is_log = (flags & SQLITE_OPEN_WAL) != 0;
    int const code = below_of(vfs)->xOpen(below_of(vfs), path, gathering.below(), flags, given);
    // Without methods SQLite does not close it.
    bool const is_open = gathering.below()->pMethods != nullptr;
    if (!is_open) gathering.~GatheringFile();
    file->pMethods = is_open ? &methods : nullptr;
    return code;
}

/// The same function of the VFS below, whose state hangs on its own structure.
template <auto Function, typename... Arguments>
auto forwarded(sqlite3_vfs* vfs, Arguments... arguments)
{
    return (below_of(vfs)->*Function)(below_of(vfs), arguments...);
}

sqlite3_vfs make_vfs(sqlite3_vfs& below, char const* name)
{
    using Vfs = sqlite3_vfs;
    Vfs vfs{};
    vfs.iVersion = 2;
    vfs.szOsFile = static_cast<int>(sizeof(GatheringFile)) + below.szOsFile;
    vfs.mxPathname = below.mxPathname;
    vfs.zName = name;
    vfs.pAppData = &below;
    vfs.xOpen = open;
    vfs.xDelete = forwarded<&Vfs::xDelete, char const*, int>;
    vfs.xAccess = forwarded<&Vfs::xAccess, char const*, int, int*>;
    vfs.xFullPathname = forwarded<&Vfs::xFullPathname, char const*, int, char*>;
    vfs.xDlOpen = forwarded<&Vfs::xDlOpen, char const*>;
    vfs.xDlError = [](sqlite3_vfs* v, int size, char* text) { forwarded<&Vfs::xDlError>(v, size, text); };
    vfs.xDlSym = [](sqlite3_vfs* v, void* library, char const* symbol) {
        return below_of(v)->xDlSym(below_of(v), library, symbol);
    };
    vfs.xDlClose = [](sqlite3_vfs* v, void* library) { forwarded<&Vfs::xDlClose>(v, library); };
    vfs.xRandomness = forwarded<&Vfs::xRandomness, int, char*>;
    vfs.xSleep = forwarded<&Vfs::xSleep, int>;
    vfs.xCurrentTime = forwarded<&Vfs::xCurrentTime, double*>;
    vfs.xGetLastError = forwarded<&Vfs::xGetLastError, int, char*>;
    if (below.iVersion >= 2 && below.xCurrentTimeInt64 != nullptr)
        vfs.xCurrentTimeInt64 = forwarded<&Vfs::xCurrentTimeInt64, sqlite3_int64*>;
    else
        vfs.iVersion = 1;
    return vfs;
}

std::string unique_name()
{
    static std::atomic<unsigned> made = 0;
    return "gathering-" + std::to_string(++made);
}

}

GatheringVfs::GatheringVfs(std::string const& base) : name_(unique_name())
{
    auto* const below = sqlite3_vfs_find(base.c_str());
    if (below == nullptr) throw DatabaseError(SQLITE_CANTOPEN, "there is no VFS " + base);
    vfs_ = make_vfs(*below, name_.c_str());
    sqlite3_vfs_register(&vfs_, 0);
}

GatheringVfs::~GatheringVfs() { sqlite3_vfs_unregister(&vfs_); }

}
