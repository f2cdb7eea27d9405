// SPDX-License-Identifier: Apache-2.0
#include "usecases/snapshots.hpp"

#include "stores.hpp"

#include <set>

/// The snapshots that devices begin with, on a real store.
namespace conformance {
namespace {

using namespace std::chrono_literals;
using Continuation = usecases::Snapshots::Continuation;
using Page = usecases::Snapshots::Page;

class Snapshots : public StoreSuite {
protected:
    base::Result<Page> read(domain::Principal const& caller, std::size_t limit,
                            std::optional<Continuation> continuation = {})
    {
        return run(snapshots_.read(caller, business_, limit, std::move(continuation)));
    }

    static Continuation after(Page const& page) { return {page.epoch, page.cursor, page.next.value_or("")}; }

    domain::Principal channel(domain::ApiKeyId key, domain::Scope scope)
    {
        return {domain::ChannelPrincipal{key, business_, domain::Scopes().with(scope)}, std::nullopt};
    }

    domain::BusinessId business_ = new_business();
    domain::Principal owner_there_{domain::UserPrincipal{owner_, {}, {}, false}, std::nullopt};
    usecases::AccessTokens tokens_{{{"key", std::vector<std::uint8_t>(32)}}, 60s};
    usecases::Access access_{whole().users(), ports().businesses, whole().sessions(), whole().api_keys(), tokens_,
                             clock_};
    usecases::Snapshots snapshots_{ports().orders, access_};
};

TEST_P(Snapshots, EveryPageStatesTheCursorOfTheFirst)
{
    std::set<domain::OrderId> open;
    for (int i = 0; i < 3; ++i) open.insert(placed(business_).order->id);
    auto const first = read(owner_there_, 2).value();
    EXPECT_EQ(first.cursor, 3u);
    ASSERT_TRUE(first.next);

    open.insert(placed(business_).order->id);
    auto const second = read(owner_there_, 2, after(first)).value();
    EXPECT_EQ(second.cursor, 3u);
    EXPECT_EQ(second.head, 4u);
    for (auto const& page : {first, second})
        for (auto const& order : page.orders) EXPECT_EQ(open.erase(order.id), 1u);
    EXPECT_TRUE(open.empty());
}

TEST_P(Snapshots, OfAnotherHistoryDoNotGoOn)
{
    placed(business_);
    placed(business_);
    auto elsewhere = after(read(owner_there_, 1).value());
    elsewhere.epoch += "x";
    EXPECT_EQ(read(owner_there_, 1, elsewhere).error().code, "query_invalid");
}

TEST_P(Snapshots, AChannelGetsWhatItPosted)
{
    auto const key = domain::ApiKeyId::make(clock_.now());
    placed(business_);
    auto own = order_for(business_);
    own.actor = {key.text(), std::nullopt};
    auto const posted = run(commit(std::move(own))).value().order->id;

    auto const page = read(channel(key, domain::Scope::orders_read), 10).value();
    ASSERT_EQ(page.orders.size(), 1u);
    EXPECT_EQ(page.orders.front().id, posted);
    EXPECT_EQ(read(channel(key, domain::Scope::orders_write), 10).error().code, "forbidden");
}

TEST_P(Snapshots, StrangersDoNotLearnThatTheBusinessIsThere)
{
    domain::Principal const stranger{domain::UserPrincipal{new_user(), {}, {}, false}, std::nullopt};
    EXPECT_EQ(read(stranger, 10).error().code, "business_not_found");
}

RUN_ON_WHOLE_STORES(Snapshots);

}
}
