// SPDX-License-Identifier: Apache-2.0
#include "http/router.hpp"

#include "http/target.hpp"

#include <algorithm>
#include <stdexcept>

namespace http {

namespace {

/// Takes the first segment off a path that starts with '/' or is empty.
std::string_view take_segment(std::string_view& path)
{
    path.remove_prefix(1);
    auto const segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

std::string_view without_trailing_slash(std::string_view path)
{
    return path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

std::string parameter_value(std::string_view segment)
{
    return percent_decoded(segment).value_or(std::string(segment));
}

Route const* find_method(std::vector<std::unique_ptr<Route>> const& routes, Method method)
{
    auto const found = std::ranges::find(routes, method, [](auto const& route) { return route->method; });
    return found == routes.end() ? nullptr : found->get();
}

}

void Router::add(Route route)
{
    if (!route.path.starts_with('/')) throw std::logic_error("a route's path starts with '/': " + route.path);
    Node* node = &root_;
    for (std::string_view rest = without_trailing_slash(route.path); !rest.empty();) {
        auto const segment = take_segment(rest);
        auto& next = is_parameter(segment) ? node->parameter : node->literals[std::string(segment)];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    if (find_method(node->routes, route.method))
        throw std::logic_error("two routes for " + std::string(method_name(route.method)) + ' ' + route.path);
    node->routes.push_back(std::make_unique<Route>(std::move(route)));
}

void Router::set_fallback(Handler handler) { fallback_ = std::move(handler); }

bool Router::descend(Node const& node, std::string_view path, Method method, Match& match, Methods& others) const
{
    if (path.empty()) {
        match.route = find_method(node.routes, method);
        if (!match.route && method == Method::head) match.route = find_method(node.routes, Method::get);
        for (auto const& route : node.routes) others[static_cast<std::size_t>(route->method)] = true;
        return match.route != nullptr;
    }
    auto const segment = take_segment(path);
    auto const literal =
        segment.contains('%') ? node.literals.find(parameter_value(segment)) : node.literals.find(segment);
    if (literal != node.literals.end() && descend(*literal->second, path, method, match, others)) return true;
    if (!node.parameter || segment.empty()) return false;
    match.parameters.push_back(parameter_value(segment));
    if (descend(*node.parameter, path, method, match, others)) return true;
    match.parameters.pop_back();
    return false;
}

Router::Match Router::match(Method method, std::string_view path) const
{
    Match result;
    Methods others{};
    if (!path.starts_with('/') || descend(root_, without_trailing_slash(path), method, result, others)) return result;

    if (others[static_cast<std::size_t>(Method::get)]) others[static_cast<std::size_t>(Method::head)] = true;
    for (std::size_t i = 0; i < others.size(); ++i) {
        if (!others[i]) continue;
        if (!result.allow.empty()) result.allow += ", ";
        result.allow += method_name(static_cast<Method>(i));
    }
    return result;
}

std::vector<Route const*> Router::routes() const
{
    std::vector<Route const*> result;
    auto const collect = [&result](auto const& self, Node const& node) -> void {
        for (auto const& route : node.routes) result.push_back(route.get());
        for (auto const& [segment, next] : node.literals) self(self, *next);
        if (node.parameter) self(self, *node.parameter);
    };
    collect(collect, root_);
    return result;
}

}
