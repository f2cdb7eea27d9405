// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ports {

/// A device on which somebody signed in.
struct Session {
    domain::SessionId id;
    domain::UserId user;
    std::optional<std::string> device, address;
    base::Instant created_at, expires_at;
    base::Instant last_used_at;  ///< To the minute.
    std::uint64_t credential_version = 0;  ///< The user's, when they proved who they are.

    bool operator==(Session const&) const = default;
};

/// One step in the life of a session: the refresh token that was presented gives way to its successor. Of tokens
/// only SHA-256 is ever stored.
struct Rotation {
    base::Bytes32 presented, successor;
    std::string key_id;                ///< Of the key that made the successor out of the presented one.
    std::optional<std::string> address;
    std::chrono::seconds grace{20};
    base::Instant expires_at;          ///< Of the session from now on.
};

struct Rotated {
    enum class Outcome {
        rotated,   ///< The successor is the session's newest token now.
        repeated,  ///< It had a successor already, unused and younger than the grace: that one still holds.
        reused,    ///< It had one that was used or is older: somebody has a copy, and the session has been ended.
        unknown,   ///< Never given out, or its session has ended.
    };
    Outcome outcome = Outcome::unknown;
    std::optional<Session> session;  ///< Of rotated and repeated; of reused as it was.
    std::string key_id;              ///< Of the key that made the successor that holds.
};

/// Keeps sessions and the refresh tokens of each. A session is good while its credential_version is its user's. One
/// that was ended, or is not good any more, is gone: `find` does not know it, nor any of its tokens, and
/// RevocationListeners have heard of it. Threads and failures as OrderReader.
/// Contract: tests/conformance/session_suite.cpp.
class SessionStore {
public:
    /// Beyond this many sessions of a user the one that was used longest ago ends.
    static constexpr std::size_t max_per_user = 1'000;

    /// A session remembers this many tokens that it has used up; an older one is unknown, not reused.
    static constexpr std::size_t max_remembered_tokens = 1'000;

    virtual ~SessionStore() = default;

    /// Stores the session with its first refresh token. False, and nothing stored: it is not good, since the password
    /// was changed after it had been checked.
    virtual base::Task<base::Result<bool>> create(Session session, base::Bytes32 refresh_hash) = 0;

    /// Nothing when there is none or it has expired. Called for every request of a user: fast, and never waits for a
    /// write. Notes the use.
    virtual base::Task<base::Result<std::optional<Session>>> find(domain::SessionId id) = 0;

    /// However many present one token at once, one rotates and the others repeat.
    virtual base::Task<base::Result<Rotated>> rotate(Rotation rotation) = 0;

    /// Those that have not expired, newest first, at most `limit` after `cursor` (`next` of the page before, else
    /// malformed `cursor_unreadable`).
    struct Page {
        std::vector<Session> sessions;
        std::optional<std::string> next;
    };
    virtual base::Task<base::Result<Page>> list_of(domain::UserId user, std::size_t limit,
                                                   std::optional<std::string> cursor) = 0;

    /// Ends it. `not_found` `session_not_found` when the user has no such session.
    virtual base::Task<base::Result<void>> end(domain::UserId user, domain::SessionId id) = 0;

    /// Ends all sessions of the user but `kept`: whatever was there when it was asked is gone when it is answered.
    virtual base::Task<base::Result<void>> end_all(domain::UserId user, std::optional<domain::SessionId> kept) = 0;
};

}
