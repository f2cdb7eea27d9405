// SPDX-License-Identifier: Apache-2.0
#include "api/streams/stream_events.hpp"

#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "api/routing/rate_answer.hpp"
#include "api/streams/stream_ending.hpp"
#include "base/random.hpp"
#include "domain/failures.hpp"
#include "http/response_stream.hpp"
#include "json/writer.hpp"
#include "realtime/event_session.hpp"
#include "realtime/listener.hpp"
#include "usecases/log_access.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <memory>

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using realtime::EventSession;

constexpr std::chrono::milliseconds least_retry{500};
constexpr std::uint64_t retry_spread_ms = 4'500;

/// Joined before the answer begins, so that refusals are answers; then drives an EventSession: one coroutine writes
/// and decides, another waits for the peer to go.
class EventStream final : public realtime::Interruptible {
public:
    EventStream(StreamParts const& parts, domain::BusinessId business, boost::asio::any_io_executor const& executor)
        : parts_(parts), business_(business), listener_(parts.hub.local(executor), domain::Transport::events, this)
    {
    }

    base::Task<base::Result<void>> join(Principal const& caller, std::optional<std::string> cursor);
    base::Task<void> run(http::ResponseStream& stream);

    void interrupt() override
    {
        if (is_writing_ && stream_) stream_->abort();
    }

private:
    base::Task<void> watch_peer();
    base::Task<bool> write(realtime::Text text);
    base::Task<bool> take(EventSession::Step step);
    base::Task<void> confirm_head();
    base::Task<void> check_caller();

    StreamParts const& parts_;
    domain::BusinessId business_;
    realtime::Listener listener_;
    std::optional<EventSession> session_;
    http::ResponseStream* stream_ = nullptr;
    Ending watching_;
    bool is_gone_ = false;
    bool is_writing_ = false;
};

base::Task<base::Result<void>> EventStream::join(Principal const& caller, std::optional<std::string> cursor)
{
    auto const revocations = listener_.revocations();
    auto const filter = co_await usecases::require_log(parts_.access, caller, business_);
    if (!filter) co_return std::unexpected(filter.error());
    auto const joined = co_await listener_.join(business_, caller);
    if (!joined) co_return std::unexpected(joined.error());

    auto const& limits = parts_.hub.limits();
    auto const now = parts_.clock.now();
    session_.emplace(
        *listener_.topic(), cursor,
        EventSession::Admission{.now = realtime::Clock::now(),
                                .wall_now = now,
                                .first_ping = random_first_ping(limits),
                                .max_age = random_max_age(limits),
                                .retry = least_retry + std::chrono::milliseconds(base::random_below(retry_spread_ms)),
                                .expires_in = expires_in(caller, now)},
        limits);
    // A revocation between the look at the credential and the join was told to nobody.
    if (listener_.revocations() != revocations) session_->check_caller();
    co_return base::Result<void>();
}

base::Task<void> EventStream::watch_peer()
{
    struct End {
        Ending& ending;
        ~End() { ending.end(); }
    } const end{watching_};
    co_await stream_->wait_gone();
    is_gone_ = !listener_.is_draining();
    listener_.wake();
}

base::Task<bool> EventStream::write(realtime::Text text)
{
    is_writing_ = true;
    bool const is_written = co_await stream_->write(std::move(text));
    is_writing_ = false;
    co_return is_written;
}

base::Task<void> EventStream::confirm_head()
{
    auto const position = co_await listener_.read_position();
    if (position)
        session_->confirm_head(*listener_.topic(), *position);
    else
        session_->end(realtime::Farewell::overload);
}

base::Task<void> EventStream::check_caller()
{
    while (!is_gone_ && !listener_.is_draining()) {
        auto const checked = co_await usecases::recheck_log(parts_.access, listener_.device()->caller, business_);
        if (checked) co_return;
        if (checked.error().kind != base::FailureKind::unavailable) co_return session_->end(realtime::Farewell::auth);
        // Nothing more is said to somebody who perhaps may not hear it.
        listener_.set_deadline(realtime::Clock::now());
        co_await listener_.wait(false);
    }
}

