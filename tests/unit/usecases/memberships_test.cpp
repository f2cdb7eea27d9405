// SPDX-License-Identifier: Apache-2.0
#include "usecases/memberships.hpp"

#include "fakes.hpp"
#include "shop.hpp"

namespace {

using namespace std::chrono_literals;
using domain::Role;
using shop::code_of;
using shop::fields_of;

class Memberships : public shop::Shop {
protected:
    base::Result<usecases::Memberships::Invited> invite(domain::Principal const& caller, Role role = Role::staff,
                                                        std::optional<std::string> email = {})
    {
        return run(memberships_.invite(caller, business_, role, std::move(email)));
    }

    std::string join(domain::Principal const& caller, std::string token)
    {
        return code_of(run(memberships_.join(caller, std::move(token))));
    }

    std::optional<Role> role_of(domain::Principal const& caller)
    {
        return run(store_->businesses().role_of(caller.person().user, business_)).value();
    }

    std::vector<std::string> all_by(domain::Principal const& caller, domain::UserId of)
    {
        return {code_of(run(memberships_.list(caller, business_))), code_of(invite(caller)),
                code_of(run(memberships_.change_role(caller, business_, of, Role::manager))),
                code_of(run(memberships_.remove(caller, business_, of)))};
    }

    shop::Mailbox mailbox_;
    usecases::Links links_{mailbox_, "https://orders.example.com", usecases::Links::WithoutMail::to_log, log_};
    usecases::Memberships memberships_{store_->memberships(), store_->businesses(), access_, links_, clock_};
};

TEST_F(Memberships, AreTheOwnersBusiness)
{
    auto const worker = staff();
    auto const id = worker.person().user;
    EXPECT_EQ(all_by(worker, id), std::vector<std::string>(4, "forbidden"));
    EXPECT_EQ(all_by(manager(), id), std::vector<std::string>(4, "forbidden"));
    EXPECT_EQ(all_by(channel(), id), std::vector<std::string>(4, "forbidden"));
    EXPECT_EQ(all_by(stranger(), id), std::vector<std::string>(4, "business_not_found"));
    EXPECT_EQ(role_of(worker), Role::staff);
    EXPECT_EQ(all_by(owner(), id), std::vector<std::string>(4, "ok"));
    EXPECT_EQ(role_of(worker), std::nullopt);
}

TEST_F(Memberships, WhoBringsTheTokenGetsTheRoleOnce)
{
    auto const invited = invite(owner(), Role::manager).value();
    EXPECT_EQ(invited.role, Role::manager);
    auto const first = stranger(), second = stranger();
    EXPECT_EQ(join(first, invited.token), "ok");
    EXPECT_EQ(role_of(first), Role::manager);
    EXPECT_EQ(join(second, invited.token), "invitation_invalid");
    EXPECT_EQ(role_of(second), std::nullopt);
}

TEST_F(Memberships, AnInvitationIsGoodForAWeek)
{
    auto const invited = invite(owner()).value();
    EXPECT_EQ(invited.expires_at, clock_.now() + std::chrono::days(7));
    clock_.advance(std::chrono::days(7));
    EXPECT_EQ(join(stranger(), invited.token), "invitation_invalid");
}

TEST_F(Memberships, TheLinkIsForTheOwnerToPassOn)
{
    auto const invited = invite(owner()).value();
    EXPECT_TRUE(invited.token.starts_with("oji_"));
    EXPECT_EQ(invited.link, "https://orders.example.com/#join=" + invited.token);
    EXPECT_TRUE(mailbox_.mails.empty());
}

TEST_F(Memberships, AnInvitationToAnAddressIsMailedThere)
{
    auto const invited = invite(owner(), Role::staff, "sara@example.com").value();
    ASSERT_EQ(mailbox_.mails.size(), 1U);
    EXPECT_EQ(mailbox_.mails[0].to, "sara@example.com");
    EXPECT_EQ(mailbox_.mails[0].subject, "Join Pizza Roma");
    EXPECT_NE(mailbox_.mails[0].text.find(invited.link), std::string::npos);
}

TEST_F(Memberships, WhatIsNoAddressIsSaidBeforeWhoMayInvite)
{
    EXPECT_EQ(fields_of(invite(stranger(), Role::staff, "sara")), "/email invalid_email");
    EXPECT_EQ(fields_of(invite(owner(), Role::staff, "sara")), "/email invalid_email");
    EXPECT_TRUE(mailbox_.mails.empty());
}

TEST_F(Memberships, WhoMayNotInviteMailsNobody)
{
    EXPECT_EQ(code_of(invite(manager(), Role::staff, "sara@example.com")), "forbidden");
    EXPECT_TRUE(mailbox_.mails.empty());
}

TEST_F(Memberships, AnInvitationThatIsNotKeptIsNotMailed)
{
    auto const boss = owner();
    for (int i = 0; i < 100; ++i) ASSERT_EQ(code_of(invite(boss)), "ok");
    EXPECT_EQ(code_of(invite(boss, Role::staff, "sara@example.com")), "too_many_invitations");
    EXPECT_TRUE(mailbox_.mails.empty());
}

TEST_F(Memberships, WhoeverRunsTheServerInvitesInNobodysName)
{
    auto const invited = invite(whoever_runs_the_server(), Role::owner).value();
    auto const person = stranger();
    EXPECT_EQ(join(person, invited.token), "ok");
    EXPECT_EQ(role_of(person), Role::owner);
}

TEST_F(Memberships, TheInvitationOfAnOwnerEndsWithTheirOwnership)
{
    auto const second = member(Role::owner);
    auto const invited = invite(second, Role::owner).value();
    ASSERT_EQ(code_of(run(memberships_.change_role(owner(), business_, second.person().user, Role::staff))), "ok");
    EXPECT_EQ(join(stranger(), invited.token), "invitation_invalid");
}

TEST_F(Memberships, OnlyPeopleJoin)
{
    auto const invited = invite(owner()).value();
    EXPECT_EQ(join(channel(), invited.token), "users_only");
    EXPECT_EQ(join(whoever_runs_the_server(), invited.token), "users_only");
    EXPECT_EQ(join(stranger(), invited.token), "ok");
}

}
