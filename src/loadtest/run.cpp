// SPDX-License-Identifier: Apache-2.0
#include "loadtest/run.hpp"

#include "loadtest/report.hpp"
#include "loadtest/subscribers.hpp"
#include "loadtest/watched_run.hpp"
#include "loadtest/workloads.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace loadtest {

namespace {

namespace json = boost::json;

std::string content_of(std::string const& file)
{
    std::ifstream in{file};
    std::ostringstream content;
    content << in.rdbuf();
    if (!in) throw std::runtime_error("cannot read " + file);
    return content.str();
}

/// The businesses and orders of a run.
class Orders {
public:
    Orders(Options const& options, Endpoint const& endpoint, std::string_view own_samples)
        : samples_(
              parse_samples(options.samples_file.empty() ? std::string(own_samples) : content_of(options.samples_file)))
    {
        auto const& file = options.accounts_file;
        auto const are_new = options.mode == Mode::setup || file.empty() || !std::filesystem::exists(file);
        tenants_ = are_new ? make_tenants(endpoint, kinds_of(samples_), options.businesses) : read_tenants(file);
        if (are_new && !file.empty()) write_tenants(file, tenants_);
        // Orders go only to as many as were asked for.
        tenants_.list.resize(std::min(tenants_.list.size(), options.businesses));
    }

    Tenants& tenants() { return tenants_; }
    std::vector<Sample> const& samples() const { return samples_; }

private:
    std::vector<Sample> samples_;
    Tenants tenants_;
};

Result run_engine(Endpoint const& endpoint, Pace const& pace, Workload& workload)
{
    Poller poller;
    Engine engine{poller, endpoint, pace, workload};
    engine.run();
    return {engine.to_json(), engine.all_went_well()};
}

Result get(Options const& options, Endpoint const& endpoint)
{
    SameRequest workload{endpoint, options.path};
    return run_engine(endpoint, options.pace, workload);
}

Result new_orders(Options const& options, Endpoint const& endpoint, Orders& given)
{
    SampleOrders orders{given.samples(), given.tenants(), endpoint};
    NewOrders workload{orders};
    return run_engine(endpoint, options.pace, workload);
}

Result mixed(Options const& options, Endpoint const& endpoint, Orders& given)
{
    sign_in(endpoint, given.tenants());
    SampleOrders orders{given.samples(), given.tenants(), endpoint};
    MixedRequests workload{endpoint, given.tenants(), orders, options.list_limit, options.pace.connections};
    auto result = run_engine(endpoint, options.pace, workload);
    result.figures["by_act"] = workload.to_json();
    return result;
}

Result fan_out(Options const& options, Endpoint const& endpoint)
{
    Poller poller;
    Subscribers subscribers{poller, endpoint, options};
    subscribers.open();
    Posts workload{endpoint, options, subscribers.deliveries()};
    Engine engine{poller, endpoint, options.pace, workload};
    subscribers.deliveries().count_in(&engine);
    engine.run();
    subscribers.wait_for_all();
    auto figures = engine.to_json();
    figures["deliveries"] = subscribers.to_json();
    return {figures, engine.all_went_well() && subscribers.all_went_well()};
}

Result setup(Orders& given) { return {{{"businesses", given.tenants().list.size()}}, true}; }

Result run_mode(Options const& options, Endpoint const& endpoint, std::string_view own_samples)
{
    if (options.mode == Mode::get) return get(options, endpoint);
    if (options.mode == Mode::fanout) return fan_out(options, endpoint);

    Orders given{options, endpoint, own_samples};
    switch (options.mode) {
    case Mode::orders: return new_orders(options, endpoint, given);
    case Mode::mixed: return mixed(options, endpoint, given);
    case Mode::devices: return WatchedRun{options, endpoint, given.samples(), given.tenants()}.deliver();
    case Mode::resume: return WatchedRun{options, endpoint, given.samples(), given.tenants()}.resume();
    case Mode::idle: return WatchedRun{options, endpoint, given.samples(), given.tenants()}.idle();
    case Mode::setup:
    case Mode::get:
    case Mode::fanout: break;
    }
    return setup(given);
}

}

Outcome run(Options const& options, std::string_view own_samples)
{
    auto const endpoint = Endpoint::resolve(options.target);
    if (!options.allow_remote && !endpoint.is_loopback())
        throw RemoteTarget(endpoint.authority() + " is not on this machine; --allow-remote says that this is meant");
    auto const result = run_mode(options, endpoint, own_samples);
    return {result.all_went_well, options.json ? json::serialize(result.figures) + "\n" : table(result.figures)};
}

}