/// False: it was the last.
base::Task<bool> EventStream::take(EventSession::Step step)
{
    if (auto* text = std::get_if<EventSession::Write>(&step)) {
        bool const is_written = co_await write(std::move(text->text));
        if (!is_written) co_return false;
        session_->sent();
        if (text->events > 0) listener_.delivered(text->events, text->committed_at);
        listener_.device()->saw(session_->cursor(), realtime::Clock::now());
        co_return true;
    }
    if (auto* goodbye = std::get_if<EventSession::Close>(&step)) {
        co_await write(std::move(goodbye->bye));
        co_return false;
    }
    if (auto const* wait = std::get_if<EventSession::Wait>(&step)) {
        listener_.set_deadline(session_->deadline());
        co_return co_await listener_.wait(wait->for_events);
    }
    if (auto const* read = std::get_if<EventSession::ReadStore>(&step))
        co_await listener_.read_store(read->after);
    else if (std::holds_alternative<EventSession::CheckCaller>(step))
        co_await check_caller();
    else
        co_await confirm_head();
    co_return true;
}

base::Task<void> EventStream::run(http::ResponseStream& stream)
{
    stream_ = &stream;
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::co_spawn(executor, watch_peer(), boost::asio::detached);  // joined below
    std::exception_ptr failed;
    try {
        bool goes_on = true;
        while (goes_on && !is_gone_) {
            if (listener_.is_draining()) session_->end(realtime::Farewell::drain);
            if (listener_.take_check()) session_->check_caller();
            goes_on =
                co_await take(session_->next(realtime::Clock::now(), *listener_.topic(), listener_.device()->filter()));
        }
    } catch (...) {
        failed = std::current_exception();
    }
    stream.end_wait();
    co_await watching_.wait();
    stream_ = nullptr;
    if (failed) std::rethrow_exception(failed);
}

/// The caller by `Authorization`, or by a ticket, which is what a browser's EventSource can send.
base::Task<base::Result<Principal>> caller_of(StreamParts const& parts, usecases::StreamTickets& tickets,
                                              Request const& request, std::optional<std::string> const& ticket)
{
    if (!credential(request).empty()) co_return co_await authenticated(parts.access, request);
    if (!ticket) co_return std::unexpected(domain::credential_missing());
    auto const business = business_in_path(request);
    if (!business) co_return std::unexpected(business.error());
    co_return co_await tickets.redeem(*ticket, *business);
}

base::Task<Response> join_stream(StreamParts const& parts, Request& request, Principal const& caller,
                                 std::optional<std::string> cursor)
{
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const executor = co_await boost::asio::this_coro::executor;
    auto const stream = std::make_shared<EventStream>(parts, *business, executor);
    auto const joined = co_await stream->join(caller, std::move(cursor));
    if (!joined) co_return problem(joined.error(), request);

    Response response{.content_type = "text/event-stream"};
    response.with("X-Accel-Buffering", "no");
    response.stream = [stream](http::ResponseStream& body) { return stream->run(body); };
    co_return response;
}

base::Task<Response> open_stream(StreamParts const& parts, usecases::StreamTickets& tickets, Request& request)
{
    auto const query = Query::read(request, {{"cursor"}, {"ticket"}});
    if (!query) co_return problem(query.error(), request);
    auto const ticket = query->text("ticket", 100);
    if (!ticket) co_return problem(ticket.error(), request);
    auto cursor = query->cursor();
    if (!cursor) co_return problem(cursor.error(), request);
    if (auto const last = request.header("Last-Event-ID"); last && !last->empty()) *cursor = std::string(*last);

    auto const caller = co_await caller_of(parts, tickets, request, *ticket);
    if (!caller) co_return problem(caller.error(), request);
    auto const counted = co_await parts.limits.of_reader(*caller);
    if (counted.is_refused()) co_return limit_problem(counted, request);
    auto response = co_await join_stream(parts, request, *caller, std::move(*cursor));
    state_limit(counted, response);
    co_return response;
}

base::Task<Response> issue_ticket(usecases::StreamTickets& tickets, Request& request, Principal const& caller)
{
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const ticket = co_await tickets.issue(caller, *business);
    if (!ticket) co_return problem(ticket.error(), request);
    std::string body;
    json::Writer(body)
        .begin_object()
        .member("ticket", *ticket)
        .member("expires_in", static_cast<std::int64_t>(usecases::StreamTickets::lifetime.count()))
        .end_object();
    co_return http::json_response(http::Status::created, std::move(body));
}

}

std::vector<Route> stream_events_routes(StreamParts const& parts, usecases::StreamTickets& tickets)
{
    PublicHandler const open = [&](Request& request) { return open_stream(parts, tickets, request); };
    MemberHandler const issue = [&](Request& request, Principal const& caller) {
        return issue_ticket(tickets, request, caller);
    };
    return {
        {http::Method::get, "/api/v1/businesses/{business_id}/notifications/stream", Callers::users_and_channels,
         rates::refusals_to_api, open},
        {http::Method::post, "/api/v1/businesses/{business_id}/stream-tickets", Callers::users_and_channels,
         rates::usual, issue},
    };
}

}
