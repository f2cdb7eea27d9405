// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/membership_store.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/people/one_time_tokens.hpp"

namespace adapters::sqlite {

namespace {

using base::FailureKind;
using domain::Role;

auto member_not_found()
{
    return base::failure(FailureKind::not_found, "member_not_found", "the business has no such member");
}

auto last_owner()
{
    return base::failure(FailureKind::conflict, "last_owner",
                         "a business keeps at least one owner; make somebody else one first");
}

auto invitation_invalid()
{
    base::Failure failure{FailureKind::invalid, "invitation_invalid", "the invitation is unknown, used or expired"};
    failure.fields.push_back({"/token", "invitation_invalid", failure.detail});
    return std::unexpected(std::move(failure));
}

/// What an invitation's token is good for: the business, the role, and who invited ("-": the operator).
std::string subject_of(ports::Invitation const& invitation)
{
    return invitation.business.text() + " " + std::string(domain::to_text(invitation.role)) + " " +
           (invitation.invited_by ? invitation.invited_by->text() : "-");
}

ports::Invitation parse_subject(std::string_view subject)
{
    auto const first = subject.find(' ');
    auto const second = subject.find(' ', first + 1);
    auto const business = domain::BusinessId::parse(subject.substr(0, first));
    auto const role = domain::parse_role(subject.substr(first + 1, second - first - 1));
    if (!business || !role) throw DatabaseError(SQLITE_CORRUPT, "a stored invitation cannot be read");
    return {*business, *role, domain::UserId::parse(subject.substr(second + 1)), {}, {}};
}

std::int64_t count_open_invitations(WriteAccess& access, domain::BusinessId business)
{
    auto const prefix = business.text();
    auto const from = prefix + " ";
    auto const to = prefix + "!";
    auto query = access.database.query(
        "SELECT count(*) FROM one_time_tokens WHERE kind = ? AND subject >= ? AND subject < ? AND expires_at > ?");
    query.bind(static_cast<int>(TokenKind::invitation)).bind(std::string_view(from)).bind(std::string_view(to));
    query.bind(base::to_micros(access.now)).step();
    return query.integer(0);
}

std::int64_t count_members(Database& database, domain::BusinessId business)
{
    auto query = database.query("SELECT count(*) FROM memberships WHERE business = ?");
    query.bind(business).step();
    return query.integer(0);
}

std::optional<Role> find_role(Database& database, domain::BusinessId business, domain::UserId user)
{
    auto query = database.query("SELECT role FROM memberships WHERE user = ? AND business = ?");
    if (!query.bind(user).bind(business).step()) return std::nullopt;
    return static_cast<Role>(query.integer(0));
}

/// Whether the business would have no owner without this one.
bool is_last_owner(Database& database, domain::BusinessId business, domain::UserId user)
{
    auto query = database.query("SELECT 1 FROM memberships WHERE business = ? AND role = ? AND user <> ? LIMIT 1");
    return !query.bind(business).bind(static_cast<int>(Role::owner)).bind(user).step();
}

ports::Member read_member(Query const& row)
{
    return {.user = {row.uuid(0)},
            .email = std::string(row.text(1)),
            .phone = row.optional_text(2),
            .owner_name = row.optional_text(3),
            .role = static_cast<Role>(row.integer(4)),
            .joined_at = base::from_micros(row.integer(5))};
}

base::Result<void> store_invitation(WriteAccess& access, ports::Invitation const& invitation)
{
    if (!access.ledgers.find(invitation.business)) return std::unexpected(business_not_found());
    if (count_open_invitations(access, invitation.business) >= std::int64_t{ports::MembershipStore::max_invitations})
        return base::failure(FailureKind::conflict, "too_many_invitations",
                             "100 invitations of this business are open; wait until they are used or expire");
    put_token(access, TokenKind::invitation, invitation.hash, subject_of(invitation), invitation.expires_at);
    return {};
}

base::Result<ports::MembershipStore::Joined> join_business(WriteAccess& access, domain::UserId user,
                                                           base::Bytes32 const& hash)
{
    auto const subject = spend_token(access, TokenKind::invitation, hash);
    if (!subject) return invitation_invalid();
    auto const invitation = parse_subject(*subject);
    auto const business = invitation.business;
    if (!access.ledgers.find(business)) return invitation_invalid();
    // Who was sent away does not come back through a link of their own.
    if (invitation.invited_by && find_role(access.database, business, *invitation.invited_by) != Role::owner)
        return invitation_invalid();
    if (find_role(access.database, business, user))
        return base::failure(FailureKind::conflict, "already_member", "you belong to this business already");
    if (count_members(access.database, business) >= std::int64_t{ports::MembershipStore::max_members})
        return base::failure(FailureKind::conflict, "too_many_members", "the business has 200 members");
    insert_membership(access, business, user, invitation.role, access.now);
    return ports::MembershipStore::Joined{business, invitation.role};
}

base::Result<ports::Member> set_role(WriteAccess& access, domain::BusinessId business, domain::UserId user, Role role)
{
    auto const was = find_role(access.database, business, user);
    if (!was) return member_not_found();
    if (role != Role::owner && is_last_owner(access.database, business, user)) return last_owner();
    if (*was != role) {
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
    if (!find_role(access.database, business, user)) return member_not_found();
    if (is_last_owner(access.database, business, user)) return last_owner();
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
        .bind(base::to_micros(joined_at))
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

base::Task<base::Result<void>> SqliteMembershipStore::invite(ports::Invitation invitation)
{
    return writer_.run<void>(
        [invitation = std::move(invitation)](WriteAccess& access) { return store_invitation(access, invitation); });
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
