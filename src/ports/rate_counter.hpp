// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/task.hpp"
#include "domain/quota.hpp"

#include <cstdint>
#include <variant>

namespace ports {

/// What a bucket belongs to.
enum class RateSubject : std::uint8_t {
    address_auth,     ///< Buckets up to `account` are made by whoever comes along, …
    address_api,
    address_default,
    account,
    user,             ///< … those from here on only by a good credential.
    api_key,
    session,
    device,
};

constexpr bool takes_a_credential(RateSubject subject) { return subject >= RateSubject::user; }

/// Names one bucket: the subject, then 15 bytes that tell apart what belongs to it.
struct RateKey {
    base::Bytes16 bytes{};

    RateSubject subject() const { return static_cast<RateSubject>(bytes[0]); }

    bool operator==(RateKey const&) const = default;
};

/// Counts requests against quotas, by GCRA (domain/quota.hpp) on its own clock. Exact: however many threads (or
/// replicas that share it) take from one bucket at once, together they get what it holds. Never fails; what cannot be
/// asked elsewhere is counted here. A bucket that is full needs no memory; what is forgotten for want of memory is the
/// adapter's to say. Any thread. Contract: tests/conformance/rate_counter_suite.cpp.
class RateCounter {
public:
    /// There at once where this process counts by itself, which then costs no coroutine.
    using Answer = std::variant<domain::Allowance, base::Task<domain::Allowance>>;

    virtual ~RateCounter() = default;

    /// Takes one request from the bucket, if it holds one. A bucket that was never seen is full.
    virtual Answer take(RateKey key, domain::Quota quota) = 0;

    /// Puts back one that `take` granted; a full bucket stays full.
    virtual base::Task<void> give_back(RateKey key, domain::Quota quota) = 0;
};

}
