// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/credential_store.hpp"

#include "adapters/sqlite/people/one_time_tokens.hpp"
#include "adapters/sqlite/people/session_store.hpp"
#include "adapters/sqlite/people/user_store.hpp"
#include "base/text.hpp"

namespace adapters::sqlite {

namespace {

/// The user whom a token names. A user is never removed.
domain::UserId user_of(std::string_view subject)
{
    auto const id = domain::UserId::parse(subject);
    if (!id) throw DatabaseError(SQLITE_CORRUPT, "a token names no user");
    return *id;
}

/// What a password reset is for: the password that a user has at that version of their credentials.
struct Reset {
    domain::UserId user;
    std::uint64_t version = 0;
};

std::string subject_of(Reset const& reset) { return reset.user.text() + " " + std::to_string(reset.version); }

Reset read_reset(std::string_view subject)
{
    auto const space = subject.find(' ');
    auto const digits = space == subject.npos ? std::string_view() : subject.substr(space + 1);
    auto const version = base::parse_number<std::uint64_t>(digits);
    if (!version) throw DatabaseError(SQLITE_CORRUPT, "a password reset names no version");
    return {user_of(subject.substr(0, space)), *version};
}

/// The one step after which nothing of `version` is good. False: the user is not at it.
bool set_password(WriteAccess& access, domain::UserId user, std::uint64_t version, std::string const& hash)
{
    access.database
        .query("UPDATE users SET password_hash = ?, credential_version = credential_version + 1 "
               "WHERE id = ? AND credential_version = ?")
        .bind(std::string_view(hash))
        .bind(user)
        .bind(version)
        .run();
    return sqlite3_changes(access.database.handle()) > 0;
}

void note_verified(WriteAccess& access, domain::UserId user)
{
    access.database.query("UPDATE users SET email_verified_at = coalesce(email_verified_at, ?) WHERE id = ?")
        .bind(access.now)
        .bind(user)
        .run();
}

std::optional<ports::User> put_reset(WriteAccess& access, ports::CredentialStore::ResetOffer const& offer)
{
    constexpr auto kind = TokenKind::password_reset;
    auto user = find_user_by_email(access.database, offer.email);
    auto const subject = subject_of(user ? Reset{user->id, user->credential_version} : Reset{});
    auto const is_pausing = has_token(access.database, kind, subject, offer.expires_at - offer.pause);
    // A token that nobody gets is expired from the beginning.
    auto const is_offered = user && !is_pausing;
    put_token(access, kind, offer.token, subject, is_offered ? offer.expires_at : access.now);
    return is_offered ? std::move(user) : std::nullopt;
}

}

base::Task<base::Result<bool>> SqliteCredentialStore::change_password(ports::PasswordChange change)
{
    return writer_.run<bool>([change = std::move(change)](WriteAccess& access) -> base::Result<bool> {
        if (!set_password(access, change.user, change.credential_version, change.to)) return false;
        if (change.kept) carry_over(access, change.user, *change.kept);
        sweep_sessions(access, change.user);
        return true;
    });
}

base::Task<base::Result<std::optional<ports::User>>> SqliteCredentialStore::offer_reset(ResetOffer offer)
{
    return writer_.run<std::optional<ports::User>>(
        [offer = std::move(offer)](WriteAccess& access) -> base::Result<std::optional<ports::User>> {
            return put_reset(access, offer);
        });
}

base::Task<base::Result<bool>> SqliteCredentialStore::is_reset_offered(base::Bytes32 token)
{
    co_return readers_.run<bool>([&](Database& database) -> base::Result<bool> {
        auto const found = find_token(database, TokenKind::password_reset, token);
        if (!found || found->expires_at <= clock_.now()) return false;
        auto const reset = read_reset(found->subject);
        auto const user = find_user(database, reset.user);
        return user && user->credential_version == reset.version;
    });
}

base::Task<base::Result<bool>> SqliteCredentialStore::reset_password(base::Bytes32 token, std::string to)
{
    return writer_.run<bool>([token, to = std::move(to)](WriteAccess& access) -> base::Result<bool> {
        auto const subject = spend_token(access, TokenKind::password_reset, token);
        if (!subject) return false;
        auto const reset = read_reset(*subject);
        if (!set_password(access, reset.user, reset.version, to)) return false;
        note_verified(access, reset.user);
        sweep_sessions(access, reset.user);
        return true;
    });
}

base::Task<base::Result<void>> SqliteCredentialStore::offer_verification(domain::UserId user, base::Bytes32 token,
                                                                         base::Instant expires_at)
{
    return writer_.run<void>([user, token, expires_at](WriteAccess& access) -> base::Result<void> {
        put_token(access, TokenKind::email_verification, token, user.text(), expires_at);
        return {};
    });
}

base::Task<base::Result<bool>> SqliteCredentialStore::verify_email(base::Bytes32 token)
{
    return writer_.run<bool>([token](WriteAccess& access) -> base::Result<bool> {
        auto const subject = spend_token(access, TokenKind::email_verification, token);
        if (!subject) return false;
        drop_tokens(access, TokenKind::email_verification, *subject);
        note_verified(access, user_of(*subject));
        return true;
    });
}

}
