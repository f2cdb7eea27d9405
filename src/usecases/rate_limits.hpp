// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/principal.hpp"
#include "ports/rate_counter.hpp"
#include "telemetry/metrics.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <chrono>
#include <string_view>
#include <variant>

namespace usecases {

/// What callers without a good credential are counted as, per address (IPv6: per /64).
enum class AddressClass : std::uint8_t { auth, api, other };

struct RateQuotas {
    bool is_on = true;
    domain::Quota auth{10, std::chrono::minutes(5)};
    domain::Quota api{1000, std::chrono::hours(1)};
    domain::Quota other{100, std::chrono::hours(1)};
    domain::Quota account{10, std::chrono::minutes(5)};  ///< Wrong passwords for one account.
    domain::Quota user{600, std::chrono::minutes(1)};    ///< Also the refreshes of one session.
    domain::Quota api_key{100, std::chrono::seconds(1)};
    domain::Quota stream{1, std::chrono::seconds(1)};    ///< Reads of the log by one device that count to nobody.
};

/// What one request was counted against, if anything.
struct RateVerdict {
    std::string_view policy;  ///< Static text; empty: it was not counted.
    domain::Quota quota;
    domain::Allowance allowance;

    bool is_counted() const { return !policy.empty(); }
    bool is_refused() const { return !allowance.is_granted; }
};

/// exhausted `rate_limited` with the time to wait.
base::Failure rate_limited(RateVerdict const& verdict);

/// Whose quota a request counts to. A good credential has a bucket of its own, whatever others do behind the same
/// address; everybody else shares that of their address. Any core.
class RateLimits {
public:
    /// A credential reads with this many devices at most for free; more share.
    static constexpr std::size_t devices_told_apart = 64;

    RateLimits(ports::RateCounter& counter, RateQuotas const& quotas, telemetry::Registry& registry);

    bool is_on() const { return quotas_.is_on; }

    /// There at once when the counter's answer is: the way of every order costs no coroutine here.
    using Counted = std::variant<RateVerdict, base::Task<RateVerdict>>;

    /// What it comes to, waited for if it is not there.
    static base::Task<RateVerdict> verdict_of(Counted counted);

    /// A request with a good credential.
    Counted of_caller(domain::Principal const& caller);

    /// A request with a good credential that reads the log or opens a stream: not counted up to the quota of streams
    /// for each device, then as `of_caller`.
    base::Task<RateVerdict> of_reader(domain::Principal const& caller);

    /// A request without a good credential, or one in which somebody proves who they are.
    base::Task<RateVerdict> of_address(AddressClass counted_as, boost::asio::ip::address const& address);

    /// A refresh that was good.
    base::Task<RateVerdict> of_session(domain::SessionId session);

    /// Before a password is looked at; `account` names whose it is, known or not. Counted as wrong until
    /// `password_was_not_wrong` takes that back, so that attempts at once cannot outrun the count.
    base::Task<RateVerdict> before_password(std::string_view account);
    base::Task<void> password_was_not_wrong(std::string_view account);

private:
    struct Policy {
        std::string_view name;
        domain::Quota quota;
        telemetry::Counter& refused;
    };
    using Policies = std::array<Policy, 7>;  ///< By ports::RateSubject; devices have none.
    static Policies make_policies(RateQuotas const& quotas, telemetry::Registry& registry);

    Counted count(ports::RateKey const& key);
    static base::Task<RateVerdict> count_later(Policy const& policy, base::Task<domain::Allowance> allowance);
    base::Task<RateVerdict> count_now(ports::RateKey key);

    ports::RateCounter& counter_;
    RateQuotas quotas_;
    Policies policies_;
};

}
