// SPDX-License-Identifier: Apache-2.0
#include "telemetry/process_metrics.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

namespace telemetry {

namespace {

/// Of /proc/self/stat, as proc(5) numbers them, without the first two: the second may hold blanks.
enum StatField : std::size_t { threads = 17, start_ticks = 19 };

std::vector<std::string> words_of(char const* path)
{
    std::ifstream file(path);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (auto const name_end = text.rfind(')'); name_end != text.npos) text.erase(0, name_end + 1);
    std::istringstream words(text);
    return {std::istream_iterator<std::string>(words), {}};
}

std::optional<double> number(std::vector<std::string> const& words, std::size_t index)
{
    if (index >= words.size()) return std::nullopt;
    auto const value = base::parse_number<std::uint64_t>(words[index]);
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

/// In Unix time.
std::optional<double> boot_time()
{
    std::ifstream file("/proc/stat");
    for (std::string word; file >> word;) {
        double value = 0;
        if (word == "btime" && file >> value) return value;
    }
    return std::nullopt;
}

std::optional<double> start_time(std::vector<std::string> const& stat)
{
    // Neither changes while we run.
    static auto const boot = boot_time();
    auto const ticks = number(stat, start_ticks);
    if (!boot || !ticks) return std::nullopt;
    return *boot + *ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::optional<double> cpu_seconds()
{
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) != 0) return std::nullopt;
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::optional<double> open_descriptors()
{
    std::error_code error;
    std::filesystem::directory_iterator const entries("/proc/self/fd", error);
    if (error) return std::nullopt;
    // The one that lists them is among them.
    return static_cast<double>(std::distance(begin(entries), end(entries)) - 1);
}

std::optional<double> most_descriptors()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
    return static_cast<double>(limit.rlim_cur);
}

}

std::string process_metrics()
{
    auto const stat = words_of("/proc/self/stat");
    auto const pages = number(words_of("/proc/self/statm"), 1);
    auto const resident = pages ? std::optional(*pages * static_cast<double>(::sysconf(_SC_PAGESIZE))) : std::nullopt;
    std::string out;
    auto const add = [&out](std::string_view name, std::string_view type, std::string_view help,
                            std::optional<double> value) {
        if (value)
            out += fmt::format("# HELP process_{0} {1}\n# TYPE process_{0} {2}\nprocess_{0} {3}\n", name, help, type,
                               *value);
    };
    add("cpu_seconds_total", "counter", "Processor time of the process, its own and the kernel's.", cpu_seconds());
    add("max_fds", "gauge", "File descriptors that the process may have open.", most_descriptors());
    add("open_fds", "gauge", "File descriptors that the process has open, sockets included.", open_descriptors());
    add("resident_memory_bytes", "gauge", "Memory of the process that is in RAM.", resident);
    add("start_time_seconds", "gauge", "When the process began, in Unix time.", start_time(stat));
    add("threads", "gauge", "Threads of the process.", number(stat, threads));
    return out;
}

}
