// SPDX-License-Identifier: Apache-2.0
#include "app/server/demo.hpp"

#include "api/bodies/body.hpp"
#include "api/bodies/order_body.hpp"
#include "app/server/embedded.hpp"
#include "app/settings/private_file.hpp"
#include "app/wiring/cannot_start.hpp"
#include "base/random.hpp"
#include "json/writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>

namespace app {
namespace {

constexpr std::string_view demo_email = "demo@example.com";
constexpr std::size_t most_pending = 30;  ///< Nobody accepts: the trickle waits.

/// Strong by the rules for passwords: upper and lower case and a digit.
std::string make_password()
{
    auto const has = [](std::string const& text, char first, char last) {
        return std::ranges::any_of(text, [=](char c) { return c >= first && c <= last; });
    };
    for (;;) {
        auto text = base::random_token(12);
        if (has(text, 'a', 'z') && has(text, 'A', 'Z') && has(text, '0', '9')) return text;
    }
}

DemoAccess read_access(std::filesystem::path const& path)
{
    auto const text = read_small_file(path, 4096);
    if (!text) return {.email = std::string(demo_email), .password = make_password(), .api_key = {}, .business = {}};
    auto read = api::parse_body<DemoAccess>(*text, [](json::ObjectReader& reader, DemoAccess& access, json::Errors&) {
        access.email = reader.required_text("email", {});
        access.password = reader.required_text("password", {});
        access.api_key = reader.text("api_key", {}).value_or("");
        access.business = reader.text("business", {}).value_or("");
    });
    if (!read) throw CannotStart(path.string() + " is damaged; give the demo another --data-dir");
    return std::move(*read);
}

usecases::NewBusiness demo_business()
{
    usecases::NewBusiness business;
    business.name = "Demo Kitchen Karrada";
    business.currency = *domain::find_currency("IQD");
    business.timezone = "Asia/Baghdad";
    business.address.country = "Iraq";
    business.address.city = "Baghdad";
    business.address.district = "Karrada";
    business.settings.order_prefix = "DEMO";
    return business;
}

std::string_view sample_order()
{
    auto const all = embedded("src/app/server/demo_orders.jsonl");
    auto const count = static_cast<std::uint64_t>(std::ranges::count(all, '\n'));
    std::size_t begin = 0;
    for (auto skip = base::random_below(count); skip > 0; --skip) begin = all.find('\n', begin) + 1;
    return all.substr(begin, all.find('\n', begin) - begin);
}

}

Demo::Demo(boost::asio::io_context& core, UseCases& use_cases, std::filesystem::path const& folder,
           std::size_t orders_per_minute, telemetry::Log& log)
    : use_cases_(use_cases), path_(folder / "demo.json"), log_(log), access_(read_access(path_))
{
    auto const prepared = boost::asio::co_spawn(core, prepare(), boost::asio::use_future).get();
    if (!prepared) throw CannotStart("the demo cannot be prepared: " + prepared.error().detail);
    if (orders_per_minute == 0) return;
    interval_ = std::chrono::milliseconds(std::chrono::minutes(1)) / orders_per_minute;
    trickle_ = std::make_unique<PeriodicTask>(
        core, "demo_orders", std::min(interval_, std::chrono::milliseconds(2000)), [this] { return trickle(); }, log_);
}

void Demo::stop()
{
    if (trickle_) trickle_->stop();
}

base::Task<base::Result<void>> Demo::prepare()
{
    // Before the account: a password that was lost half-way could not be found again.
    if (auto const kept = keep(); !kept) co_return std::unexpected(kept.error());
    auto const owner = co_await sign_in();
    if (!owner) co_return std::unexpected(owner.error());
    if (auto const chosen = co_await choose_business(*owner); !chosen) co_return std::unexpected(chosen.error());
    if (auto const chosen = co_await choose_api_key(*owner); !chosen) co_return std::unexpected(chosen.error());
    co_return keep();
}

base::Task<base::Result<domain::Principal>> Demo::sign_in()
{
    auto& identity = use_cases_.identity;
    usecases::Identity::Login const login{access_.email, access_.password, "demo", std::nullopt};
    auto tokens = co_await identity.log_in(login);
    if (!tokens && tokens.error().kind == base::FailureKind::unauthenticated) {
        usecases::Identity::NewUser user{access_.email, access_.password, std::nullopt, "Demo", demo_business()};
        auto const registered = co_await identity.register_user(std::move(user));
        if (!registered) co_return std::unexpected(registered.error());
        tokens = co_await identity.log_in(login);
    }
    if (!tokens) co_return std::unexpected(tokens.error());
    co_return co_await use_cases_.access.authenticate(tokens->access_token, std::nullopt);
}

base::Task<base::Result<void>> Demo::choose_business(domain::Principal const& owner)
{
    auto const page = co_await use_cases_.businesses.list(owner, 1, std::nullopt);
    if (!page) co_return std::unexpected(page.error());
    if (!page->businesses.empty()) {
        access_.business = page->businesses.front().id.text();
        co_return base::Result<void>{};
    }
    auto const created = co_await use_cases_.businesses.create(owner, demo_business());
    if (!created) co_return std::unexpected(created.error());
    access_.business = created->id.text();
    co_return base::Result<void>{};
}

base::Task<base::Result<void>> Demo::choose_api_key(domain::Principal const& owner)
{
    if (!access_.api_key.empty()) {
        auto known = co_await use_cases_.access.authenticate(access_.api_key, std::nullopt);
        if (known) {
            channel_ = std::move(*known);
            co_return base::Result<void>{};
        }
    }
    auto const scopes = domain::Scopes{}.with(domain::Scope::orders_write).with(domain::Scope::orders_read);
    auto const business = *domain::BusinessId::parse(access_.business);
    auto const created = co_await use_cases_.api_keys.create(owner, business, "Demo channel", scopes);
    if (!created) co_return std::unexpected(created.error());
    access_.api_key = created->secret;
    auto channel = co_await use_cases_.access.authenticate(access_.api_key, std::nullopt);
    if (!channel) co_return std::unexpected(channel.error());
    channel_ = std::move(*channel);
    co_return base::Result<void>{};
}

base::Task<base::Result<void>> Demo::post_order()
{
    auto const business = *domain::BusinessId::parse(access_.business);
    ports::OrderQuery query;
    query.business = business;
    query.statuses = {domain::OrderStatus::pending};
    query.limit = most_pending;
    auto const waiting = co_await use_cases_.orders.list(*channel_, std::move(query));
    if (!waiting) co_return std::unexpected(waiting.error());
    if (waiting->orders.size() >= most_pending) co_return base::Result<void>{};

    auto order = api::parse_new_order(sample_order(), access_.business);
    if (!order) co_return std::unexpected(order.error());
    order->idempotency_key = base::random_token(16);
    auto const placed = co_await use_cases_.orders.place(*channel_, std::move(*order));
    if (!placed) co_return std::unexpected(placed.error());
    co_return base::Result<void>{};
}

base::Task<std::chrono::milliseconds> Demo::trickle()
{
    auto const posted = co_await post_order();
    if (!posted) log_.warning("demo_order_failed", {{"code", posted.error().code}, {"reason", posted.error().detail}});
    auto const half = interval_ / 2;
    co_return half + std::chrono::milliseconds(base::random_below(static_cast<std::uint64_t>(interval_.count()) + 1));
}

base::Result<void> Demo::keep() const
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("email", access_.email).member("password", access_.password);
    if (!access_.api_key.empty()) writer.member("api_key", access_.api_key);
    if (!access_.business.empty()) writer.member("business", access_.business);
    writer.end_object();
    return write_private_file(path_, text + "\n");
}

}
