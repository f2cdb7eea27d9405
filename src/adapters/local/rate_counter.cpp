// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"
#include "adapters/local/rate_table.hpp"

namespace adapters::local {

namespace {

using ports::RateKey;

class LocalRateCounter final : public ports::RateCounter {
public:
    LocalRateCounter(std::size_t entries, ports::Clock const& clock, telemetry::Registry& registry)
        : clock_(clock),
          anybodys_(entries, forgotten(registry, "anyone")),
          callers_(entries, forgotten(registry, "credential"))
    {
    }

    Answer take(RateKey key, domain::Quota quota) override { return table_of(key).take(key, quota, clock_.now()); }

    base::Task<void> give_back(RateKey key, domain::Quota quota) override
    {
        table_of(key).give_back(key, quota, clock_.now());
        co_return;
    }

private:
    static telemetry::Counter& forgotten(telemetry::Registry& registry, std::string_view table)
    {
        return registry.counter("rate_limit_forgotten_total",
                                "Buckets that gave way to others before they were full again.",
                                {{"made_by", std::string(table)}});
    }

    RateTable& table_of(RateKey const& key) { return ports::takes_a_credential(key.subject()) ? callers_ : anybodys_; }

    ports::Clock const& clock_;
    // Apart, so that a flood of addresses touches nobody who has a credential.
    RateTable anybodys_;
    RateTable callers_;
};

}

std::unique_ptr<ports::RateCounter> make_rate_counter(std::size_t entries, ports::Clock const& clock,
                                                      telemetry::Registry& registry)
{
    return std::make_unique<LocalRateCounter>(entries, clock, registry);
}

}
