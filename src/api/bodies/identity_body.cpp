// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/identity_body.hpp"

#include "api/bodies/body.hpp"
#include "api/bodies/business_body.hpp"
#include "usecases/password_rules.hpp"

namespace api {

namespace {

using json::ObjectReader;

constexpr json::TextLimits email_limits{1, 254};
constexpr json::TextLimits password_limits{1, usecases::max_password_bytes};
constexpr json::TextLimits phone_limits{3, 32};
constexpr json::TextLimits token_limits{1, 256};
constexpr json::TextLimits owner_name_limits{1, 200};

domain::Scopes read_scopes(ObjectReader& reader)
{
    domain::Scopes scopes;
    auto const words = reader.texts("scopes", 2, {1, 32});
    for (auto const& word : words.value_or(std::vector<std::string>())) {
        if (auto const scope = domain::parse_scope(word))
            scopes = scopes.with(*scope);
        else
            reader.note("scopes", "invalid", "must be of orders:write, orders:read");
    }
    note_if_missing(reader, "scopes");
    if (words && words->empty()) reader.note("scopes", "too_short", "must name at least one scope");
    return scopes;
}

}

base::Result<usecases::Identity::NewUser> parse_registration(std::string_view body)
{
    return parse_body<usecases::Identity::NewUser>(body, [](ObjectReader& reader, auto& user, auto&) {
        user.email = reader.required_text("email", email_limits);
        user.password = reader.required_text("password", password_limits);
        user.phone = reader.text("phone", phone_limits);
        user.owner_name = reader.text("owner_name", owner_name_limits);
        reader.object("business", [&](ObjectReader& business) {
            user.business = read_new_business(business);
            business.finish();
        });
    });
}

base::Result<usecases::Identity::Login> parse_login(std::string_view body)
{
    return parse_body<usecases::Identity::Login>(body, [](ObjectReader& reader, auto& login, auto&) {
        login.email = reader.required_text("email", email_limits);
        login.password = reader.required_text("password", password_limits);
    });
}

base::Result<std::string> parse_token(std::string_view body, std::string_view name)
{
    return parse_body<std::string>(
        body, [name](ObjectReader& reader, auto& token, auto&) { token = reader.required_text(name, token_limits); });
}

base::Result<PasswordChange> parse_password_change(std::string_view body)
{
    return parse_body<PasswordChange>(body, [](ObjectReader& reader, auto& change, auto&) {
        change.current = reader.required_text("current_password", password_limits);
        change.next = reader.required_text("new_password", password_limits);
    });
}

base::Result<std::string> parse_forgot_password(std::string_view body)
{
    return parse_body<std::string>(
        body, [](ObjectReader& reader, auto& email, auto&) { email = reader.required_text("email", email_limits); });
}

base::Result<PasswordReset> parse_password_reset(std::string_view body)
{
    return parse_body<PasswordReset>(body, [](ObjectReader& reader, auto& reset, auto&) {
        reset.token = reader.required_text("token", token_limits);
        reset.next = reader.required_text("new_password", password_limits);
    });
}

base::Result<usecases::Identity::ProfilePatch> parse_profile_patch(std::string_view body)
{
    return parse_body<usecases::Identity::ProfilePatch>(body, [](ObjectReader& reader, auto& patch, auto&) {
        patch.phone = patched_text(reader, "phone", phone_limits);
        patch.owner_name = patched_text(reader, "owner_name", owner_name_limits);
    });
}

base::Result<NewApiKey> parse_new_api_key(std::string_view body)
{
    return parse_body<NewApiKey>(body, [](ObjectReader& reader, auto& key, auto&) {
        key.name = reader.required_text("name", {1, 100});
        key.scopes = read_scopes(reader);
    });
}

}
