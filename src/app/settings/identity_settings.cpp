// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_forms.hpp"
#include "app/settings/setting_groups.hpp"
#include "usecases/contact.hpp"

namespace app {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

}

void add_identity_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Sign-in";
    table.push_back(secret_setting({"jwt_secret", group, "Signs access tokens; default: made once, kept in data_dir"},
                                   32, 1024, AT(jwt_secret)));
    table.push_back(
        secret_file_setting({"jwt_secret_file", group, "File that holds the JWT secret instead"}, "jwt_secret"));
    table.push_back(secret_setting(
        {"jwt_secret_previous", group, "The secret before this one: what it signed stays good, nothing new is signed"},
        32, 1024, AT(jwt_secret_previous)));
    table.push_back(secret_file_setting(
        {"jwt_secret_previous_file", group, "File that holds the previous JWT secret instead"}, "jwt_secret_previous"));
    table.push_back(duration_setting({"access_token_lifetime_s", group, "How long an access token is good"}, seconds(1),
                                     hours(24), AT(access_token_lifetime_s)));
    table.push_back(duration_setting(
        {"refresh_grace", group, "How long a refresh token that was used up still gives its successor"}, seconds(0),
        minutes(5), AT(refresh_grace)));
    table.push_back(choice_setting<usecases::BusinessApproval>(
        {"business_approval", group, "Whether a new business takes orders at once or waits for an admin"},
        {{"auto", usecases::BusinessApproval::automatic}, {"manual", usecases::BusinessApproval::manual}},
        AT(business_approval)));
    table.push_back(
        number_setting({"password_threads", group, "Threads that hash passwords"}, 1, 16, AT(password_threads)));
    table.push_back(number_setting({"password_queue", group, "Passwords that may wait to be hashed; more: 503"}, 1,
                                   4096, AT(password_queue)));
}

void add_mail_settings(std::vector<SettingDescriptor>& table)
{
    using adapters::smtp::Tls;
    constexpr auto group = "Mail";
    table.push_back(url_setting({"smtp_url", group, "Mail server; without one links are not mailed"}, {"smtp", "smtps"},
                                "smtp://host:port or smtps://host:port", AT(mail.url)));
    table.push_back(choice_setting<Tls>(
        {"smtp_tls", group, "STARTTLS, or TLS at once with smtps; off only for a relay on the same machine"},
        {{"required", Tls::required}, {"off", Tls::off}}, AT(mail.tls)));
    SettingDescriptor from{"smtp_from", group, "Address that mails come from", "an email address", false, {}, {}};
    from.show = [](Settings const& settings) { return settings.mail.from; };
    from.assign = [](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        if (!usecases::is_email(text)) return std::unexpected("is not an email address");
        settings.mail.from = text;
        return {};
    };
    table.push_back(std::move(from));
    table.push_back(text_setting({"smtp_user", group, "Name to sign in with at the mail server"}, 256, AT(mail.user)));
    table.push_back(secret_setting({"smtp_password", group, "Password for it"}, 1, 1024, AT(mail.password)));
    table.push_back(
        secret_file_setting({"smtp_password_file", group, "File that holds that password instead"}, "smtp_password"));
    table.push_back(path_setting({"smtp_ca_file", group,
                                  "Certificates (PEM) that the mail server's must come from; "
                                  "default: the system's authorities"},
                                 "a file", AT(mail.ca_file)));
    table.push_back(
        number_setting({"mail_queue", group, "Mails that may wait to be sent"}, 1, 100'000, AT(mail.queue)));
}

}
