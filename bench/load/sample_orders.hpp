// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load/poller.hpp"
#include "load/tenants.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace load {

/// `POST /api/v1/orders` requests: the sample orders in turn, each for a business of its type and currency,
/// each with an idempotency key of its own and, where the sample has one, an external id of its own.
class SampleOrders {
public:
    /// `file`: JSON lines {"business_type", "currency", "order": {…}}, the order last. `only_external` leaves out
    /// the samples that have no external id. Throws std::runtime_error.
    SampleOrders(std::string const& file, Tenants const& tenants, Endpoint const& endpoint, bool only_external = false);

    struct Written {
        std::uint64_t number = 0;  ///< Counts from 0; the external id ends with it.
        std::size_t tenant = 0;
        bool is_delivery = false;
    };

    /// Appends the next request; the businesses of a kind take turns.
    Written write_next(std::string& out);

    /// What the external ids of this run start with.
    std::string const& external_prefix() const { return external_prefix_; }

private:
    struct Sample {
        std::string order;  ///< Without its opening brace and external id.
        bool has_external_id = false;
        bool is_delivery = false;
        std::size_t kind = 0;
    };
    /// The tenants of one type and currency.
    struct Kind {
        std::string type;
        std::string currency;
        std::vector<std::size_t> tenants;
        std::size_t turn = 0;
    };

    void add_sample(std::string_view line, bool only_external);
    std::size_t kind_of(std::string_view type, std::string_view currency) const;

    Tenants const& tenants_;
    std::vector<Sample> samples_;
    std::vector<Kind> kinds_;
    std::string external_prefix_;
    std::string head_;
    std::string body_;
    std::uint64_t run_;
    std::uint64_t next_ = 0;
};

}
