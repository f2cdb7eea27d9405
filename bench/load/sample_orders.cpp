// SPDX-License-Identifier: Apache-2.0
#include "load/sample_orders.hpp"

#include "load/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace load {

SampleOrders::SampleOrders(std::string const& file, Tenants const& tenants, Endpoint const& endpoint,
                           bool only_external)
    : tenants_(tenants), run_(std::random_device{}())
{
    for (std::size_t i = 0; i < tenants.list.size(); ++i) {
        auto const& tenant = tenants.list[i];
        auto kind = kind_of(tenant.type, tenant.currency);
        if (kind == kinds_.size()) kinds_.push_back({tenant.type, tenant.currency, {}, 0});
        kinds_[kind].tenants.push_back(i);
    }
    std::ifstream in{file};
    if (!in) throw std::runtime_error("cannot read " + file);
    for (std::string line; std::getline(in, line);) add_sample(line, only_external);
    if (samples_.empty()) throw std::runtime_error("no sample order fits the businesses: at least 4 are needed");

    external_prefix_ = fmt::format("bench-{:08x}-", run_);
    head_ = fmt::format("POST /api/v1/orders HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n"
                        "User-Agent: loadgen\r\nAuthorization: Bearer ",
                        endpoint.authority());
}

std::size_t SampleOrders::kind_of(std::string_view type, std::string_view currency) const
{
    auto const found = std::find_if(kinds_.begin(), kinds_.end(),
                                    [&](Kind const& kind) { return kind.type == type && kind.currency == currency; });
    return static_cast<std::size_t>(found - kinds_.begin());
}

void SampleOrders::add_sample(std::string_view line, bool only_external)
{
    constexpr std::string_view opening = R"("order":{)";
    constexpr std::string_view external = R"(,"external_id":")";
    auto const start = line.find(opening);
    auto const end = line.rfind('}');
    if (start == std::string_view::npos || end <= start) throw std::runtime_error("not a sample order");

    Sample sample;
    // Taken as text: a JSON library would write the coordinates in another notation.
    sample.order = line.substr(start + opening.size(), end - start - opening.size());
    if (auto const at = sample.order.find(external); at != std::string::npos) {
        sample.has_external_id = true;
        auto const closing = sample.order.find('"', at + external.size());
        sample.order.erase(at, closing + 1 - at);
    }
    sample.is_delivery = text_after(sample.order, R"("delivery_type":")") == "delivery";
    sample.kind = kind_of(text_after(line, R"("business_type":")"), text_after(line, R"("currency":")"));
    if (sample.kind < kinds_.size() && (sample.has_external_id || !only_external))
        samples_.push_back(std::move(sample));
}

SampleOrders::Written SampleOrders::write_next(std::string& out)
{
    auto const number = next_++;
    auto const& sample = samples_[number % samples_.size()];
    auto& kind = kinds_[sample.kind];
    auto const index = kind.tenants[kind.turn++ % kind.tenants.size()];
    auto const& tenant = tenants_.list[index];

    body_.clear();
    fmt::format_to(std::back_inserter(body_), R"({{"business_id":"{}",)", tenant.business);
    if (sample.has_external_id)
        fmt::format_to(std::back_inserter(body_), R"("external_id":"{}{}",)", external_prefix_, number);
    body_ += sample.order;

    out += head_;
    out += tenant.key;
    fmt::format_to(std::back_inserter(out),
                   "\r\nIdempotency-Key: {:08x}-0000-4000-8000-{:012x}\r\nContent-Length: {}\r\n\r\n", run_, number,
                   body_.size());
    out += body_;
    return {number, index, sample.is_delivery};
}

}
