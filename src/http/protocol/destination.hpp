// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/edges.hpp"
#include "http/refusal.hpp"
#include "http/router.hpp"

#include <expected>
#include <string>

namespace http {

/// Who answers a request once all of it is there.
struct Destination {
    Route const* route = nullptr;
    Handler const* handler = nullptr;  ///< Null: `refusal` is the answer, or without one 204 with `allow` (OPTIONS).
    Refusal const* refusal = nullptr;  ///< Said once the body is read, so that the connection lives on.
    std::string allow = {};            ///< The methods of an address that does not know this one.

    void refuse(Refusal const& why)
    {
        refusal = &why;
        handler = nullptr;
    }
};

/// Finds it by method and target and by what the edges let in, and writes what comes out of that into the request:
/// its path, path parameters, route and, for an absolute target, host (RFC 9112 §3.2.2).
/// A refusal that makes the rest of the connection worthless instead when the target is none.
std::expected<Destination, Refusal const*> find_destination(Router const& router, Edges const& edges, Request& request);

/// For a request with a body: whether its form is one that the route takes.
void check_body_form(Request const& request, Destination& destination);

}
