// SPDX-License-Identifier: Apache-2.0
#include "usecases/links.hpp"

#include "fakes.hpp"
#include "shop.hpp"

namespace {

using WithoutMail = usecases::Links::WithoutMail;

constexpr auto token = "secret-token";

class Links : public shop::Shop {
protected:
    usecases::Links with(WithoutMail without) { return {mailbox_, "https://orders.example.com", without, log_}; }

    void send_all(usecases::Links& links)
    {
        links.send_password_reset("sara@example.com", token);
        links.send_verification("sara@example.com", token);
        links.send_invitation("sara@example.com", "Pizza Roma", token);
        links.send_no_device("sara@example.com", "Pizza Roma");
    }

    bool is_logged(std::string_view text) { return logged().find(text) != std::string::npos; }

    shop::Mailbox mailbox_;
};

TEST_F(Links, HaveTheirTokenBehindTheHash)
{
    auto links = with(WithoutMail::nowhere);
    send_all(links);
    std::vector<std::string> const expected{
        "https://orders.example.com/#reset-password=secret-token\n",
        "https://orders.example.com/#verify-email=secret-token\n",
        "https://orders.example.com/#join=secret-token\n",
        "https://orders.example.com/\n",
    };
    ASSERT_EQ(mailbox_.mails.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(mailbox_.mails[i].to, "sara@example.com");
        EXPECT_NE(mailbox_.mails[i].text.find(expected[i]), std::string::npos) << expected[i];
    }
    EXPECT_EQ(links.invitation(token), "https://orders.example.com/#join=secret-token");
}

TEST_F(Links, ThatAreMailedAreNotLogged)
{
    auto links = with(WithoutMail::to_log);
    send_all(links);
    EXPECT_EQ(logged().find(token), std::string::npos);
}

TEST_F(Links, ReachPeopleByMailOrByTheLog)
{
    EXPECT_TRUE(with(WithoutMail::nowhere).reach_people());
    EXPECT_TRUE(with(WithoutMail::nowhere).sends_mail());
    mailbox_.is_there = false;
    EXPECT_TRUE(with(WithoutMail::to_log).reach_people());
    EXPECT_FALSE(with(WithoutMail::to_log).sends_mail());
    EXPECT_FALSE(with(WithoutMail::nowhere).reach_people());
}

TEST_F(Links, GoToTheLogOfWhoeverDevelops)
{
    mailbox_.is_there = false;
    with(WithoutMail::to_log).send_password_reset("sara@example.com", token);
    EXPECT_TRUE(is_logged("https://orders.example.com/#reset-password=secret-token"));
}

TEST_F(Links, ThatGoNowhereLeaveAWarningWithoutTheirToken)
{
    mailbox_.is_there = false;
    auto links = with(WithoutMail::nowhere);
    send_all(links);
    EXPECT_TRUE(is_logged("mail_not_configured"));
    EXPECT_FALSE(is_logged(token));
}

TEST_F(Links, WithoutMailInvitationsAreTheOwnersToPassOn)
{
    mailbox_.is_there = false;
    auto links = with(WithoutMail::to_log);
    links.send_invitation("sara@example.com", "Pizza Roma", token);
    links.send_no_device("sara@example.com", "Pizza Roma");
    EXPECT_FALSE(is_logged("link_without_mail"));
}

TEST_F(Links, AMailThatIsNotTakenIsLoggedWithTheReason)
{
    mailbox_.is_full = true;
    with(WithoutMail::to_log).send_verification("sara@example.com", token);
    EXPECT_TRUE(is_logged("mail_refused"));
    EXPECT_TRUE(is_logged("\"busy\""));
    EXPECT_FALSE(is_logged(token));
}

}
