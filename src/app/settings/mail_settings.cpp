// SPDX-License-Identifier: Apache-2.0
#include "app/settings/mail_settings.hpp"

#include <fmt/format.h>

namespace app {
namespace {

std::unexpected<base::Failure> wrong(std::string line)
{
    return base::failure(base::FailureKind::invalid, "setting_invalid", std::move(line));
}

}

base::Result<void> check_mail_settings(Settings const& settings)
{
    auto const& mail = settings.mail;
    if (mail.url.empty()) return {};
    if (mail.from.empty())
        return wrong("setting smtp_from: smtp_url needs it; give the address that mails come from, like "
                     "orders@example.org");
    if (mail.user.empty() != mail.password.empty())
        return wrong("settings smtp_user and smtp_password: one is given without the other; give both or none");
    if (mail.tls == adapters::smtp::Tls::off && mail.url.starts_with("smtps:"))
        return wrong("setting smtp_tls: off does not go with smtps://; give smtp:// or smtp_tls = required");
    if (mail.tls == adapters::smtp::Tls::off && !mail.user.empty())
        return wrong("setting smtp_tls: off would send smtp_password in the clear; must be required with smtp_user");
    if (settings.environment == Environment::production && settings.public_url.empty())
        return wrong("setting public_url: the links in mails need it in production; give the address at which people "
                     "reach this server, like https://orders.example.org");
    return {};
}

std::string public_url(Settings const& settings)
{
    if (!settings.public_url.empty()) return settings.public_url;
    return fmt::format("http://localhost:{}", settings.port);
}

usecases::Links::WithoutMail without_mail(Settings const& settings)
{
    using enum usecases::Links::WithoutMail;
    return settings.environment == Environment::production ? nowhere : to_log;
}

}
