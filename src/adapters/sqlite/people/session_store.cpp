// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/session_store.hpp"

#include "domain/failures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace adapters::sqlite {

namespace {

using ports::Rotated;
using ports::Rotation;
using ports::Session;

std::span<std::uint8_t const> span_of(base::Bytes32 const& hash) { return hash; }

base::Instant minute_of(base::Instant instant) { return std::chrono::floor<std::chrono::minutes>(instant); }

/// Sessions that are good. Their columns are those of read_session.
constexpr std::string_view columns =
    "s.id, s.user, s.device, s.address, s.created_at, s.expires_at, s.last_used_at, s.credential_version";
constexpr std::string_view good_sessions =
    "sessions s JOIN users u ON u.id = s.user AND u.credential_version = s.credential_version";

Session read_session(Query const& query)
{
    return {
        .id = {query.uuid(0)},
        .user = {query.uuid(1)},
        .device = query.optional_text(2),
        .address = query.optional_text(3),
        .created_at = query.instant(4),
        .expires_at = query.instant(5),
        .last_used_at = query.instant(6),
        .credential_version = query.unsigned_integer(7),
    };
}

void insert_token(WriteAccess& access, domain::SessionId session, std::int64_t generation, base::Bytes32 const& hash,
                  std::optional<std::string> const& key_id)
{
    access.database
        .query("INSERT INTO refresh_tokens(session, generation, hash, key_id, issued_at) VALUES(?, ?, ?, ?, ?)")
        .bind(session)
        .bind(generation)
        .bind(span_of(hash))
        .bind(key_id)
        .bind(access.now)
        .run();
}

/// Takes its tokens with it.
void end_session(WriteAccess& access, domain::SessionId id)
{
    access.database.query("DELETE FROM sessions WHERE id = ?").bind(id).run();
    access.ledgers.revoke({.session = id});
}

/// Expired sessions go with the next one that is opened, a few at a time.
void sweep(WriteAccess& access)
{
    access.database
        .query("DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= ? "
               "ORDER BY expires_at LIMIT 20)")
        .bind(access.now)
        .run();
}

/// Ends those of the user that `sql` finds, but `kept`.
void end_all_of(WriteAccess& access, domain::UserId user, char const* sql,
                std::optional<domain::SessionId> kept = std::nullopt)
{
    std::vector<domain::SessionId> ended;
    {
        auto query = access.database.query(sql);
        query.bind(user);
        while (query.step())
            if (domain::SessionId const id{query.uuid(0)}; id != kept) ended.push_back(id);
    }
    for (auto const id : ended) end_session(access, id);
}

void make_room(WriteAccess& access, domain::UserId user)
{
    std::vector<std::pair<std::int64_t, domain::SessionId>> known;
    {
        auto query = access.database.query("SELECT last_used_at, id FROM sessions WHERE user = ?");
        query.bind(user);
        while (query.step()) known.emplace_back(query.integer(0), domain::SessionId{query.uuid(1)});
    }
    if (known.size() < ports::SessionStore::max_per_user) return;
    std::ranges::sort(known);
    known.resize(known.size() - ports::SessionStore::max_per_user + 1);
    for (auto const& [last_used_at, id] : known) end_session(access, id);
}

struct PresentedToken {
    Session session;
    std::int64_t generation;
};

std::optional<PresentedToken> find_token(Database& database, base::Bytes32 const& hash)
{
    static auto const sql =
        fmt::format("SELECT {}, t.generation FROM {} JOIN refresh_tokens t ON t.session = s.id WHERE t.hash = ?",
                    columns, good_sessions);
    auto query = database.query(sql.c_str());
    if (!query.bind(span_of(hash)).step()) return std::nullopt;
    return PresentedToken{read_session(query), query.integer(8)};
}

struct Successor {
    std::string key_id;
    base::Instant issued_at;
};

std::optional<Successor> find_token(Database& database, domain::SessionId session, std::int64_t generation)
{
    auto query = database.query("SELECT key_id, issued_at FROM refresh_tokens WHERE session = ? AND generation = ?");
    if (!query.bind(session).bind(generation).step()) return std::nullopt;
    return Successor{query.optional_text(0).value_or(""), query.instant(1)};
}

/// Gives the session its next token.
Rotated advance(WriteAccess& access, PresentedToken presented, Rotation const& rotation)
{
    auto& session = presented.session;
    auto const generation = presented.generation + 1;
    insert_token(access, session.id, generation, rotation.successor, rotation.key_id);
    access.database.query("DELETE FROM refresh_tokens WHERE session = ? AND generation < ?")
        .bind(session.id)
        .bind(generation - static_cast<std::int64_t>(ports::SessionStore::max_remembered_tokens))
        .run();

    session.expires_at = rotation.expires_at;
    session.last_used_at = minute_of(access.now);
    if (rotation.address) session.address = rotation.address;
    access.database.query("UPDATE sessions SET expires_at = ?, last_used_at = ?, address = ? WHERE id = ?")
        .bind(session.expires_at)
        .bind(session.last_used_at)
        .bind(session.address)
        .bind(session.id)
        .run();
    return {Rotated::Outcome::rotated, std::move(session), rotation.key_id};
}

Rotated rotate_token(WriteAccess& access, Rotation const& rotation)
{
    auto presented = find_token(access.database, rotation.presented);
    if (!presented || presented->session.expires_at <= access.now) return {};

    auto const id = presented->session.id;
    auto successor = find_token(access.database, id, presented->generation + 1);
    if (!successor) return advance(access, std::move(*presented), rotation);

    auto const is_unused = !find_token(access.database, id, presented->generation + 2);
    if (is_unused && access.now - successor->issued_at < rotation.grace)
        return {Rotated::Outcome::repeated, std::move(presented->session), std::move(successor->key_id)};
    end_session(access, id);
    return {Rotated::Outcome::reused, std::move(presented->session), {}};
}

}

