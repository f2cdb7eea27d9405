// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

#include <algorithm>

namespace conformance {
namespace {

class Identity : public StoreSuite {
protected:
    ports::User user_with(std::string email)
    {
        return {domain::UserId::make(clock_.now()),
                std::move(email),
                "hash",
                "+9647801234567",
                "Layla",
                true,
                clock_.now()};
    }

    /// All businesses that there are.
    std::vector<domain::BusinessId> listed()
    {
        std::vector<domain::BusinessId> ids;
        auto const page = run(ports().businesses.list({}));
        for (auto const& business : page.value().businesses) ids.push_back(business.id);
        return ids;
    }

    ports::ApiKey key_for(domain::BusinessId business, std::string const& secret)
    {
        return {domain::ApiKeyId::make(clock_.now()),
                business,
                "Web shop",
                domain::Scopes{}.with(domain::Scope::orders_write),
                base::sha256(secret),
                clock_.now(),
                {}};
    }
};

TEST_P(Identity, AUserIsFoundByIdAndByEmailInAnyCase)
{
    auto const user = user_with("Layla@Example.com");
    ASSERT_TRUE(run(whole().users().create(user, std::nullopt)));
    auto const by_email = run(whole().users().find_by_email("LAYLA@example.COM")).value();
    ASSERT_TRUE(by_email);
    EXPECT_EQ(by_email->id, user.id);
    EXPECT_EQ(by_email->email, "Layla@Example.com");
    EXPECT_EQ(by_email->password_hash, "hash");
    EXPECT_EQ(by_email->owner_name, "Layla");
    EXPECT_TRUE(by_email->is_admin);
    EXPECT_TRUE(run(whole().users().find(user.id)).value());
    EXPECT_FALSE(run(whole().users().find_by_email("nobody@example.com")).value());
    EXPECT_FALSE(run(whole().users().find(domain::UserId::make(clock_.now()))).value());
}

TEST_P(Identity, AnEmailIsTakenOnceInAnyCaseAlsoAtOnce)
{
    std::vector<base::Task<base::Result<void>>> tasks;
    for (int i = 0; i < 8; ++i)
        tasks.push_back(
            whole().users().create(user_with(i % 2 == 0 ? "a@example.com" : "A@EXAMPLE.com"), std::nullopt));
    auto const answers = run_all(std::move(tasks));
    EXPECT_EQ(std::ranges::count(answers, true, [](auto& a) { return a.has_value(); }), 1);
    for (auto const& answer : answers) EXPECT_TRUE(answer || answer.error().code == "email_taken");
}

TEST_P(Identity, AUserComesWithTheirBusinessOrNotAtAll)
{
    auto user = user_with("b@example.com");
    auto business = business_named("Bakery");
    ASSERT_TRUE(run(whole().users().create(user, business)));
    EXPECT_EQ(run(ports().businesses.role_of(user.id, business.id)).value(), domain::Role::owner);

    auto second = business_named("Second");
    auto const late = user_with("B@example.com");
    ASSERT_FALSE(run(whole().users().create(late, second)));
    for (int i = 0; i < 2; ++i, reopen()) {
        EXPECT_FALSE(run(ports().businesses.find(second.id)));
        EXPECT_EQ(run(ports().businesses.role_of(late.id, second.id)).value(), std::nullopt);
        EXPECT_EQ(listed(), std::vector{business.id});
        EXPECT_FALSE(run(ports().log.position(second.id)));
    }
}

TEST_P(Identity, OfManyWhoRegisterOneEmailAtOnceOneBusinessIsThere)
{
    std::vector<domain::BusinessId> businesses;
    std::vector<base::Task<base::Result<void>>> tasks;
    for (int i = 0; i < 8; ++i) {
        auto business = business_named("Bakery");
        businesses.push_back(business.id);
        tasks.push_back(whole().users().create(user_with("a@example.com"), std::move(business)));
    }
    auto const answers = run_all(std::move(tasks));
    auto const winner = std::ranges::find(answers, true, [](auto const& answer) { return answer.has_value(); });
    ASSERT_NE(winner, answers.end());
    EXPECT_EQ(listed(), std::vector{businesses.at(static_cast<std::size_t>(winner - answers.begin()))});
}

TEST_P(Identity, WhoFindsTheUserFindsTheirBusiness)
{
    auto const user = user_with("a@example.com");
    auto const business = business_named("Bakery");
    auto created = spawn(whole().users().create(user, business));
    while (created.wait_for(std::chrono::seconds(0)) != std::future_status::ready &&
           !run(whole().users().find_by_email(user.email)).value()) {}
    EXPECT_EQ(run(ports().businesses.role_of(user.id, business.id)).value(), domain::Role::owner);
    EXPECT_EQ(run(ports().businesses.find(business.id)).value(), business);
    EXPECT_TRUE(created.get());
}

TEST_P(Identity, AProfileIsSetAndCleared)
{
    auto const user = user_with("c@example.com");
    ASSERT_TRUE(run(whole().users().create(user, std::nullopt)));
    auto const changed = run(whole().users().change_profile(user.id, std::optional<std::string>{}, "Omar")).value();
    EXPECT_EQ(changed.phone, std::nullopt);
    EXPECT_EQ(changed.owner_name, "Omar");
    EXPECT_EQ(run(whole().users().find(user.id)).value()->owner_name, "Omar");
    auto const unknown = run(whole().users().change_profile(domain::UserId::make(clock_.now()), {}, {}));
    EXPECT_EQ(unknown.error().kind, base::FailureKind::not_found);
}

TEST_P(Identity, AnApiKeyIsFoundByItsHashUntilItIsRemoved)
{
    auto const business = new_business();
    auto const key = key_for(business, "secret");
    ASSERT_TRUE(run(whole().api_keys().create(key)));
    auto const found = run(whole().api_keys().find_by_hash(base::sha256("secret"))).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, key.id);
    EXPECT_EQ(found->business, business);
    EXPECT_EQ(found->scopes, key.scopes);
    EXPECT_FALSE(run(whole().api_keys().find_by_hash(base::sha256("other"))).value());

