// SPDX-License-Identifier: Apache-2.0
#include "api/streams/stream_conversation.hpp"

#include "api/streams/stream_ending.hpp"
#include "domain/failures.hpp"
#include "realtime/listener.hpp"
#include "realtime/session.hpp"
#include "usecases/log_access.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace api {

namespace {

using realtime::CloseCode;
using realtime::Session;

/// Drives a Session: one coroutine writes and decides, another only reads.
class Conversation final : public realtime::Interruptible {
public:
    /// The arguments outlive it.
    Conversation(http::WebSocket& socket, StreamParts const& parts, std::optional<domain::BusinessId> const& business,
                 std::shared_ptr<domain::Principal const>& caller, boost::asio::ip::address const& client,
                 boost::asio::any_io_executor const& executor)
        : socket_(socket),
          parts_(parts),
          business_(business),
          caller_(caller),
          client_(client),
          listener_(parts.hub.local(executor), domain::Transport::websocket, this),
          session_(realtime::Clock::now(), parts.hub.limits())
    {
    }

    /// Reads until the socket is done.
    base::Task<void> listen();

    /// What to do now; nothing when the conversation is over.
    std::optional<Session::Step> next();

    /// Sleeps; no coroutine of its own, so that an idle socket keeps one frame less. False: go at once.
    base::Task<bool> sleep(Session::Wait wait);

    /// Does everything but Wait. False: it was the last.
    base::Task<bool> take(Session::Step step);

    /// After the last step.
    base::Task<void> end();

    /// A device that takes nothing does not keep what was revoked.
    void interrupt() override
    {
        if (is_writing_) socket_.abort();
    }

private:
    base::Task<void> note_shown();
    base::Task<bool> write(Session::Write write);
    base::Task<void> close(Session::Close close);
    base::Task<void> confirm_head();
    base::Task<void> admit(realtime::Hello hello);
    base::Task<base::Result<void>> check_hello(realtime::Hello hello);
    base::Task<void> authenticate(std::unique_ptr<std::string> token);
    base::Task<base::Result<void>> change_caller(std::string const& token);
    base::Task<base::Result<domain::Principal>> proved(std::string const& token, std::optional<std::string> device);
    base::Task<void> check_caller();
    std::optional<std::chrono::milliseconds> expiry() const;
    void refuse(base::Failure const& failure);

