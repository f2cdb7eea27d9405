// SPDX-License-Identifier: Apache-2.0
#include "domain/members.hpp"

#include "domain/failures.hpp"

#include <algorithm>
#include <string>

namespace domain {

namespace {

using base::FailureKind;

base::Failure last_owner()
{
    return {FailureKind::conflict, "last_owner", "a business keeps at least one owner; make somebody else one first"};
}

base::Failure already_member()
{
    return {FailureKind::conflict, "already_member", "you belong to this business already"};
}

base::Failure too_many_members()
{
    return {FailureKind::conflict, "too_many_members",
            "the business has " + std::to_string(Members::max_members) + " members"};
}

base::Failure too_many_invitations()
{
    return {FailureKind::conflict, "too_many_invitations",
            std::to_string(Members::max_invitations) +
                " invitations of this business are open; wait until they are used or expire"};
}

}

Membership const* Members::find(UserId user) const
{
    auto const found = std::ranges::find(members, user, &Membership::user);
    return found == members.end() ? nullptr : &*found;
}

bool Members::has_owner() const { return std::ranges::find(members, Role::owner, &Membership::role) != members.end(); }

base::Result<Members> with_invitation(Members members, Invitation invitation, base::Instant now)
{
    std::erase_if(members.invitations, [now](auto const& open) { return open.expires_at <= now; });
    if (members.invitations.size() >= Members::max_invitations) return std::unexpected(too_many_invitations());
    members.invitations.push_back(std::move(invitation));
    return members;
}

base::Result<Members> with_member(Members members, UserId user, base::Bytes32 const& token, base::Instant now)
{
    auto const invitation = std::ranges::find(members.invitations, token, &Invitation::hash);
    if (invitation == members.invitations.end() || invitation->expires_at <= now)
        return std::unexpected(invitation_invalid());
    // Who was sent away does not come back through a link of their own.
    if (invitation->invited_by) {
        auto const* inviter = members.find(*invitation->invited_by);
        if (!inviter || inviter->role != Role::owner) return std::unexpected(invitation_invalid());
    }
    if (members.find(user)) return std::unexpected(already_member());
    if (members.members.size() >= Members::max_members) return std::unexpected(too_many_members());
    members.members.push_back({user, invitation->role, now});
    members.invitations.erase(invitation);
    return members;
}

base::Result<Members> with_role(Members members, UserId user, Role role)
{
    auto const member = std::ranges::find(members.members, user, &Membership::user);
    if (member == members.members.end()) return std::unexpected(member_not_found());
    member->role = role;
    if (!members.has_owner()) return std::unexpected(last_owner());
    return members;
}

base::Result<Members> without_member(Members members, UserId user)
{
    if (!members.find(user)) return std::unexpected(member_not_found());
    std::erase_if(members.members, [user](auto const& member) { return member.user == user; });
    if (!members.has_owner()) return std::unexpected(last_owner());
    return members;
}

base::Failure invitation_invalid()
{
    base::Failure failure{FailureKind::invalid, "invitation_invalid", "the invitation is unknown, used or expired"};
    failure.fields.push_back({"/token", failure.code, failure.detail});
    return failure;
}

}
