// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/writer.hpp"
#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Tokens that are good once: of them only a hash is stored, and what they are good for.
namespace adapters::sqlite {

/// Stored as its number: append only.
enum class TokenKind : std::uint8_t { password_reset = 0, email_verification = 1, invitation = 2, stream_ticket = 3 };

/// `subject` is what the kind needs to know (an id, or a few words), at most a few hundred bytes. Throws when the
/// token is there already.
void put_token(WriteAccess& access, TokenKind kind, base::Bytes32 const& hash, std::string_view subject,
               base::Instant expires_at);

/// Whether there is one of that kind and subject that expires later.
bool has_token(Database& database, TokenKind kind, std::string_view subject, base::Instant expires_after);

struct Token {
    base::Bytes32 hash;
    std::string subject;
    base::Instant expires_at;
};

/// As it is stored, also when it has expired; nothing when it is unknown or spent.
std::optional<Token> find_token(Database& database, TokenKind kind, base::Bytes32 const& hash);

/// All of that kind whose subject begins with that word.
std::vector<Token> tokens_about(Database& database, TokenKind kind, std::string_view word);

/// Takes the token: its subject, once; nothing when it is unknown, spent or expired.
std::optional<std::string> spend_token(WriteAccess& access, TokenKind kind, base::Bytes32 const& hash);

/// Takes every token of that kind and subject.
void drop_tokens(WriteAccess& access, TokenKind kind, std::string_view subject);

}
