// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cores.hpp"
#include "domain/ids.hpp"
#include "ports/event_log.hpp"
#include "ports/presence.hpp"
#include "ports/store_feed.hpp"
#include "realtime/devices.hpp"
#include "telemetry/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace realtime {

class CoreTopics;
class Watchlist;
struct StreamMetrics;

/// Brings each committed event and the read marks to the listeners of their business, on whichever core they are, and
/// knows who they are.
///
/// Order of things: construct, add it to the store's feed, `start`; at the end `drain`, let the server drain,
/// `stop` while the cores still run, then stop the cores. Cores, log and registry outlive the hub's listeners.
class Hub final : public ports::CommitListener,
                  public ports::MarkListener,
                  public ports::RevocationListener,
                  public ports::RewriteListener,
                  public ports::Presence {
public:
    Hub(base::Cores& cores, ports::EventLog& log, ports::MarkReader& marks, telemetry::Registry& registry,
        Limits limits = {});
    ~Hub() override;

    void start();

    /// Tells every listener, now and later ones, that the server goes. Any thread.
    void drain();

    /// Ends every wait and lets go of timers and topics; returns when each core has. Blocks; needs running cores,
    /// call it from a thread that is not theirs. Without `start` it does nothing.
    void stop();

    void committed(std::span<Committed const> events) override;
    void marked(std::span<Marked const> businesses) override;
    void revoked(std::span<ports::Revocation const> revocations) override;
    void rewritten(domain::BusinessId business) override;

    /// Those of this process, over all its cores.
    base::Task<base::Result<std::vector<ports::PresentDevice>>> at(domain::BusinessId business) override;
    std::size_t listening(domain::BusinessId business) const override;

    Limits const& limits() const { return limits_; }

    /// The part that belongs to the core of this executor.
    std::shared_ptr<CoreTopics> const& local(boost::asio::any_io_executor const& executor) const;

private:
    Limits limits_;
    std::shared_ptr<Watchlist> watchlist_;
    std::shared_ptr<Devices> devices_;
    std::vector<std::shared_ptr<CoreTopics>> cores_;
    bool is_started_ = false;
};

}
