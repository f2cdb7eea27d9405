// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/api_key_store.hpp"
#include "ports/clock.hpp"
#include "usecases/access.hpp"

#include <string>
#include <vector>

namespace usecases {

/// The keys of a business's channels. Any core.
class ApiKeys {
public:
    ApiKeys(ports::ApiKeyStore& store, Access& access, ports::Clock const& clock);

    struct Created {
        ports::ApiKey key;
        std::string secret;  ///< `ork_live_…`: exists here only, never to be seen again.
    };
    base::Task<base::Result<Created>> create(domain::Principal const& caller, domain::BusinessId business,
                                             std::string name, domain::Scopes scopes);

    base::Task<base::Result<std::vector<ports::ApiKey>>> list(domain::Principal const& caller,
                                                              domain::BusinessId business);

    base::Task<base::Result<void>> remove(domain::Principal const& caller, domain::BusinessId business,
                                          domain::ApiKeyId id);

private:
    ports::ApiKeyStore& store_;
    Access& access_;
    ports::Clock const& clock_;
};

}
