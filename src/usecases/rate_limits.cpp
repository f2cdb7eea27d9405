// SPDX-License-Identifier: Apache-2.0
#include "usecases/rate_limits.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>

namespace usecases {

namespace {

namespace ip = boost::asio::ip;
using ports::RateKey;
using ports::RateSubject;

RateKey key_of(RateSubject subject, std::span<std::uint8_t const> bytes)
{
    RateKey key;
    key.bytes[0] = static_cast<std::uint8_t>(subject);
    std::ranges::copy(bytes.first(std::min(bytes.size(), key.bytes.size() - 1)), key.bytes.begin() + 1);
    return key;
}

/// The first byte of a UUIDv7 is the same for 35 years; the other fifteen tell ids apart.
RateKey key_of(RateSubject subject, base::Uuid const& id)
{
    return key_of(subject, std::span<std::uint8_t const>(id.bytes).subspan(1));
}

/// Whoever has one IPv6 address has all of its /64 (RFC 6177).
RateKey key_of(RateSubject subject, ip::address const& address)
{
    std::array<std::uint8_t, 9> bytes{};
    if (address.is_v6() && !address.to_v6().is_v4_mapped()) {
        bytes[0] = 6;
        auto const all = address.to_v6().to_bytes();
        std::copy_n(all.begin(), 8, bytes.begin() + 1);
    } else {
        auto const v4 = address.is_v4() ? address.to_v4() : ip::make_address_v4(ip::v4_mapped, address.to_v6());
        bytes[0] = 4;
        std::ranges::copy(v4.to_bytes(), bytes.begin() + 1);
    }
    return key_of(subject, bytes);
}

RateKey key_of_caller(domain::Principal const& caller)
{
    if (auto const* channel = caller.channel()) return key_of(RateSubject::api_key, channel->key.uuid);
    return key_of(RateSubject::user, caller.user() ? caller.user()->user.uuid : base::Uuid{});
}

/// Names of devices are the caller's to choose: however many there are, they share the same few buckets.
RateKey key_of_device(domain::Principal const& caller)
{
    auto key = key_of_caller(caller);
    auto const device = std::hash<std::string_view>()(caller.device ? std::string_view(*caller.device) : "");
    key.bytes[0] = static_cast<std::uint8_t>(RateSubject::device);
    key.bytes[1] = static_cast<std::uint8_t>(device % RateLimits::devices_told_apart);
    return key;
}

RateKey key_of_account(std::string_view account)
{
    return key_of(RateSubject::account, base::sha256_128(base::ascii_lower(account)));
}

}

base::Failure rate_limited(RateVerdict const& verdict)
{
    base::Failure failure{
        base::FailureKind::exhausted, "rate_limited",
        fmt::format("Too many requests: at most {} in {} s here.", verdict.quota.limit, verdict.quota.window.count())};
    failure.retry_after =
        std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(verdict.allowance.more_in));
    return failure;
}

RateLimits::RateLimits(ports::RateCounter& counter, RateQuotas const& quotas, telemetry::Registry& registry)
    : counter_(counter), quotas_(quotas), policies_(make_policies(quotas, registry))
{
}

RateLimits::Policies RateLimits::make_policies(RateQuotas const& quotas, telemetry::Registry& registry)
{
    auto const policy = [&registry](std::string_view name, domain::Quota const& quota) -> Policy {
        return {name, quota,
                registry.counter("rate_limited_total", "Requests refused because a quota was used up.",
                                 {{"policy", std::string(name)}})};
    };
    return {policy("auth", quotas.auth),       policy("api", quotas.api),   policy("default", quotas.other),
            policy("account", quotas.account), policy("user", quotas.user), policy("api-key", quotas.api_key),
            policy("session", quotas.user)};
}

base::Task<RateVerdict> RateLimits::verdict_of(Counted counted)
{
    if (auto const* known = std::get_if<RateVerdict>(&counted)) co_return *known;
    co_return co_await std::get<base::Task<RateVerdict>>(std::move(counted));
}

RateLimits::Counted RateLimits::of_caller(domain::Principal const& caller)
{
    if (!quotas_.is_on) return RateVerdict{};
    return count(key_of_caller(caller));
}

base::Task<RateVerdict> RateLimits::of_reader(domain::Principal const& caller)
{
    if (!quotas_.is_on) co_return RateVerdict{};
    auto answer = counter_.take(key_of_device(caller), quotas_.stream);
    bool is_free = false;
    if (auto const* known = std::get_if<domain::Allowance>(&answer))
        is_free = known->is_granted;
    else
        is_free = (co_await std::get<base::Task<domain::Allowance>>(std::move(answer))).is_granted;
    if (is_free) co_return RateVerdict{};
    co_return co_await count_now(key_of_caller(caller));
}

base::Task<RateVerdict> RateLimits::of_address(AddressClass counted_as, ip::address const& address)
{
    static_assert(static_cast<int>(AddressClass::other) == static_cast<int>(RateSubject::address_default));
    return count_now(key_of(static_cast<RateSubject>(counted_as), address));
}

base::Task<RateVerdict> RateLimits::of_session(domain::SessionId session)
{
    return count_now(key_of(RateSubject::session, session.uuid));
}

base::Task<RateVerdict> RateLimits::before_password(std::string_view account)
{
    return count_now(key_of_account(account));
}

base::Task<void> RateLimits::password_was_not_wrong(std::string_view account)
{
    if (!quotas_.is_on) co_return;
    auto const key = key_of_account(account);
    co_await counter_.give_back(key, quotas_.account);
}

RateLimits::Counted RateLimits::count(RateKey const& key)
{
    auto const& policy = policies_[static_cast<std::size_t>(key.subject())];
    auto answer = counter_.take(key, policy.quota);
    if (auto* later = std::get_if<base::Task<domain::Allowance>>(&answer))
        return count_later(policy, std::move(*later));
    auto const& allowance = std::get<domain::Allowance>(answer);
    if (!allowance.is_granted) policy.refused.add();
    return RateVerdict{policy.name, policy.quota, allowance};
}

base::Task<RateVerdict> RateLimits::count_later(Policy const& policy, base::Task<domain::Allowance> allowance)
{
    RateVerdict const verdict{policy.name, policy.quota, co_await std::move(allowance)};
    if (verdict.is_refused()) policy.refused.add();
    co_return verdict;
}

base::Task<RateVerdict> RateLimits::count_now(RateKey key)
{
    if (!quotas_.is_on) co_return RateVerdict{};
    auto counted = count(key);
    co_return co_await verdict_of(std::move(counted));
}

}
