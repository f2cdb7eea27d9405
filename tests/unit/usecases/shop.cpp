// SPDX-License-Identifier: Apache-2.0
#include "shop.hpp"

#include "adapters/local/local.hpp"
#include "adapters/sqlite/open_sqlite_store.hpp"
#include "base/bytes.hpp"
#include "forms/order.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

#include <sys/mman.h>
#include <unistd.h>

namespace shop {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t whole = 1'000'000;

std::filesystem::path folder_in_memory()
{
    std::filesystem::path parent = "/dev/shm";
    if (!std::filesystem::is_directory(parent)) parent = std::filesystem::temp_directory_path();
    auto pattern = (parent / "usecases-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    return pattern;
}

std::unique_ptr<ports::Store> opened(std::filesystem::path const& folder, Clock const& clock,
                                     ports::TimeZones const& zones, telemetry::Log& log, telemetry::Registry& registry)
{
    auto store = adapters::sqlite::open_sqlite_store({.directory = folder}, clock, zones, log, registry);
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
}

/// Throws when there is none.
template <typename Metric>
Metric const& metric(telemetry::Registry& registry, auto telemetry::Registry::Visitor::* kind, std::string_view wanted,
                     telemetry::Labels const& wanted_labels)
{
    Metric const* found = nullptr;
    telemetry::Registry::Visitor visitor{
        .counter = [](auto&&...) {}, .gauge = [](auto&&...) {}, .histogram = [](auto&&...) {}};
    visitor.*kind = [&](std::string_view name, std::string_view, telemetry::Labels const& labels, Metric const& each) {
        if (name == wanted && labels == wanted_labels) found = &each;
    };
    registry.collect();
    registry.visit(visitor);
    if (!found) throw std::logic_error("no metric " + std::string(wanted));
    return *found;
}

}

LogFile::LogFile() : descriptor_(::memfd_create("log", MFD_CLOEXEC))
{
    if (descriptor_ < 0) throw std::runtime_error("no file in memory");
}

LogFile::~LogFile() { ::close(descriptor_); }

std::string LogFile::text() const
{
    std::string text;
    std::array<char, 4096> piece;
    for (ssize_t n = 0; (n = ::pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(text.size()))) > 0;)
        text.append(piece.data(), static_cast<std::size_t>(n));
    return text;
}

Shop::Shop()
    : log_({.format = telemetry::LogFormat::json, .descriptor = log_file_.descriptor()}),
      zones_(adapters::local::make_time_zones()),
      folder_(folder_in_memory()),
      store_(opened(folder_, clock_, *zones_, log_, registry_))
{
    owner_ = new_user("owner@example.com");
    business_ = new_business(owner_);
}

Shop::~Shop()
{
    store_->stop();
    store_.reset();
    std::filesystem::remove_all(folder_);
}

domain::UserId Shop::new_user(std::string email, bool is_admin)
{
    auto const id = domain::UserId::make(clock_.now());
    if (email.empty()) email = id.text() + "@example.com";
    ports::User user;
    user.id = id;
    user.email = std::move(email);
    user.password_hash = "hash of nothing";
    user.is_admin = is_admin;
    user.created_at = clock_.now();
    EXPECT_EQ(code_of(run(store_->users().create(std::move(user), std::nullopt))), "ok");
    return id;
}

domain::BusinessId Shop::new_business(domain::UserId owner)
{
    domain::Business business;
    business.id = domain::BusinessId::make(clock_.now());
    business.name = "Pizza Roma";
    business.settings.order_prefix = "PIZ";
    business.created_at = business.updated_at = clock_.now();
    EXPECT_EQ(code_of(run(store_->businesses().create(business, owner))), "ok");
    return business.id;
}

domain::Principal Shop::signed_in(domain::UserId user, std::optional<std::string> device)
{
    auto const now = clock_.now();
    ports::Session session;
    session.id = domain::SessionId::make(now);
    session.user = user;
    session.created_at = session.last_used_at = now;
    session.expires_at = now + std::chrono::days(30);
    auto const id = session.id;
    EXPECT_EQ(code_of(run(store_->sessions().create(std::move(session), base::sha256(id.text())))), "ok");
    return {domain::UserPrincipal{user, id, now + tokens_.lifetime(), false}, std::move(device)};
}

