// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/membership_store.hpp"
#include "usecases/access.hpp"
#include "usecases/links.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace usecases {

/// Who belongs to a business, and how others come to belong to it. Any core.
class Memberships {
public:
    static constexpr std::chrono::days invitation_lifetime{7};

    Memberships(ports::MembershipStore& store, ports::BusinessStore& businesses, Access& access, Links& links,
                ports::Clock const& clock);

    base::Task<base::Result<std::vector<ports::Member>>> list(domain::Principal const& caller,
                                                              domain::BusinessId business);

    struct Invited {
        std::string token;  ///< `oji_…`: exists here only, good once.
        std::string link;   ///< The same as a link to pass on.
        domain::Role role = domain::Role::staff;
        base::Instant expires_at;
    };
    /// With `email` the link is mailed too, when there is a mail server. `invalid` for what is no address.
    base::Task<base::Result<Invited>> invite(domain::Principal const& caller, domain::BusinessId business,
                                             domain::Role role, std::optional<std::string> email);

    /// By the one who was invited.
    base::Task<base::Result<ports::MembershipStore::Joined>> join(domain::Principal const& caller, std::string token);

    base::Task<base::Result<ports::Member>> change_role(domain::Principal const& caller, domain::BusinessId business,
                                                        domain::UserId user, domain::Role role);

    base::Task<base::Result<void>> remove(domain::Principal const& caller, domain::BusinessId business,
                                          domain::UserId user);

private:
    ports::MembershipStore& store_;
    ports::BusinessStore& businesses_;
    Access& access_;
    Links& links_;
    ports::Clock const& clock_;
};

}
