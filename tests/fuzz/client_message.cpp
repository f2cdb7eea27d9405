// SPDX-License-Identifier: Apache-2.0
// What devices say on a WebSocket. (The frames themselves are read by Boost.Beast.)
#include "realtime/client_message.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"
#include "realtime/cursor.hpp"

void fuzz(std::string_view input)
{
    auto const message = realtime::parse_client_message(input);
    if (!message) return;
    REQUIRE(base::is_valid_utf8(input));
    if (auto const* resume = std::get_if<realtime::Resume>(&*message))
        static_cast<void>(realtime::parse_cursor(resume->cursor));
    if (auto const* hello = std::get_if<realtime::Hello>(&*message); hello != nullptr && hello->device)
        REQUIRE(base::is_valid_utf8(*hello->device));
}