    http::WebSocket& socket_;
    StreamParts const& parts_;
    std::optional<domain::BusinessId> const& business_;
    std::shared_ptr<domain::Principal const>& caller_;  ///< Until it has joined.
    boost::asio::ip::address const& client_;
    realtime::Listener listener_;
    Session session_;
    Ending reading_;
    std::exception_ptr reading_failed_;
    bool is_gone_ = false;
    bool is_writing_ = false;
};

base::Task<void> Conversation::listen()
{
    struct End {
        Ending& ending;
        ~End() { ending.end(); }
    } const end{reading_};
    try {
        while (true) {
            auto const message = co_await socket_.read();
            if (!message) break;
            auto const now = realtime::Clock::now();
            if (session_.received(message->is_text, message->data, now)) listener_.wake();
            if (auto* device = listener_.device()) device->saw(session_.acknowledged(), now);
            if (session_.has_shown()) co_await note_shown();
        }
    } catch (...) {
        reading_failed_ = std::current_exception();
    }
    is_gone_ = true;
    listener_.wake();
}

/// What a device says that it showed is seen, as by POST /orders/{id}/seen; what is not its to see is nothing.
base::Task<void> Conversation::note_shown()
{
    for (auto const order : session_.take_shown()) {
        auto const* device = listener_.device();
        if (!device) co_return;
        auto const caller = device->caller;
        co_await parts_.orders.mark_seen(caller, order);
    }
}

std::optional<Session::Step> Conversation::next()
{
    if (is_gone_) return std::nullopt;
    if (listener_.is_draining()) session_.drain();
    if (listener_.take_check()) session_.check_caller();
    auto const* device = listener_.device();
    return session_.next(realtime::Clock::now(), listener_.topic(), device ? device->filter() : domain::LogFilter());
}

base::Task<bool> Conversation::sleep(Session::Wait wait)
{
    listener_.set_deadline(session_.deadline());
    return listener_.wait(wait.for_events);
}

base::Task<bool> Conversation::take(Session::Step step)
{
    if (auto* text = std::get_if<Session::Write>(&step)) co_return co_await write(std::move(*text));
    if (auto const* goodbye = std::get_if<Session::Close>(&step)) {
        co_await close(*goodbye);
        co_return false;
    }
    if (auto* hello = std::get_if<Session::Admit>(&step))
        co_await admit(std::move(*hello->hello));
    else if (auto const* read = std::get_if<Session::ReadStore>(&step))
        co_await listener_.read_store(read->after);
    else if (auto* auth = std::get_if<Session::Authenticate>(&step))
        co_await authenticate(std::move(auth->token));
    else if (std::holds_alternative<Session::CheckCaller>(step))
        co_await check_caller();
    else
        co_await confirm_head();
    co_return true;
}

base::Task<void> Conversation::end()
{
    socket_.abort();
    co_await reading_.wait();
    if (reading_failed_) std::rethrow_exception(reading_failed_);
}

base::Task<bool> Conversation::write(Session::Write write)
{
    is_writing_ = true;
    bool const is_written = co_await socket_.write(std::move(write.text));
    is_writing_ = false;
    if (!is_written) co_return false;
    session_.sent(realtime::Clock::now());
    if (write.events > 0) listener_.delivered(write.events, write.committed_at);
    co_return true;
}

base::Task<void> Conversation::close(Session::Close close)
{
    is_writing_ = true;
    if (close.bye) co_await socket_.write(std::make_shared<std::string const>(realtime::bye_text(*close.bye)));
    co_await socket_.close(static_cast<std::uint16_t>(close.code), close.reason);
}

base::Task<void> Conversation::confirm_head()
{
    auto const position = co_await listener_.read_position();
    if (position)
        session_.confirm_head(*listener_.topic(), *position);
    else
        refuse(position.error());
}

base::Task<void> Conversation::admit(realtime::Hello hello)
{
    auto const revocations = listener_.revocations();
    auto const checked = co_await check_hello(std::move(hello));
    if (!checked) co_return refuse(checked.error());
    auto const joined = co_await listener_.join(*business_, *caller_);
    if (!joined) co_return refuse(joined.error());
    if (listener_.revocations() != revocations) session_.check_caller();
    caller_ = nullptr;

    auto const& limits = parts_.hub.limits();
    session_.admitted(*listener_.topic(), {.now = realtime::Clock::now(),
                                           .wall_now = parts_.clock.now(),
                                           .first_ping = random_first_ping(limits),
                                           .max_age = random_max_age(limits),
                                           .expires_in = expiry()});
}

base::Task<base::Result<void>> Conversation::check_hello(realtime::Hello hello)
{
    if (!caller_) {
        auto const token = hello.token.value_or(std::string());
        auto caller = co_await proved(token, std::move(hello.device));
        if (!caller) co_return std::unexpected(caller.error());
        auto const counted = co_await parts_.limits.of_reader(*caller);
        if (counted.is_refused()) co_return std::unexpected(usecases::rate_limited(counted));
        caller_ = std::make_shared<domain::Principal const>(std::move(*caller));
    } else if (hello.device) {
        caller_ = std::make_shared<domain::Principal const>(domain::Principal{caller_->who, std::move(hello.device)});
    }
    if (!business_) co_return std::unexpected(domain::business_not_found());
    auto const filter = co_await usecases::require_log(parts_.access, *caller_, *business_);
    if (!filter) co_return std::unexpected(filter.error());
    co_return base::Result<void>();
}

std::optional<std::chrono::milliseconds> Conversation::expiry() const
{
    return expires_in(listener_.device()->caller, parts_.clock.now());
}

base::Task<void> Conversation::authenticate(std::unique_ptr<std::string> token)
{
    auto const revocations = listener_.revocations();
    auto const changed = co_await change_caller(*token);
    if (!changed) co_return refuse(changed.error());
    if (listener_.revocations() != revocations) session_.check_caller();
    session_.renewed(realtime::Clock::now(), expiry());
}

/// The same person or channel with a fresh credential; also after signing in again.
base::Task<base::Result<void>> Conversation::change_caller(std::string const& token)
{
    auto const caller = co_await proved(token, listener_.device()->caller.device);
    if (!caller) co_return std::unexpected(caller.error());
    if (caller->actor().credential != listener_.device()->caller.actor().credential)
        co_return std::unexpected(domain::access_token_invalid());
    auto const filter = co_await usecases::require_log(parts_.access, *caller, *business_);
    if (!filter) co_return std::unexpected(filter.error());
    co_return listener_.change_caller(*caller);
}

/// A token that is no good counts to the address; the socket is closed for it whatever the count.
base::Task<base::Result<domain::Principal>> Conversation::proved(std::string const& token,
                                                                 std::optional<std::string> device)
{
    auto caller = co_await parts_.access.authenticate(token, std::move(device));
    if (!caller && caller.error().kind == base::FailureKind::unauthenticated)
        co_await parts_.limits.of_address(usecases::AddressClass::other, client_);
    co_return caller;
}

base::Task<void> Conversation::check_caller()
{
    while (!is_gone_ && !listener_.is_draining()) {
        auto const checked = co_await usecases::recheck_log(parts_.access, listener_.device()->caller, *business_);
        if (checked) co_return;
        using enum base::FailureKind;
        if (checked.error().kind == unauthenticated) co_return session_.refused(CloseCode::revoked, "revoked");
        if (checked.error().kind != unavailable) co_return refuse(checked.error());
        // Nothing more is said to somebody who perhaps may not hear it.
        listener_.set_deadline(realtime::Clock::now());
        co_await listener_.wait(false);
    }
}

void Conversation::refuse(base::Failure const& failure)
{
    using enum base::FailureKind;
    switch (failure.kind) {
    case unauthenticated: return session_.refused(CloseCode::token, "token refused");
    case forbidden:
    case not_found: return session_.refused(CloseCode::no_access, "no access");
    case exhausted: return session_.refused(CloseCode::too_many, "too many");
    case conflict: return session_.refused(CloseCode::too_many, "too many devices");
    case malformed:
    case invalid:
    case stale:
    case unavailable: break;
    }
    session_.refused(CloseCode::too_many, "unavailable");
}

}

base::Task<void> converse(http::WebSocket& socket, StreamParts const& parts, std::optional<domain::BusinessId> business,
                          std::shared_ptr<domain::Principal const> caller, boost::asio::ip::address client)
{
    // One frame for the whole life of an idle socket, beside that of its reader.
    auto const executor = co_await boost::asio::this_coro::executor;
    Conversation conversation(socket, parts, business, caller, client, executor);
    boost::asio::co_spawn(executor, conversation.listen(), boost::asio::detached);  // joined by `end`
    std::exception_ptr failed;
    try {
        bool goes_on = true;
        while (goes_on) {
            auto step = conversation.next();
            if (!step) break;
            if (auto const* wait = std::get_if<Session::Wait>(&*step))
                goes_on = co_await conversation.sleep(*wait);
            else
                goes_on = co_await conversation.take(std::move(*step));
        }
    } catch (...) {
        failed = std::current_exception();
    }
    co_await conversation.end();
    if (failed) std::rethrow_exception(failed);
}

}
