// SPDX-License-Identifier: Apache-2.0
#include "usecases/links.hpp"

#include <fmt/format.h>

namespace usecases {

namespace {

constexpr auto password_reset_text = R"(Somebody, probably you, asked for a new password for your account.

Choose one here within an hour:
{}

If it was not you, do nothing: your password stays as it is.
)";

constexpr auto verification_text = R"(Welcome! Please confirm that this is your address, within 7 days:
{}

If you did not open an account, ignore this mail.
)";

constexpr auto invitation_text = R"(You are invited to receive the orders of {}.

Join here within 7 days:
{}

If you do not know who invites you, ignore this mail.
)";

constexpr auto no_device_text = R"({} takes orders, but no device is listening: nobody would notice a new order.

Open the order board on a device at the counter:
{}
)";

}

Links::Links(ports::Mailer& mailer, std::string public_url, WithoutMail without_mail, telemetry::Log& log)
    : mailer_(mailer), public_url_(std::move(public_url)), without_mail_(without_mail), log_(log)
{
}

bool Links::reach_people() const { return mailer_.is_configured() || without_mail_ == WithoutMail::to_log; }

std::string Links::link(std::string_view action, std::string_view token) const
{
    return fmt::format("{}/#{}={}", public_url_, action, token);
}

void Links::send_password_reset(std::string const& email, std::string_view token)
{
    auto const target = link("reset-password", token);
    send("password_reset", target, {email, "Choose a new password", fmt::format(password_reset_text, target)});
}

void Links::send_verification(std::string const& email, std::string_view token)
{
    auto const target = link("verify-email", token);
    send("email_verification", target, {email, "Confirm your address", fmt::format(verification_text, target)});
}

void Links::send_invitation(std::string const& email, std::string_view business_name, std::string_view token)
{
    if (!mailer_.is_configured()) return;
    auto const target = link("join", token);
    send("invitation", target,
         {email, fmt::format("Join {}", business_name), fmt::format(invitation_text, business_name, target)});
}

void Links::send_no_device(std::string const& email, std::string_view business_name)
{
    if (!mailer_.is_configured()) return;
    auto const target = public_url_ + "/";
    send("no_device", target,
         {email, fmt::format("Nobody is listening at {}", business_name),
          fmt::format(no_device_text, business_name, target)});
}

void Links::send(std::string_view what, std::string const& link, ports::Mail mail)
{
    if (mailer_.is_configured()) {
        auto const taken = mailer_.send(std::move(mail));
        if (!taken) log_.warning("mail_refused", {{"mail", what}, {"code", taken.error().code}});
        return;
    }
    if (without_mail_ == WithoutMail::to_log)
        log_.info("link_without_mail", {{"mail", what}, {"link", link}});
    else
        log_.warning("mail_not_configured", {{"mail", what}});
}

}
