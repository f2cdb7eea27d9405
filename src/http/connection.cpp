// SPDX-License-Identifier: Apache-2.0
// The life of a connection: waiting, reading, deadlines. connection_request.cpp makes requests of what was read,
// connection_answer.cpp says something in answer.
#include "http/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace http {

namespace {

constexpr std::chrono::seconds rate_window{5};
constexpr std::chrono::seconds memory_release_after{2};
constexpr std::chrono::seconds late_start_grace{1};
constexpr std::size_t most_lingered = 1024 * 1024;
constexpr std::size_t kept_capacity = 4096;

}

Connection::Connection(Admission admission, Transport transport, boost::asio::ip::address peer)
    : admission_(std::move(admission)),
      core_(admission_.core()),
      transport_(std::move(transport)),
      peer_(std::move(peer)),
      peer_text_(peer_.to_string()),
      scanner_(HeaderScanner::Limits{})
{
    boost::system::error_code ignored;
    transport_.socket().non_blocking(true, ignored);
    core_->watch(*this);
    auto const now = std::chrono::steady_clock::now();
    become_idle(now);
    if (!transport_.is_tls()) return;
    phase_ = Phase::handshake;
    if (!core_->is_draining()) deadline_ = now + core_->limits().header_timeout;
}

Connection::~Connection() { core_->unwatch(*this); }

base::Task<void> Connection::run(std::unique_ptr<Connection> self)
{
    for (auto step = self->advance(); step != Step::end; step = self->advance()) {
        boost::system::error_code error;
        if (step == Step::read) {
            co_await self->transport_.socket().async_wait(
                self->transport_.read_waits(), boost::asio::redirect_error(boost::asio::use_awaitable, error));
            self->receive(error);
        } else if (step == Step::write) {
            co_await self->transport_.socket().async_wait(
                self->transport_.write_waits(), boost::asio::redirect_error(boost::asio::use_awaitable, error));
            self->send_more(error);
        } else {
            Response response;
            try {
                response = co_await (*self->handler_)(self->request_);
            } catch (std::exception const& exception) {
                response = self->failed(exception.what());
            } catch (...) {
                response = self->failed("not a std::exception");
            }
            self->answer(std::move(response));
        }
    }
    if (self->phase_ == Phase::handed_over) self->hand_over();
}

Connection::Step Connection::advance()
{
    while (!core_->is_cut()) {
        bool waits = false;
        switch (phase_) {
        case Phase::handshake: waits = !shake_hands(); break;
        case Phase::idle:
            if (input_.starts_with("\r\n")) input_.remove_prefix(2);  // RFC 9112 §2.2
            waits = input_.empty() || input_ == "\r";
            if (!waits) begin_request();
            break;
        case Phase::header: waits = !read_header(); break;
        case Phase::body: waits = !read_body(); break;
        case Phase::ready:
            ready_ = came_in_pieces_ ? std::chrono::steady_clock::now() : started_;
            keep_input();
            if (handler_) {
                phase_ = Phase::handling;
                return Step::handle;
            }
            answer_without_handler();
            break;
        case Phase::writing:
            if (sent_ < unsent_.size() + unsent_body_.size()) return Step::write;
            finish_request();
            break;
        case Phase::lingering: waits = true; break;
        case Phase::handling:
        case Phase::handed_over:
        case Phase::closed: return Step::end;
        }
        if (waits) {
            came_in_pieces_ = true;
            keep_input();
            return Step::read;
        }
    }
    return Step::end;
}

bool Connection::shake_hands()
{
    boost::system::error_code error;
    transport_.handshake(error);
    if (error == boost::asio::error::would_block) return false;
    if (error) {
        core_->metrics().count_failed_handshake();
        phase_ = Phase::closed;
    } else if (turned_away_) {
        phase_ = Phase::idle;
        turn_away(*turned_away_);
    } else {
        become_idle(std::chrono::steady_clock::now());
    }
    return true;
}

void Connection::become_idle(SteadyTime now)
{
    phase_ = Phase::idle;
    deadline_ = now + (core_->is_draining() ? late_start_grace : core_->limits().idle_timeout);
}

void Connection::receive(boost::system::error_code error)
{
    if (expired_) return refuse(*std::exchange(expired_, nullptr));
    if (phase_ == Phase::handshake) {
        if (error) phase_ = Phase::closed;
        return;
    }
    auto const scratch = core_->input_scratch();
    std::size_t received = 0;
    if (!error) received = transport_.read_some(boost::asio::buffer(scratch.data(), scratch.size()), error);
    if (error == boost::asio::error::would_block) return;
    if (error) {
        core_->note_end(error);
        phase_ = Phase::closed;
        return;
    }
    if (phase_ == Phase::lingering) {
        lingered_bytes_ += received;
        if (lingered_bytes_ > most_lingered) phase_ = Phase::closed;
        return;
    }
    rate_window_bytes_ += received;
    if (pending_.empty()) {
        input_ = {scratch.data(), received};
    } else {
        pending_.append(scratch.data(), received);
        input_ = pending_;
    }
}

void Connection::keep_input()
{
    if (input_.empty()) {
        pending_.clear();
        if (pending_.capacity() > kept_capacity) pending_.shrink_to_fit();
    } else if (input_.data() >= pending_.data() && input_.data() < pending_.data() + pending_.size()) {
        pending_.erase(0, static_cast<std::size_t>(input_.data() - pending_.data()));
    } else {
        pending_.assign(input_);
    }
    input_ = pending_;
}

void Connection::sweep(SteadyTime now)
{
    auto const is_late = now >= deadline_;
    switch (phase_) {
    case Phase::idle:
        if (is_late) {
            core_->metrics().count_limit("idle_timeout");
            close();
        } else if (deadline_ - now < core_->limits().idle_timeout - memory_release_after) {
            release_memory();
        }
        break;
    case Phase::handshake:
        if (is_late) {
            core_->metrics().count_limit("header_timeout");
            close();
        }
        break;
    case Phase::header:
        if (is_late) expire(refusal::header_timeout);
        break;
    case Phase::body:
        if (is_late) {
            expire(refusal::body_timeout);
        } else if (now - rate_window_start_ >= rate_window) {
            if (rate_window_bytes_ < core_->limits().body_bytes_per_second * rate_window.count())
                expire(refusal::body_rate);
            rate_window_start_ = now;
            rate_window_bytes_ = 0;
        }
        break;
    case Phase::writing: sweep_answer(now); break;
    case Phase::lingering:
        if (is_late) close();
        break;
    case Phase::ready:
    case Phase::handling:
    case Phase::handed_over:
    case Phase::closed: break;
    }
}

void Connection::sweep_answer(SteadyTime now)
{
    if (now < std::min(deadline_, answer_deadline_)) return;
    core_->metrics().count_limit(now < deadline_ ? "answer_timeout" : "stall_timeout");
    close();
}

void Connection::drain()
{
    // Bytes that wait in the kernel are a request that came before the end.
    boost::system::error_code error;
    if (phase_ == Phase::idle && transport_.socket().available(error) == 0) close();
    if (phase_ == Phase::handshake) deadline_ = std::chrono::steady_clock::now() + late_start_grace;
}

void Connection::cut() { close(); }

void Connection::expire(Refusal const& refusal)
{
    expired_ = &refusal;
    transport_.cancel();
}

void Connection::close() { transport_.close(); }

void Connection::release_memory()
{
    if (spare_headers_.empty() && request_.headers.empty()) return;
    spare_headers_ = {};
    request_ = {};
    parser_.reset();
}

}
