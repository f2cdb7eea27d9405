// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <array>
#include <map>

namespace {

using namespace std::chrono_literals;

class TestClock final : public ports::Clock {
public:
    base::Instant now() const override { return now_; }
    void advance(std::chrono::seconds by) { now_ += by; }

private:
    base::Instant now_ = base::from_micros(1'795'000'000'000'000);
};

/// Counts what reaches it.
class Keys final : public ports::ApiKeyStore {
public:
    base::Task<base::Result<void>> create(ports::ApiKey key) override
    {
        keys[key.hash] = std::move(key);
        co_return base::Result<void>{};
    }
    base::Task<base::Result<std::vector<ports::ApiKey>>> list_of(domain::BusinessId) override
    {
        co_return std::vector<ports::ApiKey>{};
    }
    base::Task<base::Result<void>> remove(domain::BusinessId, domain::ApiKeyId) override
    {
        co_return base::Result<void>{};
    }
    base::Task<base::Result<std::optional<ports::ApiKey>>> find_by_hash(base::Bytes32 hash) override
    {
        ++reads;
        if (on_read) on_read();
        auto const found = keys.find(hash);
        co_return found == keys.end() ? std::nullopt : std::optional(found->second);
    }
    void note_use(domain::ApiKeyId, base::Instant) override { ++uses; }

    std::map<base::Bytes32, ports::ApiKey> keys;
    std::function<void()> on_read;
    int reads = 0;
    int uses = 0;
};

class Feed final : public ports::StoreFeed {
public:
    void add(ports::CommitListener&) override {}
    void add(ports::RevocationListener& listener) override { listener_ = &listener; }
    void add(ports::MarkListener&) override {}
    void add(ports::RewriteListener&) override {}

    void tell(ports::Revocation const& revocation) { listener_->revoked({&revocation, 1}); }

private:
    ports::RevocationListener* listener_ = nullptr;
};

class CachedApiKeys : public testing::Test {
protected:
    CachedApiKeys()
    {
        key_.id = domain::ApiKeyId::make(clock_.now());
        key_.business = domain::BusinessId::make(clock_.now());
        key_.hash.fill(7);
        store_.keys[key_.hash] = key_;
    }

    bool is_found()
    {
        boost::asio::io_context context;
        auto found = boost::asio::co_spawn(context, cached_->find_by_hash(key_.hash), boost::asio::use_future);
        context.run();
        return found.get().value().has_value();
    }

    TestClock clock_;
    Keys store_;
    Feed feed_;
    ports::ApiKey key_;
    std::unique_ptr<ports::ApiKeyStore> cached_ = adapters::local::make_cached_api_keys(store_, feed_, clock_);
};

TEST_F(CachedApiKeys, AskTheStoreOnce)
{
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(is_found());
    EXPECT_EQ(store_.reads, 1);
}

TEST_F(CachedApiKeys, NoteAUseOnceAMinute)
{
    for (int i = 0; i < 3; ++i) is_found();
    EXPECT_EQ(store_.uses, 1);
    clock_.advance(1min);
    is_found();
    EXPECT_EQ(store_.uses, 2);
}

TEST_F(CachedApiKeys, AKeyThatWasRevokedIsAskedForAgain)
{
    for (auto const& revocation :
         {ports::Revocation{.api_key = key_.id}, ports::Revocation{.business = key_.business}}) {
        store_.keys[key_.hash] = key_;
        EXPECT_TRUE(is_found());
        store_.keys.clear();
        EXPECT_TRUE(is_found());
        feed_.tell(revocation);
        EXPECT_FALSE(is_found());
    }
}

TEST_F(CachedApiKeys, AMembersRevocationLeavesKeysAlone)
{
    is_found();
    feed_.tell({.user = domain::UserId::make(clock_.now()), .business = key_.business});
    is_found();
    EXPECT_EQ(store_.reads, 1);
}

TEST_F(CachedApiKeys, AKeyThatIsRevokedWhileItIsReadIsNotKept)
{
    store_.on_read = [this] { feed_.tell({.api_key = key_.id}); };
    is_found();
    store_.on_read = {};
    store_.keys.clear();
    EXPECT_FALSE(is_found());
}

}
