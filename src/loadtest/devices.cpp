// SPDX-License-Identifier: Apache-2.0
#include "loadtest/devices.hpp"

#include "loadtest/answer.hpp"
#include "loadtest/progress.hpp"
#include "loadtest/web_socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace loadtest {

namespace {

constexpr Nanos patience = 60 * second;

/// The number that follows `name` within the first bytes of a message.
std::uint64_t number_after(std::string_view message, std::string_view name)
{
    auto const at = message.substr(0, 200).find(name);
    std::uint64_t number = 0;
    if (at != std::string_view::npos)
        std::from_chars(message.data() + at + name.size(), message.data() + message.size(), number);
    return number;
}

}

class Devices::Socket final : public WebSocket {
public:
    Socket(Devices& owner, Seat& seat)
        : WebSocket(owner.poller_, owner.endpoint_, "/ws/notifications/" + owner.tenants_.list[seat.tenant].business,
                    "orders.v1"),
          owner_(owner),
          seat_(seat)
    {
    }

private:
    void on_open() override
    {
        auto const& epoch = owner_.epochs_[seat_.tenant];
        auto const cursor = owner_.is_resuming_ ? fmt::format(R"(,"cursor":"{}:{}")", epoch, seat_.seq) : "";
        send_text(fmt::format(R"({{"t":"hello","token":"{}","device":"Counter {}"{}}})",
                              owner_.tenants_.list[seat_.tenant].token, seat_.number, cursor));
    }

    void on_message(std::string_view text) override
    {
        auto const at = now();
        auto const type = text_after(text.substr(0, 40), R"("t":")");
        if (type == "events") {
            owner_.on_events(seat_, text, at);
            acknowledge(at);
        } else if (type == "ping") {
            send_text(fmt::format(R"({{"t":"pong","seq":{}}})", seat_.seq));
        } else if (type == "welcome") {
            owner_.on_welcome(seat_, text);
        } else if (type == "live") {
            owner_.on_live(seat_);
        } else if (type == "reset") {
            owner_.on_reset(seat_, text);
        } else if (type != "bye") {
            fmt::print(stderr, "loadtest: unexpected message {}\n", text.substr(0, 200));
        }
    }

    void on_closed(unsigned code, std::string_view reason) override { owner_.on_closed(code, reason); }

    /// As a device does: what it has, but not more often than once a second.
    void acknowledge(Nanos at)
    {
        if (at < acknowledged_at_ + second) return;
        acknowledged_at_ = at;
        send_text(fmt::format(R"({{"t":"ack","seq":{}}})", seat_.seq));
    }

    Devices& owner_;
    Seat& seat_;
    Nanos acknowledged_at_ = 0;
};

Devices::Devices(Poller& poller, Endpoint const& endpoint, Tenants const& tenants, std::size_t count,
                 std::size_t at_once, std::string const& external_prefix)
    : poller_(poller),
      endpoint_(endpoint),
      tenants_(tenants),
      at_once_(std::max<std::size_t>(at_once, 1)),
      marker_(R"("external_id":")" + external_prefix),
      deliveries_(tenants.list.size()),
      seats_(count),
      epochs_(tenants.list.size())
{
    for (std::size_t i = 0; i < count; ++i) {
        seats_[i].tenant = i % tenants.list.size();
        seats_[i].number = i / tenants.list.size();
        deliveries_.add_listener(seats_[i].tenant);
    }
}

Devices::~Devices() = default;

void Devices::open() { open_all(); }

void Devices::open_all()
{
    Progress progress("devices live", seats_.size());
    auto const deadline = now() + patience;
    live_ = 0;
    for (std::size_t opened = 0; live_ < seats_.size();) {
        while (opened < seats_.size() && opened - live_ < at_once_) {
            auto& seat = seats_[opened++];
            seat.opened_at = now();
            seat.socket = std::make_unique<Socket>(*this, seat);
        }
        poller_.wait(now() + second / 10);
        progress.show(live_);
        if (closed_ > 0) throw std::runtime_error("a WebSocket was refused");
        if (now() > deadline) throw std::runtime_error(fmt::format("only {} devices are live after 60 s", live_));
    }
}

void Devices::resume(std::uint64_t behind)
{
    closed_ = 0;
    is_end_expected_ = false;
    is_resuming_ = true;
    opening_ = {};
    for (auto& seat : seats_) {
        seat.socket.reset();
        auto const back = std::min(behind, seat.seq - seat.first);
        seat.seq -= back;
        awaited_ += back;
    }
    open_all();
    is_resuming_ = false;
}

void Devices::on_welcome(Seat& seat, std::string_view text)
{
    epochs_[seat.tenant] = text_after(text.substr(0, 200), R"("epoch":")");
    if (is_resuming_) return;
    seat.seq = number_after(text, R"("head":)");
    seat.first = seat.seq;
}

void Devices::on_live(Seat& seat)
{
    ++live_;
    opening_.record(now() - seat.opened_at);
}

void Devices::on_reset(Seat& seat, std::string_view text)
{
    if (++resets_ <= 3) fmt::print(stderr, "loadtest: {}\n", text.substr(0, 200));
    on_live(seat);  // No event will come; the run fails, but it ends.
}

void Devices::on_events(Seat& seat, std::string_view text, Nanos at)
{
    auto const from = number_after(text, R"("from":)");
    if (from > seat.seq + 1) gaps_ += from - seat.seq - 1;
    if (from <= seat.seq) duplicates_ += seat.seq + 1 - from;
    seat.seq = number_after(text, R"("to":)");
    if (is_resuming_) {
        replayed_ += seat.seq + 1 - from;
        return;
    }
    auto const* const end = text.data() + text.size();
    for (auto const* place = text.data(); place < end;) {
        place = static_cast<char const*>(
            memmem(place, static_cast<std::size_t>(end - place), marker_.data(), marker_.size()));
        if (place == nullptr) break;
        std::uint64_t number = 0;
        place = std::from_chars(place + marker_.size(), end, number).ptr;
        deliveries_.arrived(number, at, text.size());
    }
}

void Devices::on_closed(unsigned code, std::string_view reason)
{
    if (++closed_ == 1) first_ended_at_ = now();
    if (is_end_expected_) return;
    if (closed_ <= 3) fmt::print(stderr, "loadtest: WebSocket closed: {} {}\n", code, reason.substr(0, 300));
}

void Devices::wait_for_all()
{
    auto const deadline = now() + 5 * second;
    while (deliveries_.missing() > 0 && now() < deadline) poller_.wait(now() + second / 20);
}

bool Devices::all_went_well() const
{
    return deliveries_.missing() == 0 && gaps_ == 0 && duplicates_ == 0 && closed_ == 0 && resets_ == 0 &&
           replayed_ == awaited_;
}

boost::json::object Devices::to_json() const
{
    auto result = deliveries_.to_json();
    result["devices"] = seats_.size();
    result["businesses"] = tenants_.list.size();
    if (awaited_ > 0) {
        result["missed"] = awaited_;
        result["made_up"] = replayed_;
    }
    result["gaps"] = gaps_;
    result["duplicates"] = duplicates_;
    result["resets"] = resets_;
    result["closed"] = closed_;
    result["opening_us"] = opening_.to_json();
    return result;
}

}
