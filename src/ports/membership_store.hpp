// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/principal.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ports {

struct Member {
    domain::UserId user;
    std::string email;
    std::optional<std::string> phone, owner_name;
    domain::Role role = domain::Role::staff;
    base::Instant joined_at;
};

/// A place at a business for whoever brings the token.
struct Invitation {
    domain::BusinessId business;
    domain::Role role = domain::Role::staff;
    std::optional<domain::UserId> invited_by;  ///< Nobody: the operator.
    base::Bytes32 hash;                        ///< SHA-256 of the token.
    base::Instant expires_at;
};

/// Who belongs to a business. A change takes effect with its commit: the next request finds it, and
/// RevocationListeners hear {user, business}. Threads and failures as OrderReader; an unknown business is not_found
/// `business_not_found`, an unknown member not_found `member_not_found`.
/// Contract: tests/conformance/membership_suite.cpp.
class MembershipStore {
public:
    /// Of one business; beyond: conflict `too_many_members`, `too_many_invitations`.
    static constexpr std::size_t max_members = 200;
    static constexpr std::size_t max_invitations = 100;

    virtual ~MembershipStore() = default;

    /// In the order of their joining.
    virtual base::Task<base::Result<std::vector<Member>>> list_of(domain::BusinessId business) = 0;

    virtual base::Task<base::Result<void>> invite(Invitation invitation) = 0;

    struct Joined {
        domain::BusinessId business;
        domain::Role role = domain::Role::staff;
    };
    /// Spends the token. `invalid` `invitation_invalid`: unknown, spent, expired, or whoever invited is no owner any
    /// more; conflict `already_member` leaves the token as it is.
    virtual base::Task<base::Result<Joined>> join(domain::UserId user, base::Bytes32 hash) = 0;

    /// conflict `last_owner` when nobody would be an owner any more.
    virtual base::Task<base::Result<Member>> change_role(domain::BusinessId business, domain::UserId user,
                                                         domain::Role role) = 0;

    /// conflict `last_owner`.
    virtual base::Task<base::Result<void>> remove(domain::BusinessId business, domain::UserId user) = 0;
};

}
