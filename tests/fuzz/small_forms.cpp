// SPDX-License-Identifier: Apache-2.0
// The short texts that stand in targets, headers and bodies: what is read is written back as it reads again.
#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/text.hpp"
#include "domain/ids.hpp"
#include "forms/opening_hours.hpp"
#include "fuzz.hpp"
#include "http/edges.hpp"
#include "realtime/cursor.hpp"
#include "telemetry/trace.hpp"
#include "usecases/contact.hpp"

void fuzz(std::string_view input)
{
    if (auto const cursor = realtime::parse_cursor(input))
        REQUIRE(realtime::format_cursor(cursor->epoch, cursor->seq) == input);
    if (auto const id = domain::OrderId::parse(input)) REQUIRE(id->text() == base::ascii_lower(input));
    if (auto const instant = base::parse_instant(input)) {
        auto const again = base::parse_instant(base::format_instant(*instant));
        REQUIRE(again.has_value());
        REQUIRE(*again == std::chrono::floor<std::chrono::milliseconds>(*instant));
    }
    if (auto const time = forms::parse_time_of_day(input)) REQUIRE(forms::format_time_of_day(*time) == input);
    if (auto const date = forms::parse_date(input)) REQUIRE(date->ok() && forms::format_date(*date) == input);
    if (auto const bytes = base::from_base64url(input)) REQUIRE(base::to_base64url(*bytes) == input);
    if (auto const bytes = base::from_hex(input)) REQUIRE(base::to_hex(*bytes) == base::ascii_lower(input));
    if (auto const place = telemetry::parse_traceparent(input))
        REQUIRE(telemetry::parse_traceparent(telemetry::format_traceparent(*place)) == place);
    REQUIRE(input.starts_with(telemetry::checked_tracestate(input)));
    if (auto const network = http::parse_network(input)) REQUIRE(network->contains(network->address));
    if (auto const size = base::leading_code_point_size(input); size > 0)
        REQUIRE(base::is_valid_utf8(input.substr(0, size)) && base::count_code_points(input.substr(0, size)) == 1);
    if (usecases::is_email(input)) REQUIRE(input.find('@') != input.npos);
    if (usecases::is_phone_number(input)) REQUIRE(input.size() >= 10 && input.size() <= 16);
    static_cast<void>(usecases::is_web_address(input));
}
