// SPDX-License-Identifier: Apache-2.0
#include "app/doctor/doctor.hpp"
#include "app/operations/control_socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace app {
namespace {

using std::chrono::microseconds;

constexpr std::uint64_t mib = 1024 * 1024;
constexpr std::uint64_t too_little_space = 128 * mib;
constexpr std::uint64_t little_space = 1024 * mib;
constexpr int syncs = 48;
constexpr auto slow_sync = std::chrono::milliseconds(20);

std::vector<std::filesystem::path> files_of(std::filesystem::path const& folder)
{
    std::vector<std::filesystem::path> files{folder};
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator(folder, ignored)) files.push_back(entry.path());
    return files;
}

Finding judge_modes(Settings const& settings)
{
    auto files = files_of(settings.data_dir);
    if (!settings.tls_key_file.empty()) files.push_back(settings.tls_key_file);
    std::string open;
    for (auto const& file : files) {
        struct stat status{};
        if (::lstat(file.c_str(), &status) != 0 || S_ISLNK(status.st_mode) || (status.st_mode & 077U) == 0) continue;
        open += fmt::format("{}{} ({:o})", open.empty() ? "" : ", ", file.string(), status.st_mode & 0777U);
    }
    if (open.empty()) return {"file_modes", Verdict::ok, fmt::format("{} files, their owner's alone", files.size())};
    return {"file_modes", Verdict::failed, "others may reach " + open, "chmod 700 the folder and 600 the files"};
}

Finding judge_owner(Settings const& settings)
{
    struct stat folder{};
    if (::stat(settings.data_dir.c_str(), &folder) != 0) return {"owner", Verdict::failed, std::strerror(errno)};
    for (auto const& file : files_of(settings.data_dir)) {
        struct stat status{};
        if (::lstat(file.c_str(), &status) == 0 && status.st_uid != folder.st_uid)
            return {"owner", Verdict::failed,
                    fmt::format("{} is user {}'s, the folder user {}'s", file.string(), status.st_uid, folder.st_uid),
                    "give all of it to the user that runs the server: chown -R"};
    }
    if (auto const me = ::geteuid(); me != 0 && me != folder.st_uid)
        return {"owner", Verdict::failed, fmt::format("the folder is user {}'s, this is user {}", folder.st_uid, me),
                "run this as the user that runs the server"};
    return {"owner", Verdict::ok, fmt::format("user {}", folder.st_uid)};
}

Finding measure_space(std::filesystem::path const& folder)
{
    struct statvfs space{};
    if (::statvfs(folder.c_str(), &space) != 0) return {"disk_space", Verdict::failed, std::strerror(errno)};
    auto const files = space.f_files == 0 ? 1 : space.f_favail;  // 0: the file system counts none
    return judge_space(space.f_bavail * space.f_frsize, space.f_blocks * space.f_frsize, files);
}

/// A file that has a name only while it is measured with.
class Scratch {
public:
    explicit Scratch(std::filesystem::path const& folder) : path_((folder / ".doctor-XXXXXX").string())
    {
        descriptor_ = ::mkostemp(path_.data(), O_CLOEXEC);
        if (descriptor_ < 0) trouble_ = errno;
    }
    ~Scratch()
    {
        if (descriptor_ < 0) return;
        ::unlink(path_.c_str());
        ::close(descriptor_);
    }
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;

    /// How long 4 KiB take to the disk; nothing when they did not get there (`trouble`).
    std::optional<microseconds> sync(int n)
    {
        if (descriptor_ < 0) return std::nullopt;
        std::array<char, 4096> block{};
        block.fill(static_cast<char>(n));
        auto const begin = std::chrono::steady_clock::now();
        auto const written = ::pwrite(descriptor_, block.data(), block.size(), static_cast<off_t>(n) * 4096);
        if (written != static_cast<ssize_t>(block.size()) || ::fdatasync(descriptor_) != 0) {
            trouble_ = errno;
            return std::nullopt;
        }
        return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin);
    }

    std::string trouble() const { return std::strerror(trouble_); }

private:
    std::string path_;
    int descriptor_;
    int trouble_ = 0;
};

Finding measure_syncs(std::filesystem::path const& folder)
{
    Scratch file(folder);
    std::vector<microseconds> each;
    for (int n = 0; n < syncs; ++n) {
        auto const took = file.sync(n);
        if (!took)
            return {"fsync", Verdict::failed, "nothing can be written there: " + file.trouble(),
                    "make room or make the folder writable; orders are refused with 503 until then"};
        each.push_back(*took);
    }
    return judge_fsync(std::move(each));
}

/// Whether some process has locked that file. Looks only: a lock taken to find out would be in a server's way.
bool is_locked(std::filesystem::path const& file)
{
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0) return false;
    auto const inode = fmt::format(":{} ", status.st_ino);
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);)
        if (line.contains("FLOCK") && line.contains(inode)) return true;
    return false;
}

Finding judge_server(Settings const& settings)
{
    if (is_served(settings)) return {"server", Verdict::ok, "runs on this folder and takes commands"};
    if (!is_locked(settings.data_dir / "lock")) return {"server", Verdict::ok, "none runs on this folder"};
    return {"server", Verdict::warning, "a process uses this folder and takes no commands",
            "it starts, stops, or is another command; if that lasts, look at its log"};
}

}

bool is_served(Settings const& settings)
{
    auto const answer = ask_server(settings.data_dir, "doctor\n{}");
    return answer && *answer;
}

Finding judge_space(std::uint64_t free_bytes, std::uint64_t all_bytes, std::uint64_t free_files)
{
    auto const found = fmt::format("{} of {} MiB are free", free_bytes / mib, all_bytes / mib);
    if (free_files == 0) return {"disk_space", Verdict::failed, "no more files can be made", "remove files there"};
    if (free_bytes < too_little_space)
        return {"disk_space", Verdict::failed, found, "make room: a full disk refuses every order with 503"};
    if (free_bytes < little_space || free_bytes < all_bytes / 20)
        return {"disk_space", Verdict::warning, found, "make room before it is full"};
    return {"disk_space", Verdict::ok, found};
}

Finding judge_fsync(std::vector<microseconds> each)
{
    std::ranges::sort(each);
    auto const median = each[each.size() / 2];
    auto const found = fmt::format("4 KiB reach the disk in {:.1f} ms (median of {}), {:.1f} ms at worst",
                                   static_cast<double>(median.count()) / 1000, each.size(),
                                   static_cast<double>(each.back().count()) / 1000);
    if (median < slow_sync) return {"fsync", Verdict::ok, found};
    return {"fsync", Verdict::warning, found, "each order waits for one: use a local SSD, no network file system"};
}

Findings check_folder(Settings const& settings)
{
    std::error_code error;
    auto const status = std::filesystem::status(settings.data_dir, error);
    auto const path = std::filesystem::absolute(settings.data_dir).string();
    if (status.type() == std::filesystem::file_type::not_found)
        return {{"data_folder", Verdict::ok, path + " is not there yet; the first start makes it"}};
    if (status.type() != std::filesystem::file_type::directory)
        return {{"data_folder", Verdict::failed, path + " is not a folder", "give DATA_DIR a folder"}};
    return {{"data_folder", Verdict::ok, path},
            judge_server(settings),
            judge_modes(settings),
            judge_owner(settings),
            measure_space(settings.data_dir),
            measure_syncs(settings.data_dir)};
}

}
