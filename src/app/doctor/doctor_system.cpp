// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"
#include "app/doctor/doctor.hpp"

#include <fmt/format.h>

#include <fstream>

#include <sys/resource.h>
#include <sys/timex.h>

namespace app {
namespace {

constexpr std::uint64_t least_descriptors = 256;
constexpr std::uint64_t good_backlog = 1024;

/// When this program was written: no clock that is right is before it.
constexpr base::Instant earliest{std::chrono::sys_days{std::chrono::year{2025} / 1 / 1}};
constexpr base::Instant latest{std::chrono::sys_days{std::chrono::year{2100} / 1 / 1}};

Finding measure_descriptors(Settings const& settings)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return {"open_files", Verdict::warning, "the limit cannot be read"};
    return judge_descriptors(limit.rlim_max, settings.limits.connections);
}

Finding measure_clock()
{
    timex state{};
    auto const told = ::adjtimex(&state);
    bool const is_synchronized = told >= 0 && told != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
    return judge_clock(std::chrono::time_point_cast<base::Instant::duration>(std::chrono::system_clock::now()),
                       is_synchronized);
}

Finding measure_backlog()
{
    std::uint64_t somaxconn = 0;
    std::ifstream("/proc/sys/net/core/somaxconn") >> somaxconn;
    return judge_backlog(somaxconn);
}

}

Finding judge_descriptors(std::uint64_t limit, std::size_t connections)
{
    constexpr auto check = "open_files";
    auto const wanted = wanted_descriptors(connections);
    auto const found = fmt::format("{} may be open, {} connections want {}", limit, connections, wanted);
    auto const advice = "raise LimitNOFILE (systemd) or ulimit -Hn, or lower CONNECTIONS";
    if (limit < least_descriptors) return {check, Verdict::failed, found, advice};
    if (limit < wanted) return {check, Verdict::warning, found, advice};
    return {check, Verdict::ok, found};
}

Finding judge_clock(base::Instant now, bool is_synchronized)
{
    constexpr auto check = "clock";
    auto const found = base::format_instant(now);
    if (now < earliest || now > latest)
        return {check, Verdict::failed, found + " cannot be right",
                "set the clock; tokens and order times depend on it"};
    if (!is_synchronized)
        return {check, Verdict::warning, found + ", and the kernel says that nothing keeps it right",
                "run chrony or systemd-timesyncd on the machine"};
    return {check, Verdict::ok, found + ", synchronized"};
}

Finding judge_time_zones(ports::TimeZones const& zones)
{
    constexpr auto check = "time_zones";
    constexpr auto noon =
        base::Instant{std::chrono::sys_days{std::chrono::year{2025} / 7 / 1} + std::chrono::hours(12)};
    bool const is_there = zones.exists("Europe/Berlin");
    auto const local = zones.find("Europe/Berlin").to_local(noon).time_since_epoch() - noon.time_since_epoch();
    if (is_there && local == std::chrono::hours(2)) return {check, Verdict::ok, "are there and can be read"};
    return {check, Verdict::failed, is_there ? "cannot be read" : "are not there", "install the package tzdata"};
}

Finding judge_backlog(std::uint64_t somaxconn)
{
    constexpr auto check = "somaxconn";
    auto const found = fmt::format("{} connections may wait to be accepted", somaxconn);
    if (somaxconn >= good_backlog) return {check, Verdict::ok, found};
    return {check, Verdict::warning, found, "sysctl net.core.somaxconn=4096, so that devices come back at once"};
}

Findings check_system(Settings const& settings)
{
    auto const zones = adapters::local::make_time_zones();
    return {measure_descriptors(settings), measure_clock(), judge_time_zones(*zones), measure_backlog()};
}

}
