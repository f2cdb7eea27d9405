// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"
#include "model/store.hpp"
#include "stores.hpp"

namespace conformance {

namespace {

/// The database stays when the store is opened again.
class ModelUnderTest final : public StoreUnderTest {
public:
    ModelUnderTest(TestClock const& clock, model::Faults faults) : clock_(clock)
    {
        database_.server.set(faults);
        reopen();
    }

    Ports ports() override
    {
        return {store_->journal,       store_->log,        store_->orders, store_->clocks, store_->sightings,
                store_->notifications, store_->businesses, store_->gate,   store_->health};
    }

    void add_user(ports::User) override {}
    void reopen() override { store_ = std::make_unique<model::Store>(database_, clock_, *zones_); }
    void stop() override {}

private:
    TestClock const& clock_;
    std::unique_ptr<ports::TimeZones> zones_ = adapters::local::make_time_zones();
    model::Database database_;
    std::unique_ptr<model::Store> store_;
};

StoreFactory model_store(std::string name, model::Faults faults)
{
    return {std::move(name),
            [faults](TestClock const& clock) { return std::make_unique<ModelUnderTest>(clock, faults); }};
}

}

StoreFactory model_store() { return model_store("Model", {}); }

/// Stale reads, and calls that are lost, not answered, or take effect late.
StoreFactory model_store_with_faults()
{
    return model_store("ModelWithFaults",
                       {.seed = 1, .lost = 3, .unanswered = 3, .late = 3, .stale = 40, .most_lag = 80});
}

}
