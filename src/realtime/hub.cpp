// SPDX-License-Identifier: Apache-2.0
#include "realtime/hub.hpp"

#include "realtime/core_topics.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>

#include <latch>
#include <stdexcept>

namespace realtime {

Hub::Hub(base::Cores& cores, ports::EventLog& log, ports::MarkReader& marks, telemetry::Registry& registry,
         Limits limits)
    : limits_(limits), watchlist_(std::make_shared<Watchlist>()), devices_(std::make_shared<Devices>(limits))
{
    auto const metrics = std::make_shared<StreamMetrics>(registry);
    for (std::size_t core = 0; core < cores.count(); ++core)
        cores_.push_back(std::make_shared<CoreTopics>(cores.context(core), log, marks, watchlist_, devices_, metrics));
}

Hub::~Hub() = default;

void Hub::start()
{
    is_started_ = true;
    for (auto const& core : cores_) boost::asio::post(core->context(), [core] { core->start(); });
}

void Hub::drain()
{
    for (auto const& core : cores_) boost::asio::post(core->context(), [core] { core->drain(); });
}

void Hub::stop()
{
    if (!is_started_) return;
    is_started_ = false;
    watchlist_->close();
    auto const left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(cores_.size()));
    for (auto const& core : cores_) {
        boost::asio::post(core->context(), [core, left] {
            core->stop();
            left->count_down();
        });
    }
    left->wait();
}

void Hub::committed(std::span<Committed const> events)
{
    auto const now = Clock::now();
    for (auto const& event : events) watchlist_->offer(event.business, event.entry, now, true);
}

void Hub::marked(std::span<Marked const> businesses)
{
    for (auto const& each : businesses) watchlist_->offer(each.business, each.marks);
}

void Hub::revoked(std::span<ports::Revocation const> revocations)
{
    auto const shared = std::make_shared<std::vector<ports::Revocation> const>(revocations.begin(), revocations.end());
    for (auto const& core : cores_) boost::asio::post(core->context(), [core, shared] { core->revoke(*shared); });
}

void Hub::rewritten(domain::BusinessId business)
{
    for (auto const& core : cores_)
        boost::asio::post(core->context(), [core, business] { core->forget_texts(business); });
}

base::Task<base::Result<std::vector<ports::PresentDevice>>> Hub::at(domain::BusinessId business)
{
    co_return devices_->at(business, Clock::now());
}

std::size_t Hub::listening(domain::BusinessId business) const { return devices_->listening(business); }

std::shared_ptr<CoreTopics> const& Hub::local(boost::asio::any_io_executor const& executor) const
{
    auto const& context = boost::asio::query(executor, boost::asio::execution::context);
    for (auto const& core : cores_) {
        if (&static_cast<boost::asio::execution_context&>(core->context()) == &context) return core;
    }
    throw std::logic_error("a listener runs on no core of the hub");
}

}
