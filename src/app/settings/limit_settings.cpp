// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_forms.hpp"
#include "app/settings/setting_groups.hpp"

namespace app {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

}

void add_limit_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "HTTP limits";
    table.push_back(number_setting({"header_bytes", group, "Request line and header together; more: 431"}, kib, mib,
                                   AT(limits.header_bytes)));
    table.push_back(
        number_setting({"header_fields", group, "Header fields; more: 431"}, 1, 10'000, AT(limits.header_fields)));
    table.push_back(
        number_setting({"target_bytes", group, "Target of a request; more: 414"}, 256, mib, AT(limits.target_bytes)));
    table.push_back(
        number_setting({"body_bytes", group, "Request body; more: 413"}, kib, 64 * mib, AT(limits.body_bytes)));
    table.push_back(number_setting({"chunk_overhead_bytes", group, "Chunk sizes and trailers of one body; more: 413"},
                                   kib, 64 * mib, AT(limits.chunk_overhead_bytes)));
    table.push_back(number_setting({"websocket_message_bytes", group, "Inbound WebSocket message; more: close 1009"},
                                   kib, mib, AT(limits.websocket_message_bytes)));
    table.push_back(
        number_setting({"websocket_messages_per_second", group,
                        "Inbound messages, pings and pongs beyond one for each message sent; more: close 1008"},
                       1, 1'000'000, AT(limits.websocket_messages_per_second)));
    table.push_back(number_setting({"websocket_bytes_per_second", group, "Inbound on a WebSocket; more: close 1008"},
                                   kib, 1024 * mib, AT(limits.websocket_bytes_per_second)));
    table.push_back(duration_setting({"header_timeout", group, "From a request's first byte to the end of its header"},
                                     seconds(1), hours(1), AT(limits.header_timeout)));
    table.push_back(duration_setting({"body_timeout", group, "For the body of a request"}, seconds(1), hours(1),
                                     AT(limits.body_timeout)));
    table.push_back(number_setting({"body_bytes_per_second", group, "A body slower than this for 5 s is cut off: 408"},
                                   1, mib, AT(limits.body_bytes_per_second)));
    table.push_back(
        duration_setting({"answer_timeout", group, "For a peer to take an answer that it does not take at once"},
                         seconds(1), hours(1), AT(limits.answer_timeout)));
    table.push_back(duration_setting({"idle_timeout", group, "Between the requests of a connection"}, seconds(1),
                                     hours(24), AT(limits.idle_timeout)));
    table.push_back(duration_setting({"stall_timeout", group, "A peer that takes no byte for so long is cut off"},
                                     seconds(1), hours(1), AT(limits.stall_timeout)));
    table.push_back(
        duration_setting({"keepalive_after", group, "Silence after which TCP asks whether the peer is still there"},
                         seconds(1), hours(2), AT(limits.keepalive_after)));
    table.push_back(
        number_setting({"connections", group, "Open connections; more: 503"}, 1, 1'000'000, AT(limits.connections)));
    table.push_back(
        number_setting({"connections_per_address", group,
                        "Open connections of one address (IPv6: one /64) that is no trusted proxy; more: 503"},
                       1, 1'000'000, AT(limits.connections_per_address)));
    table.push_back(number_setting({"accepts_per_second", group, "New connections; more: 503, under TLS the close"}, 1,
                                   1'000'000, AT(limits.accepts_per_second)));
}

void add_stream_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Streams";
    table.push_back(number_setting({"sockets_per_business", group,
                                    "Open WebSockets and event streams; more: close "
                                    "4013, 429"},
                                   1, 100'000, AT(streams.sockets_per_business)));
    table.push_back(number_setting({"devices_per_credential", group, "Devices with a name; more: close 4013, 409"}, 1,
                                   10'000, AT(streams.devices_per_credential)));
    table.push_back(duration_setting({"stream_heartbeat", group, "Between the pings of an open stream"}, seconds(1),
                                     minutes(5), AT(streams.heartbeat)));
    table.push_back(duration_setting({"stream_max_age", group, "How long a stream stays open, a quarter more or less"},
                                     seconds(4), days(7), AT(streams.max_age)));
}

}
