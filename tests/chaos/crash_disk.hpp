// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace chaos {

/// A disk that forgets what was not synced. Files live in memory, each as what a running system sees and what a
/// power cut leaves: at a cut every 512-byte sector that was written since its file's last sync holds any one of
/// the versions that it had since, chosen at random, so writes are dropped, torn and reordered; a size may fall back
/// and a deletion may not have happened. Any thread.
class CrashDisk {
public:
    static constexpr std::size_t sector = 512;

    struct File {
        std::string content;                                          ///< As the running system sees it.
        std::string durable;                                          ///< As of the last sync.
        std::map<std::uint64_t, std::vector<std::string>> versions;   ///< By sector, since the last sync.
        std::vector<std::size_t> sizes;                               ///< Since the last sync.
        std::string path;
        bool is_durable = false;  ///< Its directory entry survives a power cut.
    };

    enum class Fault : std::uint8_t { none, full_on_write, failed_sync };

    std::shared_ptr<File> open(std::string const& path, bool create);  ///< Null: not there.
    bool exists(std::string const& path);
    void remove(std::string const& path, bool sync_directory);

    /// False: frozen or faulty; nothing happened, or some of it.
    bool write(File& file, std::uint64_t offset, std::string_view bytes);
    bool truncate(File& file, std::uint64_t size);
    bool sync(File& file);
    bool read(File const& file, std::uint64_t offset, char* out, std::size_t size, std::size_t& got);
    std::size_t size(File const& file);

    /// After `operations` more writes and syncs nothing works any more, as when the power goes.
    void freeze_after(std::uint64_t operations);
    void freeze_now();
    bool is_frozen() const;

    /// Every write, or every sync, fails until set back to none.
    void set_fault(Fault fault);
    Fault fault() const;

    /// The power was cut: each file becomes what the disk holds; the disk works again. No file may be open.
    void power_cut(std::mt19937_64& random);

private:
    bool spend_operation();
    static std::string survivor(File const& file, std::size_t keep_percent, std::mt19937_64& random);
    static void keep_version(File& file, std::uint64_t offset, std::size_t size);

    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<File>> files_;
    std::map<std::string, std::string> deleted_;  ///< What may come back at a cut: the directory was not synced since.
    std::uint64_t operations_left_ = ~std::uint64_t{0};
    bool frozen_ = false;
    Fault fault_ = Fault::none;
};

}
