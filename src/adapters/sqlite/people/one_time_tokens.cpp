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
        .bind(access.now)
        .run();
}

}

void put_token(WriteAccess& access, TokenKind kind, base::Bytes32 const& hash, std::string_view subject,
               base::Instant expires_at)
{
    sweep(access);
    access.database.query("INSERT INTO one_time_tokens(hash, kind, subject, expires_at) VALUES(?, ?, ?, ?)")
        .bind(std::span<std::uint8_t const>(hash))
        .bind(static_cast<int>(kind))
        .bind(subject)
        .bind(expires_at)
        .run();
}

bool has_token(Database& database, TokenKind kind, std::string_view subject, base::Instant expires_after)
{
    auto query = database.query("SELECT 1 FROM one_time_tokens WHERE kind = ? AND subject = ? AND expires_at > ?");
    return query.bind(static_cast<int>(kind)).bind(subject).bind(expires_after).step();
}

std::optional<Token> find_token(Database& database, TokenKind kind, base::Bytes32 const& hash)
{
    auto query = database.query("SELECT subject, expires_at FROM one_time_tokens WHERE hash = ? AND kind = ?");
    if (!query.bind(std::span<std::uint8_t const>(hash)).bind(static_cast<int>(kind)).step()) return std::nullopt;
    return Token{hash, std::string(query.text(0)), query.instant(1)};
}

std::vector<Token> tokens_about(Database& database, TokenKind kind, std::string_view word)
{
    auto const from = std::string(word) + " ";
    auto const to = std::string(word) + "!";
    auto query = database.query(
        "SELECT hash, subject, expires_at FROM one_time_tokens WHERE kind = ? AND subject >= ? AND subject < ?");
    query.bind(static_cast<int>(kind)).bind(std::string_view(from)).bind(std::string_view(to));
    std::vector<Token> tokens;
    while (query.step()) tokens.push_back({query.bytes32(0), std::string(query.text(1)), query.instant(2)});
    return tokens;
}

std::optional<std::string> spend_token(WriteAccess& access, TokenKind kind, base::Bytes32 const& hash)
{
    auto query = access.database.query(
        "DELETE FROM one_time_tokens WHERE hash = ? AND kind = ? AND expires_at > ? RETURNING subject");
    query.bind(std::span<std::uint8_t const>(hash)).bind(static_cast<int>(kind)).bind(access.now);
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
