// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/event_log.hpp"
#include "ports/revocation.hpp"
#include "realtime/devices.hpp"
#include "realtime/topic.hpp"
#include "realtime/waiter.hpp"
#include "realtime/watchlist.hpp"
#include "telemetry/metrics.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace realtime {

/// What the streams report. The registry outlives the cores.
struct StreamMetrics {
    explicit StreamMetrics(telemetry::Registry& registry);

    telemetry::Gauge& websockets;
    telemetry::Gauge& event_streams;
    telemetry::Gauge& long_polls;
    telemetry::Counter& websocket_events;  ///< Events written, or answered.
    telemetry::Counter& event_stream_events;
    telemetry::Counter& long_poll_events;
    telemetry::Counter& poll_events;
    telemetry::Histogram& delivery;  ///< From the commit to all bytes handed to the kernel.
    telemetry::Counter& too_many_sockets;
    telemetry::Counter& too_many_devices;
    telemetry::Counter& store_reads;
};

/// A watched business on one core.
struct Room : AutoUnlinkHook {
    explicit Room(domain::BusinessId b) : business(b) {}

    domain::BusinessId business;
    std::optional<Topic> topic;                      ///< Nothing until its position was read.
    ports::ReadMarks marks = {};                     ///< The latest that the hub heard of.
    std::optional<base::Failure> failure;            ///< Why the last attempt to read it failed.
    bool is_opening = false;
    std::size_t listeners = 0;
    Time idle_since = {};
    Time refreshed_at = {};
    Time read_failed_at = {};
    std::vector<std::uint64_t> reading;              ///< Cursors after which the store is being read.
    bool is_reading_tail = false;
    IntrusiveList<Waiter, AutoUnlinkHook> waiting;  ///< For events.
    IntrusiveList<Waiter, AutoUnlinkHook> joining;  ///< For the topic, or for a read of another listener.
    IntrusiveList<Waiter, AutoUnlinkHook> ready;    ///< To be resumed.
};

/// The topics of one core, and who waits for them. But for `put` and `mend` touched by the core's thread only.
class CoreTopics final : public Inbox, public std::enable_shared_from_this<CoreTopics> {
public:
    /// Wake-ups in one go, so that one large business cannot delay the others.
    static constexpr std::size_t slice = 128;
    static constexpr std::chrono::seconds topic_lingers{30};
    static constexpr std::chrono::seconds position_lasts{60};
    static constexpr std::chrono::seconds retry_after{1};

    CoreTopics(boost::asio::io_context& context, ports::EventLog& log, ports::MarkReader& marks,
               std::shared_ptr<Watchlist> watchlist, std::shared_ptr<Devices> devices,
               std::shared_ptr<StreamMetrics> metrics);

    boost::asio::io_context& context() { return context_; }
    StreamMetrics& metrics() { return *metrics_; }

    void put(domain::BusinessId business, Frame const& frame) override;
    void put(domain::BusinessId business, ports::ReadMarks const& marks) override;
    void mend(domain::BusinessId business) override;

    void start();
    void drain();

    /// The events of this business read otherwise from now on.
    void forget_texts(domain::BusinessId business);

    /// Lets every listener that one of them concerns check whether it still may.
    void revoke(std::span<ports::Revocation const> revocations);

    /// Ends every wait, lets go of every topic and timer. Nothing waits from here on.
    void stop();

    bool is_draining() const { return is_draining_; }
    bool is_stopped() const { return is_stopped_; }

    /// Rises with every revocation that reached this core.
    std::uint64_t revocations() const { return revocations_; }

    Devices& devices() { return *devices_; }
    base::Task<base::Result<ports::LogPosition>> position(domain::BusinessId business);

    /// The business's room stays until `leave`.
    Room& enter(domain::BusinessId business);
    void leave(Room& room);

    /// Reads where the log stands into a room that has no topic; says in the room when it could not.
    base::Task<void> open(Room& room);
    base::Task<void> refresh(Room& room);

    /// Reads what follows `after` into the room's topic.
    base::Task<void> read(Room& room, std::uint64_t after);
    bool is_being_read(Room const& room, std::uint64_t after) const;

    /// From here on it is woken at its deadline, or about a second later, and by a drain.
    void place(Waiter& waiter);
    void set_deadline(Waiter& waiter, Time deadline);
    void wake(Waiter& waiter);

private:
    struct Delivery {
        domain::BusinessId business;
        Frame frame;
    };

    base::Task<bool> read_tail(Room& room, std::uint64_t begin);
    base::Task<bool> read_page(Room& room, std::uint64_t after);
    base::Task<void> mend_gap(domain::BusinessId business);
    void wake_all(IntrusiveList<Waiter, AutoUnlinkHook>& waiters);

    void deliver();
    void make_ready(Waiter& waiter);
    void schedule_slice();
    void run_slice();
    void resume(Waiter& waiter);
    void demand_check(Waiter& waiter);

    void schedule_tick();
    void tick(Time now);
    void drop_idle_rooms(Time now);

    boost::asio::io_context& context_;
    ports::EventLog& log_;
    ports::MarkReader& marks_;
    std::shared_ptr<Watchlist> watchlist_;
    std::shared_ptr<Devices> devices_;
    std::shared_ptr<StreamMetrics> metrics_;

    std::mutex mutex_;                  ///< Guards `inbox_` only.
    std::vector<Delivery> inbox_;
    std::vector<Delivery> delivering_;  ///< The other half, so that both keep their room.

    std::unordered_map<domain::BusinessId, std::unique_ptr<Room>> rooms_;
    IntrusiveList<Room, AutoUnlinkHook> active_;          ///< With ready listeners.
    IntrusiveList<Waiter, AutoUnlinkHook> called_;      ///< Ready for another reason than events.
    std::array<IntrusiveList<Waiter, DeadlineHook>, 64> wheel_;  ///< By second of the deadline.
    std::int64_t wheel_second_ = 0;
    std::uint64_t revocations_ = 0;
    std::optional<boost::asio::steady_timer> timer_;
    bool is_slice_scheduled_ = false;
    bool is_draining_ = false;
    bool is_stopped_ = false;
};

}