    EXPECT_EQ(run(whole().api_keys().remove(new_business(), key.id)).error().kind, base::FailureKind::not_found);
    ASSERT_TRUE(run(whole().api_keys().remove(business, key.id)));
    EXPECT_FALSE(run(whole().api_keys().find_by_hash(base::sha256("secret"))).value());
    EXPECT_EQ(run(whole().api_keys().remove(business, key.id)).error().kind, base::FailureKind::not_found);
}

TEST_P(Identity, ApiKeysAreListedByBusinessWithTheMinuteOfTheirLastUse)
{
    auto const business = new_business();
    auto const one = key_for(business, "one");
    ASSERT_TRUE(run(whole().api_keys().create(one)));
    ASSERT_TRUE(run(whole().api_keys().create(key_for(business, "two"))));
    ASSERT_TRUE(run(whole().api_keys().create(key_for(new_business(), "three"))));
    EXPECT_EQ(run(whole().api_keys().list_of(business))->size(), 2U);
    EXPECT_FALSE(run(whole().api_keys().list_of(business))->front().last_used_at);

    auto const minute = std::chrono::floor<std::chrono::minutes>(clock_.now());
    whole().api_keys().note_use(one.id, minute);
    placed(business);  // A write that comes after the note of the use.
    auto const keys = run(whole().api_keys().list_of(business)).value();
    auto const used = std::ranges::count(keys, true, [](auto& key) { return key.last_used_at.has_value(); });
    EXPECT_EQ(used, 1);
    for (auto const& key : keys) EXPECT_EQ(key.last_used_at.value_or(minute), minute);
}

RUN_ON_WHOLE_STORES(Identity);

}
}
