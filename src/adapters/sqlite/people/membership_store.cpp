// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/membership_store.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/people/one_time_tokens.hpp"

namespace adapters::sqlite {

namespace {

using domain::Role;

/// What an invitation's token is good for: the business, the role, and who invited ("-": the operator).
std::string subject_of(domain::BusinessId business, domain::Invitation const& invitation)
{
    return business.text() + " " + std::string(domain::to_text(invitation.role)) + " " +
           (invitation.invited_by ? invitation.invited_by->text() : "-");
}

struct StoredInvitation {
    domain::BusinessId business;
    domain::Invitation invitation;
};

StoredInvitation read_invitation(Token const& token)
{
    auto const subject = std::string_view(token.subject);
    auto const first = subject.find(' ');
    auto const second = subject.find(' ', first + 1);
    auto const business = domain::BusinessId::parse(subject.substr(0, first));
    auto const role = domain::parse_role(subject.substr(first + 1, second - first - 1));
    if (!business || !role) throw DatabaseError(SQLITE_CORRUPT, "a stored invitation cannot be read");
    auto const invited_by = domain::UserId::parse(subject.substr(second + 1));
    return {*business, {*role, invited_by, token.hash, token.expires_at}};
}

domain::Members members_of(Database& database, domain::BusinessId business)
{
    domain::Members members;
    auto rows = database.query("SELECT user, role, joined_at FROM memberships WHERE business = ?");
    rows.bind(business);
    while (rows.step())
        members.members.push_back({{rows.uuid(0)}, static_cast<Role>(rows.integer(1)), rows.instant(2)});
    for (auto const& token : tokens_about(database, TokenKind::invitation, business.text()))
        members.invitations.push_back(read_invitation(token).invitation);
    return members;
}

/// From the columns user, email, phone, owner_name, role, joined_at.
ports::Member read_member(Query const& row)
{
    return {.user = {row.uuid(0)},
            .email = std::string(row.text(1)),
            .phone = row.optional_text(2),
            .owner_name = row.optional_text(3),
            .role = static_cast<Role>(row.integer(4)),
            .joined_at = row.instant(5)};
}

base::Result<void> store_invitation(WriteAccess& access, domain::BusinessId business,
                                    domain::Invitation const& invitation)
{
    if (!access.ledgers.find(business)) return std::unexpected(business_not_found());
    auto const after = domain::with_invitation(members_of(access.database, business), invitation, access.now);
    if (!after) return std::unexpected(after.error());
    put_token(access, TokenKind::invitation, invitation.hash, subject_of(business, invitation), invitation.expires_at);
    return {};
}

base::Result<ports::MembershipStore::Joined> join_business(WriteAccess& access, domain::UserId user,
                                                           base::Bytes32 const& hash)
{
    auto const token = find_token(access.database, TokenKind::invitation, hash);
    if (!token) return std::unexpected(domain::invitation_invalid());
    auto const business = read_invitation(*token).business;
    if (!access.ledgers.find(business)) return std::unexpected(domain::invitation_invalid());
    auto const after = domain::with_member(members_of(access.database, business), user, hash, access.now);
    if (!after) return std::unexpected(after.error());
    auto const& member = *after->find(user);
    spend_token(access, TokenKind::invitation, hash);
    insert_membership(access, business, user, member.role, member.joined_at);
    return ports::MembershipStore::Joined{business, member.role};
}

base::Result<ports::Member> set_role(WriteAccess& access, domain::BusinessId business, domain::UserId user, Role role)
{
    if (!access.ledgers.find(business)) return std::unexpected(business_not_found());
    auto const before = members_of(access.database, business);
    auto const after = domain::with_role(before, user, role);
    if (!after) return std::unexpected(after.error());
    if (*after != before) {
        access.database.query("UPDATE memberships SET role = ? WHERE user = ? AND business = ?")
            .bind(static_cast<int>(role))
            .bind(user)
            .bind(business)
            .run();
        access.ledgers.revoke({.user = user, .business = business});
    }
    auto row =
        access.database.query("SELECT m.user, u.email, u.phone, u.owner_name, m.role, m.joined_at FROM memberships m "
                              "JOIN users u ON u.id = m.user WHERE m.user = ? AND m.business = ?");
    row.bind(user).bind(business).step();
    return read_member(row);
}

base::Result<void> remove_member(WriteAccess& access, domain::BusinessId business, domain::UserId user)
{
    if (!access.ledgers.find(business)) return std::unexpected(business_not_found());
    auto const after = domain::without_member(members_of(access.database, business), user);
    if (!after) return std::unexpected(after.error());
    access.database.query("DELETE FROM memberships WHERE user = ? AND business = ?").bind(user).bind(business).run();
    access.ledgers.revoke({.user = user, .business = business});
    return {};
}

}

void insert_membership(WriteAccess& access, domain::BusinessId business, domain::UserId user, domain::Role role,
                       base::Instant joined_at)
{
    access.database.query("INSERT INTO memberships(user, business, role, joined_at) VALUES(?, ?, ?, ?)")
        .bind(user)
        .bind(business)
        .bind(static_cast<int>(role))
        .bind(joined_at)
        .run();
}

base::Task<base::Result<std::vector<ports::Member>>> SqliteMembershipStore::list_of(domain::BusinessId business)
{
    co_return readers_.run<std::vector<ports::Member>>(
        [business](Database& database) -> base::Result<std::vector<ports::Member>> {
            auto rows =
                database.query("SELECT m.user, u.email, u.phone, u.owner_name, m.role, m.joined_at FROM memberships m "
                               "JOIN users u ON u.id = m.user WHERE m.business = ? ORDER BY m.joined_at, m.user");
            rows.bind(business);
            std::vector<ports::Member> members;
            while (rows.step()) members.push_back(read_member(rows));
            if (members.empty()) return std::unexpected(business_not_found());
            return members;
        });
}

base::Task<base::Result<void>> SqliteMembershipStore::invite(domain::BusinessId business, domain::Invitation invitation)
{
    return writer_.run<void>([business, invitation = std::move(invitation)](WriteAccess& access) {
        return store_invitation(access, business, invitation);
    });
}

base::Task<base::Result<ports::MembershipStore::Joined>> SqliteMembershipStore::join(domain::UserId user,
                                                                                     base::Bytes32 hash)
{
    return writer_.run<Joined>([user, hash](WriteAccess& access) { return join_business(access, user, hash); });
}

base::Task<base::Result<ports::Member>> SqliteMembershipStore::change_role(domain::BusinessId business,
                                                                           domain::UserId user, domain::Role role)
{
    return writer_.run<ports::Member>(
        [business, user, role](WriteAccess& access) { return set_role(access, business, user, role); });
}

base::Task<base::Result<void>> SqliteMembershipStore::remove(domain::BusinessId business, domain::UserId user)
{
    return writer_.run<void>([business, user](WriteAccess& access) { return remove_member(access, business, user); });
}

}
