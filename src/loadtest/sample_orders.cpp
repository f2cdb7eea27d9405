// SPDX-License-Identifier: Apache-2.0
#include "loadtest/sample_orders.hpp"

#include "loadtest/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <stdexcept>

namespace loadtest {

namespace {

Sample parse_sample(std::string_view line)
{
    constexpr std::string_view opening = R"("order":{)";
    constexpr std::string_view external = R"(,"external_id":")";
    Sample sample;
    sample.kind = {"restaurant", "IQD"};
    auto order = line;
    if (auto const start = line.find(opening); start != std::string_view::npos) {
        sample.kind = {std::string(text_after(line, R"("business_type":")")),
                       std::string(text_after(line, R"("currency":")"))};
        order = line.substr(start + opening.size() - 1, line.rfind('}') - start - opening.size() + 1);
    }
    if (!order.starts_with('{') || !order.ends_with('}')) throw std::runtime_error("not a sample order");

    // Taken as text: a JSON library would write the coordinates in another notation.
    sample.order = order.substr(1);
    if (auto const at = sample.order.find(external); at != std::string::npos) {
        sample.has_external_id = true;
        auto const closing = sample.order.find('"', at + external.size());
        sample.order.erase(at, closing + 1 - at);
    }
    sample.is_delivery = text_after(sample.order, R"("delivery_type":")") == "delivery";
    return sample;
}

}

std::vector<Sample> parse_samples(std::string_view lines)
{
    std::vector<Sample> samples;
    while (!lines.empty()) {
        auto const end = std::min(lines.find('\n'), lines.size());
        if (end > 0) samples.push_back(parse_sample(lines.substr(0, end)));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    if (samples.empty()) throw std::runtime_error("there are no sample orders");
    return samples;
}

std::vector<Kind> kinds_of(std::vector<Sample> const& samples)
{
    std::vector<Kind> kinds;
    for (auto const& sample : samples)
        if (std::ranges::find(kinds, sample.kind) == kinds.end()) kinds.push_back(sample.kind);
    return kinds;
}

SampleOrders::SampleOrders(std::vector<Sample> samples, Tenants const& tenants, Endpoint const& endpoint,
                           ExternalIds external_ids)
    : tenants_(tenants), external_ids_(external_ids), run_(std::random_device{}())
{
    for (std::size_t i = 0; i < tenants.list.size(); ++i) {
        auto const group = group_of(tenants.list[i].kind);
        if (group == groups_.size()) groups_.emplace_back().kind = tenants.list[i].kind;
        groups_[group].tenants.push_back(i);
        group_of_tenant_.push_back(group);
    }
    for (auto& sample : samples) {
        auto const group = group_of(sample.kind);
        if (group == groups_.size()) continue;
        groups_[group].samples.push_back(samples_.size());
        samples_.push_back(std::move(sample));
    }
    for (auto const& group : groups_)
        if (group.samples.empty())
            throw std::runtime_error(
                fmt::format("no sample order is for a {} in {}", group.kind.type, group.kind.currency));

    external_prefix_ = fmt::format("load-{:08x}-", run_);
    head_ = fmt::format("POST /api/v1/orders HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n"
                        "User-Agent: order-receiver-loadtest\r\nAuthorization: Bearer ",
                        endpoint.authority());
}

std::size_t SampleOrders::group_of(Kind const& kind) const
{
    auto const found = std::ranges::find(groups_, kind, &Group::kind);
    return static_cast<std::size_t>(found - groups_.begin());
}

SampleOrders::Written SampleOrders::write_next(std::string& out)
{
    auto const& sample = samples_[next_ % samples_.size()];
    auto& group = groups_[group_of(sample.kind)];
    return write(sample, group.tenants[group.tenant_turn++ % group.tenants.size()], out);
}

SampleOrders::Written SampleOrders::write_next_for(std::size_t tenant, std::string& out)
{
    auto& group = groups_[group_of_tenant_[tenant]];
    return write(samples_[group.samples[group.sample_turn++ % group.samples.size()]], tenant, out);
}

SampleOrders::Written SampleOrders::write(Sample const& sample, std::size_t index, std::string& out)
{
    auto const number = next_++;
    auto const& tenant = tenants_.list[index];
    body_.clear();
    fmt::format_to(std::back_inserter(body_), R"({{"business_id":"{}",)", tenant.business);
    if (sample.has_external_id || external_ids_ == ExternalIds::always)
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
