// SPDX-License-Identifier: Apache-2.0
#include "usecases/api_keys.hpp"

#include "base/bytes.hpp"
#include "base/random.hpp"

namespace usecases {

ApiKeys::ApiKeys(ports::ApiKeyStore& store, Access& access, ports::Clock const& clock)
    : store_(store), access_(access), clock_(clock)
{
}

base::Task<base::Result<ApiKeys::Created>> ApiKeys::create(domain::Principal const& caller, domain::BusinessId business,
                                                           std::string name, domain::Scopes scopes)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_api_keys);
    if (!permitted) co_return std::unexpected(permitted.error());

    Created created;
    created.secret = std::string(api_key_prefix) + base::random_token(32);
    auto& key = created.key;
    key.created_at = clock_.now();
    key.id = domain::ApiKeyId::make(key.created_at);
    key.business = business;
    key.name = std::move(name);
    key.scopes = scopes;
    key.hash = base::sha256(created.secret);

    auto const stored = co_await store_.create(key);
    if (!stored) co_return std::unexpected(stored.error());
    co_return created;
}

base::Task<base::Result<std::vector<ports::ApiKey>>> ApiKeys::list(domain::Principal const& caller,
                                                                   domain::BusinessId business)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_api_keys);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await store_.list_of(business);
}

base::Task<base::Result<void>> ApiKeys::remove(domain::Principal const& caller, domain::BusinessId business,
                                               domain::ApiKeyId id)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_api_keys);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await store_.remove(business, id);
}

}
