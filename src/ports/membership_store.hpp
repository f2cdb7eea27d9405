// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/members.hpp"
#include "domain/principal.hpp"

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

/// Who belongs to a business. A change is decided by the functions of domain/members.hpp on the very state that it
/// replaces: of two that exclude each other one wins, and the other is decided again on what the winner left. It takes
/// effect with its commit: the next request finds it, and RevocationListeners hear {user, business}. Threads and
/// failures as OrderReader; an unknown business is not_found `business_not_found`.
/// Contract: tests/conformance/membership_suite.cpp.
class MembershipStore {
public:
    virtual ~MembershipStore() = default;

    /// In the order of their joining.
    virtual base::Task<base::Result<std::vector<Member>>> list_of(domain::BusinessId business) = 0;

    /// domain::with_invitation
    virtual base::Task<base::Result<void>> invite(domain::BusinessId business, domain::Invitation invitation) = 0;

    struct Joined {
        domain::BusinessId business;
        domain::Role role = domain::Role::staff;
    };
    /// domain::with_member, of the business whose invitation has that hash; without one `invalid`
    /// `invitation_invalid`. A failure leaves the invitation as it is.
    virtual base::Task<base::Result<Joined>> join(domain::UserId user, base::Bytes32 hash) = 0;

    /// domain::with_role
    virtual base::Task<base::Result<Member>> change_role(domain::BusinessId business, domain::UserId user,
                                                         domain::Role role) = 0;

    /// domain::without_member
    virtual base::Task<base::Result<void>> remove(domain::BusinessId business, domain::UserId user) = 0;
};

}
