// SPDX-License-Identifier: Apache-2.0
#include "crash_vfs.hpp"

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cstring>
#include <new>
#include <stdexcept>

namespace chaos {

namespace {

/// What connections to one file share: SQLite's five lock states and the WAL index.
struct Shared {
    int shared = 0;
    void const* reserved = nullptr;
    void const* pending = nullptr;
    void const* exclusive = nullptr;

    struct Slot {
        int shared = 0;
        bool exclusive = false;
    };
    std::array<Slot, SQLITE_SHM_NLOCK> slots;
    std::vector<std::unique_ptr<char[]>> regions;
    int connections = 0;
};

/// What the VFS's functions need; `pAppData` points at it.
struct VfsState {
    CrashDisk& disk;
    std::mutex mutex;
    std::map<std::string, Shared> shared;
};

}

struct CrashVfs::Registration {
    sqlite3_vfs vfs{};
    VfsState state;
};

namespace {

/// SQLite allocates `szOsFile` bytes and we construct this in them.
struct OpenFile {
    sqlite3_file base;
    CrashDisk* disk;
    std::mutex* mutex;
    Shared* shared;
    std::shared_ptr<CrashDisk::File> file;
    int level;
    std::array<std::uint8_t, SQLITE_SHM_NLOCK> shm;  ///< 0 none, 1 shared, 2 exclusive
    bool has_shm;
};

OpenFile& self(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

int close_file(sqlite3_file* file)
{
    self(file).~OpenFile();
    return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 offset)
{
    std::size_t got = 0;
    auto const wanted = static_cast<std::size_t>(size);
    if (!self(file).disk->read(*self(file).file, static_cast<std::uint64_t>(offset), static_cast<char*>(out), wanted,
                               got))
        return SQLITE_IOERR_READ;
    return got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, void const* bytes, int size, sqlite3_int64 offset)
{
    std::string_view const text(static_cast<char const*>(bytes), static_cast<std::size_t>(size));
    if (self(file).disk->write(*self(file).file, static_cast<std::uint64_t>(offset), text)) return SQLITE_OK;
    return self(file).disk->fault() == CrashDisk::Fault::full_on_write ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size)
{
    return self(file).disk->truncate(*self(file).file, static_cast<std::uint64_t>(size)) ? SQLITE_OK
                                                                                         : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file* file, int)
{
    return self(file).disk->sync(*self(file).file) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    *size = static_cast<sqlite3_int64>(self(file).disk->size(*self(file).file));
    return SQLITE_OK;
}

int lock_file(sqlite3_file* file, int level)
{
    auto& f = self(file);
    std::scoped_lock const lock(*f.mutex);
    if (f.level >= level) return SQLITE_OK;
    auto& s = *f.shared;
    auto const is_others = [&f](void const* owner) { return owner && owner != &f; };
    if (level == SQLITE_LOCK_SHARED) {
        if (is_others(s.pending) || is_others(s.exclusive)) return SQLITE_BUSY;
        ++s.shared;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (is_others(s.reserved) || is_others(s.pending) || is_others(s.exclusive)) return SQLITE_BUSY;
        s.reserved = &f;
    } else {
        if (is_others(s.reserved) || is_others(s.pending) || is_others(s.exclusive)) return SQLITE_BUSY;
        s.pending = &f;
        f.level = SQLITE_LOCK_PENDING;
        if (s.shared > 1) return SQLITE_BUSY;
        s.exclusive = &f;
    }
    f.level = level;
    return SQLITE_OK;
}

int unlock_file(sqlite3_file* file, int level)
{
    auto& f = self(file);
    std::scoped_lock const lock(*f.mutex);
    if (f.level <= level) return SQLITE_OK;
    auto& s = *f.shared;
    if (s.reserved == &f) s.reserved = nullptr;
    if (s.pending == &f) s.pending = nullptr;
    if (s.exclusive == &f) s.exclusive = nullptr;
    if (level == SQLITE_LOCK_NONE) --s.shared;
    f.level = level;
    return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* result)
{
    auto& f = self(file);
    std::scoped_lock const lock(*f.mutex);
    *result = f.shared->reserved || f.shared->pending || f.shared->exclusive ? 1 : 0;
    return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return static_cast<int>(CrashDisk::sector); }

/// As SQLite's own Unix VFS says: bytes beside those that are written do not change.
int device_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** region)
{
    auto& f = self(file);
    std::scoped_lock const lock(*f.mutex);
    auto& s = *f.shared;
    if (!f.has_shm) {
        f.has_shm = true;
        ++s.connections;
    }
    auto const wanted = static_cast<std::size_t>(page) + 1;
    if (s.regions.size() < wanted && !extend) {
        *region = nullptr;
        return SQLITE_OK;
    }
    while (s.regions.size() < wanted) s.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    *region = s.regions[wanted - 1].get();
    return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags)
{
    auto& f = self(file);
    std::scoped_lock const lock(*f.mutex);
    auto& s = *f.shared;
    auto const begin = static_cast<std::size_t>(offset);
    auto const end = begin + static_cast<std::size_t>(count);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        for (auto i = begin; i < end; ++i) {
            if (f.shm[i] == 1) --s.slots[i].shared;
            if (f.shm[i] == 2) s.slots[i].exclusive = false;
            f.shm[i] = 0;
        }
        return SQLITE_OK;
    }
    bool const wants_exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    for (auto i = begin; i < end; ++i) {
        if (f.shm[i] == 2 || (f.shm[i] == 1 && !wants_exclusive)) continue;
        int const other_readers = s.slots[i].shared - (f.shm[i] == 1 ? 1 : 0);
        if (s.slots[i].exclusive || (wants_exclusive && other_readers > 0)) return SQLITE_BUSY;
    }
    for (auto i = begin; i < end; ++i) {
        if (f.shm[i] != 0) continue;
        f.shm[i] = wants_exclusive ? 2 : 1;
        if (wants_exclusive)
            s.slots[i].exclusive = true;
        else
            ++s.slots[i].shared;
    }
    return SQLITE_OK;
}

void shm_barrier(sqlite3_file* file)
{
    // What the Unix VFS does too: a fence and a mutex, which sanitizers understand.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    std::scoped_lock const lock(*self(file).mutex);
}

int shm_unmap(sqlite3_file* file, int)
{
    auto& f = self(file);
    std::scoped_lock const lock(*f.mutex);
    if (!f.has_shm) return SQLITE_OK;
    f.has_shm = false;
    // The index is only memory: the first of the next connections builds it anew from the log.
    if (--f.shared->connections == 0) f.shared->regions.clear();
    return SQLITE_OK;
}

constexpr sqlite3_io_methods methods = {
    2,           close_file,     read_file,    write_file,  truncate_file,          sync_file, file_size, lock_file,
    unlock_file, check_reserved, file_control, sector_size, device_characteristics, shm_map,   shm_lock,  shm_barrier,
    shm_unmap,   nullptr,        nullptr,
};

VfsState& state(sqlite3_vfs* vfs) { return *static_cast<VfsState*>(vfs->pAppData); }

sqlite3_vfs* system_vfs() { return sqlite3_vfs_find(nullptr); }

int open_file(sqlite3_vfs* vfs, char const* name, sqlite3_file* file, int flags, int* out_flags)
{
    auto& s = state(vfs);
    file->pMethods = nullptr;
    if (!name) return SQLITE_CANTOPEN;  // Temporary files: the product keeps them in memory.
    auto opened = s.disk.open(name, (flags & SQLITE_OPEN_CREATE) != 0);
    if (!opened) return SQLITE_CANTOPEN;
    std::scoped_lock const lock(s.mutex);
    new (file) OpenFile{{&methods}, &s.disk, &s.mutex, &s.shared[name], std::move(opened), SQLITE_LOCK_NONE, {}, false};
    if (out_flags) *out_flags = flags;
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, char const* name, int sync_directory)
{
    auto& s = state(vfs);
    if (!s.disk.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
    s.disk.remove(name, sync_directory != 0);
    return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, char const* name, int, int* result)
{
    *result = state(vfs).disk.exists(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, char const* name, int size, char* out)
{
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out) { return system_vfs()->xRandomness(system_vfs(), size, out); }
int sleep_micros(sqlite3_vfs*, int micros) { return system_vfs()->xSleep(system_vfs(), micros); }
int current_time(sqlite3_vfs*, double* time) { return system_vfs()->xCurrentTime(system_vfs(), time); }
int last_error(sqlite3_vfs*, int, char*) { return 0; }

}

CrashVfs::CrashVfs(std::string name, CrashDisk& disk)
    : name_(std::move(name)), registration_(new Registration{{}, {disk, {}, {}}})
{
    auto& vfs = registration_->vfs;
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(OpenFile);
    vfs.mxPathname = 512;
    vfs.zName = name_.c_str();
    vfs.pAppData = &registration_->state;
    vfs.xOpen = open_file;
    vfs.xDelete = remove_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleep_micros;
    vfs.xCurrentTime = current_time;
    vfs.xGetLastError = last_error;
    if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) throw std::runtime_error("SQLite did not take the VFS");
}

CrashVfs::~CrashVfs() { sqlite3_vfs_unregister(&registration_->vfs); }

}
