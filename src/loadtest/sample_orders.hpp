// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/endpoint.hpp"
#include "loadtest/tenants.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// An order as a channel would post it, and the kind of business that sells such things.
struct Sample {
    Kind kind;
    std::string order;  ///< JSON without its opening brace and external id.
    bool has_external_id = false;
    bool is_delivery = false;
};

/// JSON lines, each an order, or {"business_type", "currency", "order": {…}} with the order last; an order alone is
/// a restaurant's in IQD. Throws std::runtime_error when there is none or one cannot be read.
std::vector<Sample> parse_samples(std::string_view lines);

/// The kinds that the samples name, each once.
std::vector<Kind> kinds_of(std::vector<Sample> const& samples);

/// `POST /api/v1/orders` requests: the samples in turn, each for a business of its kind, each with an idempotency key
/// of its own and an external id of its own.
class SampleOrders {
public:
    enum class ExternalIds { as_sampled, always };

    /// Throws std::runtime_error when no sample fits the businesses. `tenants` outlives it.
    SampleOrders(std::vector<Sample> samples, Tenants const& tenants, Endpoint const& endpoint,
                 ExternalIds external_ids = ExternalIds::as_sampled);

    struct Written {
        std::uint64_t number = 0;  ///< Counts from 0; the external id ends with it.
        std::size_t tenant = 0;
        bool is_delivery = false;
    };

    /// Appends the next request; the businesses of a kind take turns.
    Written write_next(std::string& out);

    /// The same for one business: the samples of its kind take turns.
    Written write_next_for(std::size_t tenant, std::string& out);

    /// What the external ids of this run start with.
    std::string const& external_prefix() const { return external_prefix_; }

private:
    /// What fits together.
    struct Group {
        Kind kind;
        std::vector<std::size_t> tenants;
        std::vector<std::size_t> samples;
        std::size_t tenant_turn = 0;
        std::size_t sample_turn = 0;
    };

    std::size_t group_of(Kind const& kind) const;
    Written write(Sample const& sample, std::size_t tenant, std::string& out);

    Tenants const& tenants_;
    ExternalIds const external_ids_;
    std::vector<Sample> samples_;  ///< Those that fit a business.
    std::vector<Group> groups_;
    std::vector<std::size_t> group_of_tenant_;
    std::string external_prefix_;
    std::string head_;
    std::string body_;
    std::uint64_t run_;
    std::uint64_t next_ = 0;
};

}
