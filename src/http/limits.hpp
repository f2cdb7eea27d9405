// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace http {

/// Every limit of the listener; each is a setting of the same name.
struct Limits {
    std::size_t header_bytes = 16 * 1024;         ///< Request line and fields together; more: 431.
    std::size_t header_fields = 100;              ///< More: 431.
    std::size_t target_bytes = 8000;              ///< What RFC 9112 §3 asks for at least; more: 414.
    std::size_t body_bytes = 256 * 1024;          ///< More: 413.
    std::size_t chunk_overhead_bytes = 64 * 1024;  ///< Chunk sizes and trailers of one body; more: 413.
    std::size_t websocket_message_bytes = 16 * 1024;  ///< Inbound; more: close 1009.
    /// Messages and control frames beyond one for each message sent; ten seconds' worth at once; more: close 1008.
    std::size_t websocket_messages_per_second = 100;
    std::size_t websocket_bytes_per_second = 64 * 1024;  ///< Inbound, as above.
    std::chrono::seconds header_timeout{10};      ///< From the first byte of a request to the end of its header.
    std::chrono::seconds body_timeout{30};
    std::size_t body_bytes_per_second = 1024;     ///< Slower for 5 s or more: 408 and close.
    std::chrono::seconds answer_timeout{120};     ///< For a peer to take an answer that it does not take at once.
    std::chrono::seconds idle_timeout{95};        ///< Between requests.
    std::chrono::seconds stall_timeout{60};       ///< A peer that takes no byte for so long is cut off.
    std::chrono::seconds keepalive_after{60};     ///< Silence after which TCP asks whether the peer is still there.
    std::size_t connections = 20'000;             ///< More: 503 with `Retry-After` and close.
    std::size_t connections_per_address = 1000;   ///< The same, for a client that is no trusted proxy.
    std::size_t accepts_per_second = 5000;        ///< New connections; more: the same, under TLS only the close.
};

}
