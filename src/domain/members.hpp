// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/principal.hpp"

#include <cstddef>
#include <optional>
#include <vector>

/// Who belongs to a business, and how that changes.
namespace domain {

struct Membership {
    UserId user;
    Role role = Role::staff;
    base::Instant joined_at;

    bool operator==(Membership const&) const = default;
};

/// A place at a business for whoever brings the token.
struct Invitation {
    Role role = Role::staff;
    std::optional<UserId> invited_by;  ///< Nobody: the operator.
    base::Bytes32 hash;                ///< SHA-256 of the token.
    base::Instant expires_at;

    bool operator==(Invitation const&) const = default;
};

/// Everybody who belongs to one business or may come to. A store reads it, asks one of the functions below, and keeps
/// what they say only if it still is what was read.
struct Members {
    static constexpr std::size_t max_members = 200;
    static constexpr std::size_t max_invitations = 100;

    std::vector<Membership> members;
    std::vector<Invitation> invitations;

    Membership const* find(UserId user) const;
    bool has_owner() const;

    bool operator==(Members const&) const = default;
};

/// With the invitation, and without those that have expired. conflict `too_many_invitations`.
base::Result<Members> with_invitation(Members members, Invitation invitation, base::Instant now);

/// With whoever brought the token, and without the invitation. `invalid` `invitation_invalid`: unknown, expired, or
/// whoever invited is no owner any more; conflict `already_member`, `too_many_members`.
base::Result<Members> with_member(Members members, UserId user, base::Bytes32 const& token, base::Instant now);

/// not_found `member_not_found`; conflict `last_owner` when nobody would be an owner any more.
base::Result<Members> with_role(Members members, UserId user, Role role);
base::Result<Members> without_member(Members members, UserId user);

base::Failure invitation_invalid();

}
