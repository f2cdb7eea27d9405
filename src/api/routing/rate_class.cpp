// SPDX-License-Identifier: Apache-2.0
#include "api/routing/rate_class.hpp"

#include <array>

namespace api {

namespace {

using http::Method;
using usecases::AddressClass;

struct Line {
    Method method;
    std::string_view path;
    RateClass rate;
};

// clang-format off
constexpr std::array lines{
    Line{Method::post, "/api/v1/auth/register",        {RateUse::proof,    AddressClass::auth}},
    Line{Method::post, "/api/v1/auth/login",           {RateUse::proof,    AddressClass::auth}},
    Line{Method::post, "/api/v1/auth/forgot-password", {RateUse::proof,    AddressClass::auth}},
    Line{Method::post, "/api/v1/auth/reset-password",  {RateUse::proof,    AddressClass::auth}},
    Line{Method::post, "/api/v1/auth/refresh",         {RateUse::refusals, AddressClass::auth}},
    Line{Method::get,  "/api/v1/metrics",              {RateUse::refusals, AddressClass::api}},
    Line{Method::get,  "/metrics",                     {RateUse::refusals, AddressClass::other}},
    Line{Method::get,  "/health/detailed",             {RateUse::refusals, AddressClass::other}},
    Line{Method::get,  "/openapi.json",                {RateUse::exempt,   AddressClass::other}},
};
// clang-format on

bool is_under(std::string_view path, std::string_view folder)
{
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}

RateClass rate_class(Method method, std::string_view path)
{
    for (auto const& line : lines)
        if (line.method == method && line.path == path) return line.rate;
    if (is_under(path, "/health") || is_under(path, "/docs")) return {RateUse::exempt, AddressClass::other};
    if (is_under(path, "/ws")) return {RateUse::refusals, AddressClass::other};
    if (!is_under(path, "/api/v1")) return {RateUse::usual, AddressClass::other};
    if (method == Method::get && path.ends_with("/notifications")) return {RateUse::poll, AddressClass::api};
    if (method == Method::get && path.ends_with("/notifications/stream")) return {RateUse::refusals, AddressClass::api};
    return {RateUse::usual, AddressClass::api};
}

}
