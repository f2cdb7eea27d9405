// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load/poller.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace load {

struct Tenant {
    std::string business;  ///< Its id.
    std::string type;
    std::string currency;
    std::string key;  ///< An API key with orders:write and orders:read.
};

/// One user and the businesses that the user owns: what the load is spread over.
struct Tenants {
    std::string email;
    std::string password;
    std::vector<Tenant> list;
};

/// Makes them through the API: registers a user, logs in, creates `count` businesses (of the types and
/// currencies of the sample orders, in turn) and a key for each. Throws std::runtime_error on a refusal.
Tenants make_tenants(Endpoint const& endpoint, std::size_t count);

/// A fresh access token of the owner.
std::string log_in(Endpoint const& endpoint, Tenants const& tenants);

/// Throws std::runtime_error when the file cannot be read or written.
Tenants read_tenants(std::string const& file);
void write_tenants(std::string const& file, Tenants const& tenants);

}