void carry_over(WriteAccess& access, domain::UserId user, domain::SessionId kept)
{
    access.database
        .query("UPDATE sessions SET credential_version = (SELECT credential_version FROM users WHERE id = ?1) "
               "WHERE id = ?2 AND user = ?1")
        .bind(user)
        .bind(kept)
        .run();
}

void sweep_sessions(WriteAccess& access, domain::UserId user)
{
    end_all_of(access, user,
               "SELECT s.id FROM sessions s JOIN users u ON u.id = s.user "
               "WHERE s.user = ? AND s.credential_version <> u.credential_version");
}

base::Task<base::Result<bool>> SqliteSessionStore::create(Session session, base::Bytes32 refresh_hash)
{
    return writer_.run<bool>([session = std::move(session), refresh_hash](WriteAccess& access) -> base::Result<bool> {
        auto user = access.database.query("SELECT 1 FROM users WHERE id = ? AND credential_version = ?");
        if (!user.bind(session.user).bind(session.credential_version).step()) return false;
        sweep(access);
        make_room(access, session.user);
        access.database
            .query("INSERT INTO sessions(id, user, device, address, created_at, expires_at, last_used_at, "
                   "credential_version) VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(session.id)
            .bind(session.user)
            .bind(session.device)
            .bind(session.address)
            .bind(session.created_at)
            .bind(session.expires_at)
            .bind(minute_of(session.last_used_at))
            .bind(session.credential_version)
            .run();
        insert_token(access, session.id, 0, refresh_hash, {});
        return true;
    });
}

base::Task<base::Result<std::optional<Session>>> SqliteSessionStore::find(domain::SessionId id)
{
    auto found = readers_.run<std::optional<Session>>([id](Database& database) -> base::Result<std::optional<Session>> {
        static auto const sql = fmt::format("SELECT {} FROM {} WHERE s.id = ?", columns, good_sessions);
        auto query = database.query(sql.c_str());
        if (!query.bind(id).step()) return std::nullopt;
        return read_session(query);
    });
    if (!found || !*found) co_return found;
    if ((*found)->expires_at <= clock_.now()) co_return std::nullopt;
    note_use(**found);
    co_return found;
}

void SqliteSessionStore::note_use(Session& session)
{
    auto const minute = minute_of(clock_.now());
    if (session.last_used_at >= minute) return;
    session.last_used_at = minute;
    writer_.run_unattended([id = session.id, minute](WriteAccess& access) {
        access.database.query("UPDATE sessions SET last_used_at = ? WHERE id = ? AND last_used_at < ?1")
            .bind(minute)
            .bind(id)
            .run();
    });
}

base::Task<base::Result<Rotated>> SqliteSessionStore::rotate(Rotation rotation)
{
    // What was never given out costs no write.
    auto const is_known = readers_.run<bool>([&rotation](Database& database) -> base::Result<bool> {
        return find_token(database, rotation.presented).has_value();
    });
    if (!is_known) co_return std::unexpected(is_known.error());
    if (!*is_known) co_return Rotated{};
    // Named, since g++ 12 destroys a temporary with such captures twice when it stands inside co_await.
    auto write = [rotation = std::move(rotation)](WriteAccess& access) -> base::Result<Rotated> {
        return rotate_token(access, rotation);
    };
    co_return co_await writer_.run<Rotated>(std::move(write));
}

base::Task<base::Result<ports::SessionStore::Page>> SqliteSessionStore::list_of(domain::UserId user, std::size_t limit,
                                                                                std::optional<std::string> cursor)
{
    auto before = domain::SessionId{};
    before.uuid.bytes.fill(0xff);
    if (cursor) {
        auto const id = domain::SessionId::parse(*cursor);
        if (!id) co_return std::unexpected(domain::cursor_unreadable());
        before = *id;
    }
    co_return readers_.run<Page>([&](Database& database) -> base::Result<Page> {
        // Ids rise with time: newest first is by id.
        static auto const sql = fmt::format(
            "SELECT {} FROM {} WHERE s.user = ? AND s.id < ? AND s.expires_at > ? ORDER BY s.id DESC LIMIT ?", columns,
            good_sessions);
        auto query = database.query(sql.c_str());
        query.bind(user).bind(before).bind(clock_.now()).bind(static_cast<std::int64_t>(limit + 1));
        Page page;
        while (query.step()) {
            if (page.sessions.size() == limit) {
                page.next = page.sessions.back().id.text();
                break;
            }
            page.sessions.push_back(read_session(query));
        }
        return page;
    });
}

base::Task<base::Result<void>> SqliteSessionStore::end(domain::UserId user, domain::SessionId id)
{
    return writer_.run<void>([user, id](WriteAccess& access) -> base::Result<void> {
        auto known = access.database.query("SELECT 1 FROM sessions WHERE id = ? AND user = ?");
        if (!known.bind(id).bind(user).step())
            return base::failure(base::FailureKind::not_found, "session_not_found", "There is no such session.");
        end_session(access, id);
        return {};
    });
}

base::Task<base::Result<void>> SqliteSessionStore::end_all(domain::UserId user, std::optional<domain::SessionId> kept)
{
    return writer_.run<void>([user, kept](WriteAccess& access) -> base::Result<void> {
        end_all_of(access, user, "SELECT id FROM sessions WHERE user = ?", kept);
        return {};
    });
}

}
