// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.hpp"

#include "forms/order.hpp"

namespace conformance {

StoreSuite::StoreSuite() : cores_(std::make_unique<base::Cores>(2)), store_(GetParam().make(clock_))
{
    listen();
    cores_->start();
    owner_ = new_user();
}

StoreSuite::~StoreSuite()
{
    store_->stop();
    cores_->stop();
    cores_.reset();
}

void StoreSuite::reopen()
{
    store_->stop();
    store_->reopen();
    listen();
}

void StoreSuite::listen()
{
    ports().feed.add(listener_);
    ports().feed.add(revocations_);
}

domain::UserId StoreSuite::new_user(std::string email)
{
    auto const id = domain::UserId::make(clock_.now());
    if (email.empty()) email = id.text() + "@example.com";
    ports::User user{id, std::move(email), "hash", {}, {}, false, clock_.now()};
    store_->add_user(std::move(user));
    return id;
}

domain::Business StoreSuite::business_named(std::string name)
{
    domain::Business business;
    business.id = domain::BusinessId::make(clock_.now());
    business.name = std::move(name);
    business.settings.order_prefix = "PIZ";
    business.created_at = business.updated_at = clock_.now();
    return business;
}

domain::BusinessId StoreSuite::new_business(domain::UserId owner)
{
    auto business = business_named("Pizza Roma");
    auto const id = business.id;
    EXPECT_TRUE(run(ports().businesses.create(std::move(business), owner)));
    return id;
}

domain::PlaceOrder StoreSuite::order_for(domain::BusinessId business)
{
    domain::PlaceOrder order;
    order.id = domain::OrderId::make(clock_.now());
    order.event_id = domain::EventId::make(clock_.now());
    order.business_id = business;
    auto& content = order.content;
    content.channel = "pos";
    content.customer_name = "Layla Haddad";
    content.customer_phone = "+9647801234567";
    content.items.push_back({{}, "Falafel wrap", 2, {3'000}, {6'000}, {}, {}, {}, {}});
    content.subtotal = content.total_amount = {6'000};
    order.actor = {"key_one", {}};
    order.idempotency_key = "key-" + std::to_string(next_key_++);
    order.fingerprint = forms::fingerprint(content);
    return order;
}

ports::Decided StoreSuite::placed(domain::BusinessId business)
{
    auto result = run(commit(order_for(business)));
    EXPECT_TRUE(is_appended(result));
    return std::move(*result);
}

domain::ChangeStatus StoreSuite::move(domain::OrderId order, domain::OrderStatus from, domain::OrderStatus to)
{
    domain::ChangeStatus change;
    change.event_id = domain::EventId::make(clock_.now());
    change.order_id = order;
    change.from = from;
    change.to = to;
    if (to == domain::OrderStatus::cancelled) change.reason = domain::Reason{"rejected_too_busy", {}};
    change.actor = {"usr_one", "Counter 1"};
    return change;
}

std::vector<ports::LogEntry> StoreSuite::whole_log(domain::BusinessId business, std::size_t page_size)
{
    std::vector<ports::LogEntry> entries;
    std::uint64_t seq = 0;
    for (;;) {
        auto const page = run(ports().log.read(business, seq, page_size, 1 << 20));
        EXPECT_TRUE(page);
        if (!page || page->entries.empty()) return entries;
        entries.insert(entries.end(), page->entries.begin(), page->entries.end());
        seq = page->entries.back().seq;
    }
}

}
