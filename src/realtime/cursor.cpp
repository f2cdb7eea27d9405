// SPDX-License-Identifier: Apache-2.0
#include "realtime/cursor.hpp"

#include "base/text.hpp"
#include "domain/failures.hpp"

#include <algorithm>

namespace realtime {

namespace {

constexpr std::size_t max_epoch_size = 64;

bool is_epoch_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

}

base::Result<Cursor> parse_cursor(std::string_view text)
{
    auto const colon = text.find(':');
    auto const epoch = text.substr(0, colon);
    auto const digits = colon == text.npos ? std::string_view() : text.substr(colon + 1);
    auto const seq = base::parse_number<std::uint64_t>(digits);
    bool const is_canonical = seq && (digits.size() == 1 || digits.front() != '0');
    if (!is_canonical || epoch.empty() || epoch.size() > max_epoch_size ||
        !std::ranges::all_of(epoch, is_epoch_character))
        return std::unexpected(domain::cursor_unreadable());
    return Cursor{std::string(epoch), *seq};
}

std::string format_cursor(std::string_view epoch, std::uint64_t seq)
{
    return std::string(epoch).append(1, ':').append(std::to_string(seq));
}

std::string_view to_text(ResetReason reason)
{
    switch (reason) {
    case ResetReason::epoch: return "epoch";
    case ResetReason::trimmed: return "trimmed";
    case ResetReason::ahead: return "ahead";
    case ResetReason::unreadable: break;
    }
    return "unreadable";
}

std::optional<ResetReason> check(Cursor const& cursor, ports::LogPosition const& position)
{
    if (cursor.epoch != position.epoch) return ResetReason::epoch;
    if (cursor.seq > position.head) return ResetReason::ahead;
    if (cursor.seq + 1 < position.oldest) return ResetReason::trimmed;
    return std::nullopt;
}

}
