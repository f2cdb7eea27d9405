// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/clock.hpp"
#include "ports/session_store.hpp"

namespace adapters::sqlite {

/// A session's tokens are rows of one table, numbered: the successor of token n is token n + 1, so that "used" is
/// that there is a next row, and nothing is ever updated but the session.
class SqliteSessionStore final : public ports::SessionStore {
public:
    SqliteSessionStore(Writer& writer, Readers& readers, ports::Clock const& clock)
        : writer_(writer), readers_(readers), clock_(clock)
    {
    }

    base::Task<base::Result<bool>> create(ports::Session session, base::Bytes32 refresh_hash) override;
    base::Task<base::Result<std::optional<ports::Session>>> find(domain::SessionId id) override;
    base::Task<base::Result<ports::Rotated>> rotate(ports::Rotation rotation) override;
    base::Task<base::Result<Page>> list_of(domain::UserId user, std::size_t limit,
                                           std::optional<std::string> cursor) override;
    base::Task<base::Result<void>> end(domain::UserId user, domain::SessionId id) override;
    base::Task<base::Result<void>> end_all(domain::UserId user, std::optional<domain::SessionId> kept) override;

private:
    void note_use(ports::Session& session);

    Writer& writer_;
    Readers& readers_;
    ports::Clock const& clock_;
};

/// Inside the write that gave the user another version of their credentials: takes one session over to it, and tells
/// of those that are not good any more and removes them.
void carry_over(WriteAccess& access, domain::UserId user, domain::SessionId kept);
void sweep_sessions(WriteAccess& access, domain::UserId user);

}
