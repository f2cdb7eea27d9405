// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/deliveries.hpp"
#include "loadtest/engine.hpp"
#include "loadtest/sample_orders.hpp"

#include <array>
#include <string>
#include <vector>

namespace loadtest {

/// The same GET again and again; any 200 will do.
class SameRequest final : public Workload {
public:
    SameRequest(Endpoint const& endpoint, std::string const& path);
    void write(std::size_t connection, std::string& out) override;
    bool read(std::size_t connection, Answer const& answer, Nanos due) override;

private:
    std::string request_;
};

/// New orders only; each wants its 201.
class NewOrders final : public Workload {
public:
    explicit NewOrders(SampleOrders& orders) : orders_(orders) {}
    void write(std::size_t connection, std::string& out) override;
    bool read(std::size_t connection, Answer const& answer, Nanos due) override;

private:
    SampleOrders& orders_;
};

/// New orders whose arrival on devices is awaited; `in_turn` gives each business as many as the others.
class WatchedOrders final : public Workload {
public:
    WatchedOrders(SampleOrders& orders, Deliveries& deliveries, std::size_t connections, std::size_t tenants,
                  bool in_turn)
        : orders_(orders), deliveries_(deliveries), written_(connections), tenants_(tenants), in_turn_(in_turn)
    {
    }
    void write(std::size_t connection, std::string& out) override;
    bool read(std::size_t connection, Answer const& answer, Nanos due) override;

private:
    SampleOrders& orders_;
    Deliveries& deliveries_;
    std::vector<SampleOrders::Written> written_;
    std::size_t tenants_;
    bool in_turn_;
    std::size_t next_ = 0;
};

/// What a counter and its channels do: of 10 requests 4 list a business's newest orders, 4 read one order,
/// 1 places an order and 1 moves an order to its next status. The owner's token for all but placing.
class MixedRequests final : public Workload {
public:
    MixedRequests(Endpoint const& endpoint, Tenants const& tenants, SampleOrders& orders, std::size_t list_limit,
                  std::size_t connections);
    void write(std::size_t connection, std::string& out) override;
    bool read(std::size_t connection, Answer const& answer, Nanos due) override;

    boost::json::object to_json() const;

private:
    enum class Act { list, read, place, move };
    static constexpr std::size_t acts = 4;
    /// An order of this run.
    struct Known {
        std::string id;
        std::size_t tenant = 0;
        std::size_t stage = 0;  ///< In the stages of its delivery type.
        bool is_delivery = false;
        bool is_moving = false;
    };
    struct Pending {
        Act act = Act::list;
        std::size_t order = 0;
        SampleOrders::Written placed;
    };

    Act pick();
    std::size_t random_below(std::size_t end);
    bool find_movable(std::size_t& order);
    void write_get(std::size_t tenant, std::string_view path, std::string& out) const;
    void write_move(Known const& order, std::string& out) const;

    Tenants const& tenants_;
    SampleOrders& orders_;
    std::string host_;
    std::size_t list_limit_;
    std::vector<Pending> pending_;
    std::vector<Known> known_;
    std::array<Histogram, acts> latency_;
    std::uint64_t random_ = 0x9e3779b97f4a7c15;
};

}
