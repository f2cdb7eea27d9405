// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"
#include "http/message.hpp"
#include "telemetry/metrics.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace http {

using Handler = std::function<base::Task<Response>(Request&)>;

/// For which `Host` something answers.
enum class Hosts {
    allowed,
    any,  ///< Probes name whatever address they found.
};

/// One route: `path` is a template whose `{name}` segments match one non-empty segment each.
struct Route {
    Method method;
    std::string path;
    Handler handler;
    std::size_t body_limit = 0;  ///< Bytes; 0: the server's limit.
    bool takes_json = true;      ///< A body must say `Content-Type: application/json` (else 415).
    Hosts hosts = Hosts::allowed;
    std::string_view note = {};  ///< For whoever lists the routes; static text.
};

/// Finds the handler of a request. Filled at start, then read by every core without a lock.
/// Literal segments win over `{name}`. GET routes answer HEAD too. `/path` and `/path/` are the same.
class Router {
public:
    /// A second route with the same method and shape is a bug: throws std::logic_error.
    void add(Route route);

    /// For paths that no route matches; without one 404 `not_found`.
    void set_fallback(Handler handler);

    struct Match {
        Route const* route = nullptr;          ///< Null: no such path, or not with this method.
        std::vector<std::string> parameters;
        std::string allow;                     ///< Not empty: the path exists with these methods only (405).
    };

    /// `path` as sent, escapes included: its segments are decoded one by one, so that %2F makes no new segment.
    Match match(Method method, std::string_view path) const;

    Handler const& fallback() const { return fallback_; }

    /// By path, the root first; of one path in the order of adding.
    std::vector<Route const*> routes() const;

private:
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
        std::unique_ptr<Node> parameter;
        std::vector<std::unique_ptr<Route>> routes;
    };

    using Methods = std::array<bool, 7>;  ///< By Method.

    bool descend(Node const& node, std::string_view path, Method method, Match& match, Methods& others) const;

    Node root_;
    Handler fallback_;
};

}
