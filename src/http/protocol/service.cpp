// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/service.hpp"

#include <fmt/chrono.h>

namespace http {

namespace {

/// IMF-fixdate, which strftime would write in the process's language.
std::string make_date_line(std::chrono::system_clock::time_point now)
{
    constexpr std::string_view weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const time = fmt::gmtime(now);
    return fmt::format("Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n", weekdays[time.tm_wday], time.tm_mday,
                       months[time.tm_mon], time.tm_year + 1900, time.tm_hour, time.tm_min, time.tm_sec);
}

}

Service::Service(ServerOptions const& options, Router const& router, telemetry::Log& log, telemetry::Registry& registry)
    : router_(router),
      log_(log),
      limits_(options.limits),
      edges_(options.edges),
      logs_requests_(options.log_requests),
      slow_operation_(options.slow_operation),
      tracing_(options.tracing),
      metrics_(registry, router)
{
}

void Service::tick(SteadyTime now, WallTime wall)
{
    ticked_ = now;
    wall_ = wall;
    date_line_ = make_date_line(wall);
}

}
