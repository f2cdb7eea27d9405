// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/one_time_tokens.hpp"

namespace adapters::sqlite {

namespace {

/// Expired tokens go with the next one of any kind, a few at a time.
void sweep(WriteAccess& access)
{
    access.database
        .query("DELETE FROM one_time_tokens WHERE hash IN (SELECT hash FROM one_time_tokens WHERE "
               "expires_at <= ? ORDER BY expires_at LIMIT 20)")
        .bind(base::to_micros(access.now))
        .run();
}

}

bool put_token(WriteAccess& access, TokenKind kind, base::Bytes32 const& hash, std::string_view subject,
               base::Instant expires_at)
{
    sweep(access);
    access.database
        .query("INSERT INTO one_time_tokens(hash, kind, subject, expires_at) VALUES(?, ?, ?, ?) "
               "ON CONFLICT DO NOTHING")
        .bind(std::span<std::uint8_t const>(hash))
        .bind(static_cast<int>(kind))
        .bind(subject)
        .bind(base::to_micros(expires_at))
        .run();
    return sqlite3_changes(access.database.handle()) > 0;
}

std::optional<std::string> spend_token(WriteAccess& access, TokenKind kind, base::Bytes32 const& hash)
{
    auto query = access.database.query(
        "DELETE FROM one_time_tokens WHERE hash = ? AND kind = ? AND expires_at > ? RETURNING subject");
    query.bind(std::span<std::uint8_t const>(hash)).bind(static_cast<int>(kind)).bind(base::to_micros(access.now));
    if (!query.step()) return std::nullopt;
    return std::string(query.text(0));
}

void drop_tokens(WriteAccess& access, TokenKind kind, std::string_view subject)
{
    access.database.query("DELETE FROM one_time_tokens WHERE kind = ? AND subject = ?")
        .bind(static_cast<int>(kind))
        .bind(subject)
        .run();
}

}