domain::Principal Shop::member(domain::Role role)
{
    auto const user = new_user();
    auto const token = base::sha256(user.text());
    EXPECT_EQ(code_of(run(store_->memberships().invite(business_, {role, owner_, token, clock_.now() + 1h}))), "ok");
    EXPECT_EQ(code_of(run(store_->memberships().join(user, token))), "ok");
    return signed_in(user);
}

domain::Principal Shop::channel(domain::Scopes scopes)
{
    ports::ApiKey key;
    key.id = domain::ApiKeyId::make(clock_.now());
    key.business = business_;
    key.name = "Web shop";
    key.scopes = scopes;
    key.hash = base::sha256(key.id.text());
    key.created_at = clock_.now();
    auto const id = key.id;
    EXPECT_EQ(code_of(run(store_->api_keys().create(std::move(key)))), "ok");
    return {domain::ChannelPrincipal{id, business_, scopes}, {}};
}

domain::Scopes Shop::scopes_of(std::initializer_list<domain::Scope> scopes)
{
    domain::Scopes result;
    for (auto const scope : scopes) result = result.with(scope);
    return result;
}

domain::OrderContent Shop::wraps()
{
    domain::OrderContent content;
    content.channel = "pos";
    content.customer_name = "Layla Haddad";
    content.customer_phone = "+9647801234567";
    content.items.push_back({{}, "Falafel wrap", 2, {3'000}, {6'000}, {}, {}, {}, {}});
    content.subtotal = content.total_amount = {6'000};
    return content;
}

domain::OrderId Shop::placed(domain::OrderContent content, std::string posted_by)
{
    domain::PlaceOrder command;
    command.id = domain::OrderId::make(clock_.now());
    command.event_id = domain::EventId::make(clock_.now());
    command.business_id = business_;
    command.fingerprint = forms::fingerprint(content);
    command.content = std::move(content);
    command.actor = {std::move(posted_by), {}};
    command.idempotency_key = "of the shop " + std::to_string(next_key_++);
    auto const id = command.id;
    auto const decided = run(store_->journal().commit(std::move(command)));
    EXPECT_TRUE(decided && decided->appended());
    return id;
}

void Shop::cancel(domain::OrderId order)
{
    domain::ChangeStatus command;
    command.event_id = domain::EventId::make(clock_.now());
    command.order_id = order;
    command.from = domain::OrderStatus::pending;
    command.to = domain::OrderStatus::cancelled;
    command.reason = domain::Reason{"rejected_too_busy", {}};
    command.actor = {"usr_one", "Counter 1"};
    auto const decided = run(store_->journal().commit(std::move(command)));
    EXPECT_TRUE(decided && decided->appended());
}

domain::Order Shop::order(domain::OrderId id)
{
    return forms::parse_stored_order(run(store_->orders().find(id)).value().order.text).value();
}

domain::Business Shop::business(domain::BusinessId id) { return run(store_->businesses().find(id)).value(); }

std::vector<ports::LogEntry> Shop::log_of(domain::BusinessId business)
{
    return run(store_->log().read(business, 0, whole, whole)).value().entries;
}

std::vector<domain::EventType> Shop::told(domain::BusinessId business)
{
    std::vector<domain::EventType> types;
    for (auto const& entry : log_of(business)) types.push_back(entry.type);
    return types;
}

std::string Shop::logged()
{
    log_.flush();
    return log_file_.text();
}

std::uint64_t Shop::counter(std::string_view name, telemetry::Labels const& labels)
{
    return metric<telemetry::Counter>(registry_, &telemetry::Registry::Visitor::counter, name, labels).value();
}

std::int64_t Shop::gauge(std::string_view name, telemetry::Labels const& labels)
{
    return metric<telemetry::Gauge>(registry_, &telemetry::Registry::Visitor::gauge, name, labels).value();
}

std::uint64_t Shop::recorded(std::string_view name)
{
    return metric<telemetry::Histogram>(registry_, &telemetry::Registry::Visitor::histogram, name, {}).snapshot().count;
}

}
