// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/endpoint.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

struct Kind {
    std::string type;  ///< Of a business.
    std::string currency;
    bool operator==(Kind const&) const = default;
};

struct Tenant {
    std::string business;  ///< Its id.
    Kind kind;
    std::string key;    ///< An API key with orders:write and orders:read.
    std::string token;  ///< An access token of the owner, once signed in.
};

/// One user and the businesses that the user owns: what the load is spread over.
struct Tenants {
    std::string email;
    std::string password;
    std::vector<Tenant> list;
};

/// Makes them through the API: registers a user, logs in, creates `count` businesses (of the kinds in turn) and a
/// key for each. Throws std::runtime_error on a refusal.
Tenants make_tenants(Endpoint const& endpoint, std::vector<Kind> const& kinds, std::size_t count);

/// Gives each a fresh access token.
void sign_in(Endpoint const& endpoint, Tenants& tenants);

/// {"email", "password", "businesses": [{"id", "type", "currency", "key"}]}. Throw std::runtime_error when the file
/// cannot be read or written.
Tenants read_tenants(std::string const& file);
void write_tenants(std::string const& file, Tenants const& tenants);

}
