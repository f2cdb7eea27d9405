// SPDX-License-Identifier: Apache-2.0
#include "loadtest/workloads.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <span>

namespace loadtest {

namespace {

constexpr std::array<std::string_view, 6> delivery_stages{"pending", "confirmed",        "preparing",
                                                          "ready",   "out_for_delivery", "delivered"};
constexpr std::array<std::string_view, 5> pickup_stages{"pending", "confirmed", "preparing", "ready", "delivered"};

std::span<std::string_view const> stages(bool is_delivery)
{
    if (is_delivery) return delivery_stages;
    return pickup_stages;
}

}

SameRequest::SameRequest(Endpoint const& endpoint, std::string const& path)
    : request_(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", path, endpoint.authority()))
{
}

void SameRequest::write(std::size_t, std::string& out) { out += request_; }

bool SameRequest::read(std::size_t, Answer const& answer, Nanos) { return answer.status == 200; }

void NewOrders::write(std::size_t, std::string& out) { orders_.write_next(out); }

bool NewOrders::read(std::size_t, Answer const& answer, Nanos) { return answer.status == 201; }

void WatchedOrders::write(std::size_t connection, std::string& out)
{
    written_[connection] = in_turn_ ? orders_.write_next_for(next_++ % tenants_, out) : orders_.write_next(out);
}

bool WatchedOrders::read(std::size_t connection, Answer const& answer, Nanos due)
{
    if (answer.status != 201) return false;
    deliveries_.accepted(written_[connection].number, written_[connection].tenant, due);
    return true;
}

MixedRequests::MixedRequests(Endpoint const& endpoint, Tenants const& tenants, SampleOrders& orders,
                             std::size_t list_limit, std::size_t connections)
    : tenants_(tenants), orders_(orders), host_(endpoint.authority()), list_limit_(list_limit), pending_(connections)
{
}

std::size_t MixedRequests::random_below(std::size_t end)
{
    random_ ^= random_ << 13U;
    random_ ^= random_ >> 7U;
    random_ ^= random_ << 17U;
    return random_ % end;
}

MixedRequests::Act MixedRequests::pick()
{
    // The first requests, long before anything is measured, make orders to read and to move.
    if (known_.size() < 4 * tenants_.list.size()) return Act::place;
    auto const dice = random_below(10);
    if (dice < 4) return Act::list;
    if (dice < 8) return Act::read;
    return dice == 8 ? Act::place : Act::move;
}

bool MixedRequests::find_movable(std::size_t& order)
{
    for (int tries = 0; tries < 50; ++tries) {
        order = random_below(known_.size());
        auto const& known = known_[order];
        if (!known.is_moving && known.stage + 1 < stages(known.is_delivery).size()) return true;
    }
    return false;
}

void MixedRequests::write_get(std::size_t tenant, std::string_view path, std::string& out) const
{
    fmt::format_to(std::back_inserter(out),
                   "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: order-receiver-loadtest\r\n"
                   "Authorization: Bearer {}\r\n\r\n",
                   path, host_, tenants_.list[tenant].token);
}

void MixedRequests::write_move(Known const& order, std::string& out) const
{
    auto const way = stages(order.is_delivery);
    auto const body = fmt::format(R"({{"status":"{}","from":"{}"}})", way[order.stage + 1], way[order.stage]);
    fmt::format_to(std::back_inserter(out),
                   "PATCH /api/v1/orders/{}/status HTTP/1.1\r\nHost: {}\r\nUser-Agent: order-receiver-loadtest\r\n"
                   "Authorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                   order.id, host_, tenants_.list[order.tenant].token, body.size(), body);
}

void MixedRequests::write(std::size_t connection, std::string& out)
{
    auto& pending = pending_[connection];
    pending.act = pick();
    if (pending.act == Act::move && !find_movable(pending.order)) pending.act = Act::place;
    switch (pending.act) {
    case Act::list: {
        auto const tenant = random_below(tenants_.list.size());
        auto const& business = tenants_.list[tenant].business;
        write_get(tenant, fmt::format("/api/v1/businesses/{}/orders?limit={}", business, list_limit_), out);
        break;
    }
    case Act::read: {
        auto const& order = known_[random_below(known_.size())];
        write_get(order.tenant, "/api/v1/orders/" + order.id, out);
        break;
    }
    case Act::place: pending.placed = orders_.write_next(out); break;
    case Act::move:
        known_[pending.order].is_moving = true;
        write_move(known_[pending.order], out);
        break;
    }
}

bool MixedRequests::read(std::size_t connection, Answer const& answer, Nanos due)
{
    auto const& pending = pending_[connection];
    auto const wanted = pending.act == Act::place ? 201 : 200;
    if (answer.status != wanted) return false;
    latency_[static_cast<std::size_t>(pending.act)].record(now() - due);

    if (pending.act == Act::place) {
        auto const id = text_after(answer.body, R"("ord_)");
        if (id.empty()) return false;
        known_.push_back({"ord_" + std::string(id), pending.placed.tenant, 0, pending.placed.is_delivery, false});
    } else if (pending.act == Act::move) {
        known_[pending.order].is_moving = false;
        ++known_[pending.order].stage;
    }
    return true;
}

boost::json::object MixedRequests::to_json() const
{
    boost::json::object result;
    constexpr std::array<std::string_view, acts> names{"list", "read", "place", "move"};
    for (std::size_t act = 0; act < acts; ++act) {
        auto one = latency_[act].to_json();
        one["count"] = latency_[act].count();
        result[names[act]] = one;
    }
    return result;
}

}
