// SPDX-License-Identifier: Apache-2.0
#include "usecases/api_keys.hpp"

#include "base/bytes.hpp"
#include "shop.hpp"

namespace {

using domain::Scope;
using shop::code_of;

class ApiKeys : public shop::Shop {
protected:
    base::Result<usecases::ApiKeys::Created> create(domain::Principal const& caller)
    {
        return run(keys_.create(caller, business_, "Web shop", scopes_of({Scope::orders_write})));
    }

    std::vector<std::string> all_by(domain::Principal const& caller, domain::ApiKeyId id)
    {
        return {code_of(create(caller)), code_of(run(keys_.list(caller, business_))),
                code_of(run(keys_.remove(caller, business_, id)))};
    }

    usecases::ApiKeys keys_{store_->api_keys(), access_, clock_};
};

TEST_F(ApiKeys, AreTheOwnersBusiness)
{
    auto const id = create(owner())->key.id;
    EXPECT_EQ(all_by(manager(), id), std::vector<std::string>(3, "forbidden"));
    EXPECT_EQ(all_by(channel(), id), std::vector<std::string>(3, "forbidden"));
    EXPECT_EQ(all_by(stranger(), id), std::vector<std::string>(3, "business_not_found"));
    EXPECT_EQ(all_by(owner(), id), std::vector<std::string>(3, "ok"));
}

TEST_F(ApiKeys, TheSecretOfANewKeyProvesTheChannel)
{
    auto const created = create(owner()).value();
    EXPECT_TRUE(created.secret.starts_with("ork_live_"));
    auto const principal = run(access_.authenticate(created.secret, "Till")).value();
    ASSERT_TRUE(principal.channel());
    EXPECT_EQ(principal.channel()->key, created.key.id);
    EXPECT_EQ(principal.channel()->business, business_);
    EXPECT_EQ(principal.channel()->scopes, scopes_of({Scope::orders_write}));
    EXPECT_EQ(principal.device, "Till");
}

TEST_F(ApiKeys, OfTheSecretOnlyTheHashIsKept)
{
    auto const created = create(owner()).value();
    auto const kept = run(keys_.list(owner(), business_)).value();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].hash, base::sha256(created.secret));
    EXPECT_EQ(kept[0].name, "Web shop");
    EXPECT_EQ(kept[0].created_at, clock_.now());
}

TEST_F(ApiKeys, NoTwoSecretsAreAlike) { EXPECT_NE(create(owner())->secret, create(owner())->secret); }

TEST_F(ApiKeys, ARemovedKeyProvesNothing)
{
    auto const created = create(owner()).value();
    ASSERT_EQ(code_of(run(keys_.remove(owner(), business_, created.key.id))), "ok");
    EXPECT_EQ(code_of(run(access_.authenticate(created.secret, {}))), "api_key_invalid");
}

TEST_F(ApiKeys, AKeyOfAnotherBusinessIsNotRemoved)
{
    auto const created = create(owner()).value();
    auto const other = new_business(owner_);
    EXPECT_EQ(code_of(run(keys_.remove(owner(), other, created.key.id))), "api_key_not_found");
    EXPECT_EQ(code_of(run(access_.authenticate(created.secret, {}))), "ok");
}

}
