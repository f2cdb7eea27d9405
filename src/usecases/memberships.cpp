// SPDX-License-Identifier: Apache-2.0
#include "usecases/memberships.hpp"

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "domain/failures.hpp"
#include "usecases/contact.hpp"

namespace usecases {

Memberships::Memberships(ports::MembershipStore& store, ports::BusinessStore& businesses, Access& access, Links& links,
                         ports::Clock const& clock)
    : store_(store), businesses_(businesses), access_(access), links_(links), clock_(clock)
{
}

base::Task<base::Result<std::vector<ports::Member>>> Memberships::list(domain::Principal const& caller,
                                                                       domain::BusinessId business)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_members);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await store_.list_of(business);
}

base::Task<base::Result<Memberships::Invited>> Memberships::invite(domain::Principal const& caller,
                                                                   domain::BusinessId business, domain::Role role,
                                                                   std::optional<std::string> email)
{
    if (email && !is_email(*email)) co_return base::invalid_field("/email", "invalid_email", "is not an email address");
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_members);
    if (!permitted) co_return std::unexpected(permitted.error());

    auto const found = co_await businesses_.find(business);
    if (!found) co_return std::unexpected(found.error());

    Invited invited{"oji_" + base::random_token(32), {}, role, clock_.now() + invitation_lifetime};
    invited.link = links_.invitation(invited.token);
    domain::Invitation invitation{role, std::nullopt, base::sha256(invited.token), invited.expires_at};
    if (auto const* user = caller.user()) invitation.invited_by = user->user;
    auto const stored = co_await store_.invite(business, std::move(invitation));
    if (!stored) co_return std::unexpected(stored.error());
    if (email) links_.send_invitation(*email, found->name, invited.token);
    co_return invited;
}

base::Task<base::Result<ports::MembershipStore::Joined>> Memberships::join(domain::Principal const& caller,
                                                                           std::string token)
{
    auto const* user = caller.user();
    if (!user) co_return std::unexpected(domain::users_only());
    co_return co_await store_.join(user->user, base::sha256(token));
}

base::Task<base::Result<ports::Member>> Memberships::change_role(domain::Principal const& caller,
                                                                 domain::BusinessId business, domain::UserId user,
                                                                 domain::Role role)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_members);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await store_.change_role(business, user, role);
}

base::Task<base::Result<void>> Memberships::remove(domain::Principal const& caller, domain::BusinessId business,
                                                   domain::UserId user)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_members);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await store_.remove(business, user);
}

}
