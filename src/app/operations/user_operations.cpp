// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/body.hpp"
#include "app/operations/operations.hpp"
#include "app/wiring/use_cases.hpp"
#include "json/writer.hpp"

namespace app {
namespace {

using Kind = OperationArgument::Kind;

constexpr json::TextLimits email_limits{3, 254};
constexpr json::TextLimits password_limits{1, 1024};

struct Account {
    std::string email, password;
    std::optional<std::string> owner_name;
    bool is_set = false;  ///< --admin of create, --off of admin.
};

std::string to_text(ports::User const& user)
{
    std::string text;
    json::Writer(text)
        .begin_object()
        .member("id", user.id.text())
        .member("email", user.email)
        .member("owner_name", user.owner_name)
        .member("is_admin", user.is_admin)
        .member("created_at", user.created_at)
        .end_object();
    return text;
}

base::Result<std::string> to_text(base::Result<ports::User> const& user)
{
    if (!user) return std::unexpected(user.error());
    return to_text(*user);
}

base::Task<base::Result<std::string>> create(UseCases& use_cases, std::string arguments)
{
    auto account = api::parse_body<Account>(arguments, [](json::ObjectReader& reader, auto& value, auto&) {
        value.email = reader.required_text("email", email_limits);
        value.password = reader.required_text("password", password_limits);
        value.owner_name = reader.text("owner_name", {1, 100});
        value.is_set = reader.boolean("admin").value_or(false);
    });
    if (!account) co_return std::unexpected(account.error());
    usecases::Identity::NewUser user;
    user.email = std::move(account->email);
    user.password = std::move(account->password);
    user.owner_name = std::move(account->owner_name);
    user.is_admin = account->is_set;
    auto const registered = co_await use_cases.identity.register_user(std::move(user));
    if (!registered) co_return std::unexpected(registered.error());
    co_return to_text(registered->user);
}

base::Result<Account> parse_email(std::string_view arguments)
{
    return api::parse_body<Account>(arguments, [](json::ObjectReader& reader, auto& value, auto&) {
        value.email = reader.required_text("email", email_limits);
    });
}

base::Task<base::Result<std::string>> show(UseCases& use_cases, std::string arguments)
{
    auto account = parse_email(arguments);
    if (!account) co_return std::unexpected(account.error());
    co_return to_text(co_await use_cases.accounts.find(std::move(account->email)));
}

base::Task<base::Result<std::string>> sign_out(UseCases& use_cases, std::string arguments)
{
    auto account = parse_email(arguments);
    if (!account) co_return std::unexpected(account.error());
    co_return to_text(co_await use_cases.accounts.sign_out(std::move(account->email)));
}

base::Task<base::Result<std::string>> set_admin(UseCases& use_cases, std::string arguments)
{
    auto account = api::parse_body<Account>(arguments, [](json::ObjectReader& reader, auto& value, auto&) {
        value.email = reader.required_text("email", email_limits);
        value.is_set = reader.boolean("off").value_or(false);
    });
    if (!account) co_return std::unexpected(account.error());
    co_return to_text(co_await use_cases.accounts.set_admin(std::move(account->email), !account->is_set));
}

base::Task<base::Result<std::string>> set_password(UseCases& use_cases, std::string arguments)
{
    auto account = api::parse_body<Account>(arguments, [](json::ObjectReader& reader, auto& value, auto&) {
        value.email = reader.required_text("email", email_limits);
        value.password = reader.required_text("password", password_limits);
    });
    if (!account) co_return std::unexpected(account.error());
    co_return to_text(
        co_await use_cases.accounts.set_password(std::move(account->email), std::move(account->password)));
}

}

std::vector<Operation> user_operations()
{
    OperationArgument const email{"email", Kind::positional, "The user's address"};
    OperationArgument const password{"password", Kind::secret, "The password, a line of standard input"};
    return {
        {"user create",
         "Open an account",
         {email,
          password,
          {"owner_name", Kind::optional, "Their name"},
          {"admin", Kind::flag, "May approve and suspend businesses"}},
         create},
        {"user show", "One user", {email}, show},
        {"user admin",
         "Let somebody approve and suspend businesses",
         {email, {"off", Kind::flag, "Take that away again"}},
         set_admin},
        {"user set-password", "Set a password and end every session", {email, password}, set_password},
        {"user sign-out", "End every session", {email}, sign_out},
    };
}

}
