// SPDX-License-Identifier: Apache-2.0
#include "http/server/connection.hpp"

#include "http/server/stream_session.hpp"
#include "http/server/websocket_session.hpp"

#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace http {

namespace {

SteadyTime now() { return std::chrono::steady_clock::now(); }

bool is_last(Protocol::Step step)
{
    return step == Protocol::Step::hand_over || step == Protocol::Step::hang_up || step == Protocol::Step::end;
}

}

Connection::Connection(Admission admission, Transport transport, boost::asio::ip::address peer,
                       Refusal const* turned_away)
    : admission_(std::move(admission)),
      core_(admission_.core()),
      transport_(std::move(transport)),
      protocol_(core_->service(), {std::move(peer), transport_.is_tls()}, now(), turned_away)
{
    ErrorCode ignored;
    transport_.socket().non_blocking(true, ignored);
    core_->watch(*this);
}

Connection::~Connection() { core_->unwatch(*this); }

base::Task<void> Connection::run(std::unique_ptr<Connection> self)
{
    auto step = self->protocol_.next(now());
    for (; !is_last(step); step = self->protocol_.next(now())) {
        if (step == Step::handle) {
            Response response;
            try {
                response = co_await self->protocol_.handler()(self->protocol_.request());
            } catch (std::exception const& exception) {
                response = self->protocol_.failed(exception.what());
            } catch (...) {
                response = self->protocol_.failed("not a std::exception");
            }
            self->protocol_.answer(std::move(response));
        } else if (auto const event = self->act(step)) {
            ErrorCode error;
            co_await self->transport_.socket().async_wait(*event, failing_into(error));
            if (error)
                self->lose(error);
            else if (step == Step::read)
                self->read();
        }
    }
    self->end(step);
}

/// What to wait for, if anything.
std::optional<Socket::wait_type> Connection::act(Step step)
{
    ErrorCode ignored;
    switch (step) {
    case Step::greet: return greet();
    case Step::read: return transport_.read_waits();
    case Step::write: return write();
    case Step::invite:
        // Taken by an empty socket buffer, or the connection is no good anyway.
        transport_.write_some(boost::asio::buffer(Protocol::invitation), ignored);
        break;
    case Step::finish_sending: transport_.shutdown_send(); break;
    case Step::handle:
    case Step::hand_over:
    case Step::hang_up:
    case Step::end: break;
    }
    return std::nullopt;
}

std::optional<Socket::wait_type> Connection::greet()
{
    ErrorCode error;
    transport_.handshake(error);
    if (error == boost::asio::error::would_block) return transport_.read_waits();
    protocol_.greeted(!error, now());
    return std::nullopt;
}

std::optional<Socket::wait_type> Connection::write()
{
    ErrorCode error;
    while (!error && !protocol_.is_sent()) {
        auto const [text, body] = protocol_.unsent();
        std::array const both{boost::asio::buffer(text), boost::asio::buffer(body)};
        protocol_.sent(body.empty() ? transport_.write_some(both[0], error) : transport_.write_some(both, error));
    }
    if (!error) return std::nullopt;
    if (error != boost::asio::error::would_block) {
        lose(error);
        return std::nullopt;
    }
    protocol_.blocked(now());
    return transport_.write_waits();
}

void Connection::read()
{
    auto const scratch = core_->input_scratch();
    ErrorCode error;
    auto const received = transport_.read_some(boost::asio::buffer(scratch.data(), scratch.size()), error);
    if (error == boost::asio::error::would_block) return;
    if (error)
        lose(error);
    else
        protocol_.received({scratch.data(), received});
}

void Connection::lose(ErrorCode error)
{
    core_->note_end(error);
    protocol_.lost();
}

void Connection::end(Step step)
{
    if (step == Step::hand_over)
        hand_over();
    else if (step == Step::hang_up)
        transport_.say_goodbye();
}

void Connection::hand_over()
{
    auto answer = protocol_.take_answer();
    auto const unread = protocol_.unread();
    if (answer.upgrade)
        return start_websocket(std::move(admission_), std::move(transport_), std::string(unread), protocol_.request(),
                               std::move(answer));
    StreamStart start{.head = protocol_.head_of(answer),
                      .is_chunked = protocol_.is_http_1_1(),
                      .has_unread = !unread.empty(),
                      .request_id = protocol_.request().request_id};
    start_stream(std::move(admission_), std::move(transport_), std::move(start), std::move(answer));
}

void Connection::sweep(SteadyTime now)
{
    switch (protocol_.sweep(now)) {
    case Protocol::Alarm::none: break;
    case Protocol::Alarm::wake: transport_.cancel(); break;
    case Protocol::Alarm::close: transport_.close(); break;
    }
}

void Connection::drain(SteadyTime now)
{
    ErrorCode error;
    if (protocol_.drain(now) && transport_.socket().available(error) == 0) transport_.close();
}

void Connection::cut() { transport_.close(); }

}
