// SPDX-License-Identifier: Apache-2.0
#include "loadtest/web_socket.hpp"

#include "loadtest/answer.hpp"

#include <fmt/format.h>

namespace loadtest {

namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned continuation = 0x0;
constexpr unsigned text_frame = 0x1;
constexpr unsigned close_frame = 0x8;
constexpr unsigned ping_frame = 0x9;
constexpr unsigned pong_frame = 0xA;

std::uint64_t big_endian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (auto const byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return value;
}

}

WebSocket::WebSocket(Poller& poller, Endpoint const& endpoint, std::string_view path, std::string_view subprotocol)
    : Stream(poller, endpoint, Connecting::in_background)
{
    auto const protocol = subprotocol.empty() ? "" : fmt::format("Sec-WebSocket-Protocol: {}\r\n", subprotocol);
    send(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: bG9hZGdlbiBsb2FkZ2VuIQ==\r\nSec-WebSocket-Version: 13\r\n{}\r\n",
                     path, endpoint.authority(), protocol));
}

void WebSocket::send_text(std::string_view text) { send_frame(text_frame, text); }

void WebSocket::send_frame(unsigned opcode, std::string_view payload)
{
    constexpr unsigned masked = 0x80;
    std::string frame;
    frame += static_cast<char>(final_bit | opcode);
    if (payload.size() < 126) {
        frame += static_cast<char>(masked | payload.size());
    } else {
        frame += static_cast<char>(masked | 126U);
        frame += static_cast<char>(payload.size() >> 8U);
        frame += static_cast<char>(payload.size() & 0xFFU);
    }
    frame.append(4, '\0');
    frame.append(payload);
    send(frame);
}

std::size_t WebSocket::on_bytes(std::string_view bytes)
{
    auto left = bytes;
    if (!is_open_ && !read_upgrade(left)) return 0;
    while (!is_closed_ && read_frame(left)) {}
    return is_closed_ ? bytes.size() : bytes.size() - left.size();
}

bool WebSocket::read_upgrade(std::string_view& bytes)
{
    auto const answer = read_answer(bytes);
    if (!answer) return false;
    bytes.remove_prefix(answer->size);
    is_open_ = answer->status == 101;
    if (is_open_) {
        on_open();
    } else {
        is_closed_ = true;
        on_closed(static_cast<unsigned>(answer->status), answer->body);
    }
    return true;
}

bool WebSocket::read_frame(std::string_view& bytes)
{
    if (bytes.size() < 2) return false;
    auto const first = static_cast<unsigned char>(bytes[0]);
    std::uint64_t length = static_cast<unsigned char>(bytes[1]) & 0x7FU;
    std::size_t const extra = length < 126 ? 0 : length == 126 ? 2 : 8;
    if (bytes.size() < 2 + extra) return false;
    if (extra != 0) length = big_endian(bytes.substr(2, extra));
    if (bytes.size() < 2 + extra + length) return false;
    auto const payload = bytes.substr(2 + extra, length);
    bytes.remove_prefix(2 + extra + length);
    on_frame(first, payload);
    return true;
}

void WebSocket::on_frame(unsigned first, std::string_view payload)
{
    auto const opcode = first & 0x0FU;
    if (opcode == close_frame) {
        is_closed_ = true;
        send_frame(close_frame, payload);
        on_closed(payload.size() < 2 ? 1005 : static_cast<unsigned>(big_endian(payload.substr(0, 2))),
                  payload.substr(std::min<std::size_t>(2, payload.size())));
    } else if (opcode == ping_frame) {
        send_frame(pong_frame, payload);
    } else if (opcode == text_frame && (first & final_bit) != 0) {
        on_message(payload);
    } else if (opcode == text_frame || opcode == continuation) {
        fragments_.append(payload);
        if ((first & final_bit) == 0) return;
        on_message(fragments_);
        fragments_.clear();
    }
}

void WebSocket::on_end()
{
    if (!is_closed_) on_closed(0, "cut off");
    is_closed_ = true;
}

}
