// SPDX-License-Identifier: Apache-2.0
#include "adapters/argon2/argon2.hpp"
#include "adapters/argon2/hash_of_nobody.hpp"

#include <argon2.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace {

using adapters::argon2::HasherOptions;
using adapters::argon2::open_argon2_hasher;

HasherOptions cheap() { return {.memory_kib = 64, .passes = 1}; }

/// Outlives every hasher, as it must: a hasher's thread may still be leaving `post` when its answer is there.
boost::asio::io_context& restarted_context()
{
    static boost::asio::io_context context;
    context.restart();
    return context;
}

/// The value of a task that runs to its end.
template <typename T>
T value_of(std::function<base::Task<T>()> const& start)
{
    auto& context = restarted_context();
    std::optional<T> result;
    auto const spawned = [&]() -> base::Task<void> { result.emplace(co_await start()); };
    boost::asio::co_spawn(context, spawned, [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
    context.run();
    return std::move(result.value());
}

base::Result<std::string> hash_of(ports::PasswordHasher& hasher, std::string password)
{
    return value_of<base::Result<std::string>>([&] { return hasher.hash(password); });
}

base::Result<bool> verified(ports::PasswordHasher& hasher, std::string password, std::optional<std::string> hash)
{
    return value_of<base::Result<bool>>([&] { return hasher.verify(password, hash); });
}

TEST(PasswordHasher, KnowsAPasswordAgain)
{
    auto const hasher = open_argon2_hasher(cheap());
    auto const hash = hash_of(*hasher, "Zaatar-9-Kubba");
    ASSERT_TRUE(hash);
    EXPECT_TRUE(verified(*hasher, "Zaatar-9-Kubba", *hash).value());
    EXPECT_FALSE(verified(*hasher, "zaatar-9-Kubba", *hash).value());
    EXPECT_FALSE(verified(*hasher, "", *hash).value());
}

TEST(PasswordHasher, WritesPhcStringsWithTheCostAndAFreshSalt)
{
    auto const hasher = open_argon2_hasher();
    auto const first = hash_of(*hasher, "Zaatar-9-Kubba").value();
    EXPECT_TRUE(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << first;
    EXPECT_NE(first, hash_of(*hasher, "Zaatar-9-Kubba").value());
}

TEST(PasswordHasher, IsFalseForUnknownUsersAndBrokenHashes)
{
    auto const hasher = open_argon2_hasher(cheap());
    EXPECT_FALSE(verified(*hasher, "Zaatar-9-Kubba", std::nullopt).value());
    EXPECT_FALSE(verified(*hasher, "Zaatar-9-Kubba", "").value());
    EXPECT_FALSE(verified(*hasher, "Zaatar-9-Kubba", "$argon2id$v=19$broken").value());
}

TEST(PasswordHasher, ComputesInFullForUnknownUsers)
{
    auto const hash = adapters::argon2::hash_of_nobody({});
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
    // A hash that could not be read would be refused at once, with another error.
    EXPECT_EQ(argon2id_verify(hash.c_str(), "x", 1), ARGON2_VERIFY_MISMATCH);
}

TEST(PasswordHasher, ResumesItsCallerOnTheCallersThread)
{
    boost::asio::io_context context;
    auto const hasher = open_argon2_hasher(cheap());
    std::thread::id resumed_on;
    auto const asking = [&]() -> base::Task<void> {
        auto const ignored = co_await hasher->hash("Zaatar-9-Kubba");
        resumed_on = std::this_thread::get_id();
    };
    boost::asio::co_spawn(context, asking, boost::asio::detached);
    context.run();
    EXPECT_EQ(resumed_on, std::this_thread::get_id());
}

TEST(PasswordHasher, RefusesWhatItsQueueDoesNotHold)
{
    // No thread takes anything out: two wait, the third is refused.
    auto hasher = open_argon2_hasher({.memory_kib = 64, .passes = 1, .threads = 0, .queue = 2});
    boost::asio::io_context context;
    std::vector<std::string> codes;
    auto const asking = [&]() -> base::Task<void> {
        auto const hash = co_await hasher->hash("Zaatar-9-Kubba");
        codes.push_back(hash ? "hashed" : hash.error().code);
    };
    for (int i = 0; i < 3; ++i) boost::asio::co_spawn(context, asking, boost::asio::detached);
    context.poll();
    EXPECT_EQ(codes, std::vector<std::string>{"busy"});

    hasher.reset();
    context.run();
    EXPECT_EQ(codes, (std::vector<std::string>{"busy", "shutting_down", "shutting_down"}));
}

TEST(PasswordHasher, MayGoWhileCallersWaitOnCoresThatRunNoMore)
{
    boost::asio::io_context context;
    auto hasher = open_argon2_hasher(cheap());
    int resumed = 0;
    auto const asking = [&]() -> base::Task<void> {
        auto const ignored = co_await hasher->hash("Zaatar-9-Kubba");
        ++resumed;
    };
    for (int i = 0; i < 20; ++i) boost::asio::co_spawn(context, asking, boost::asio::detached);
    for (int i = 0; i < 20; ++i) context.run_one();
    auto const before = resumed;
    hasher.reset();
    EXPECT_EQ(resumed, before);
}

}
