// SPDX-License-Identifier: Apache-2.0
#include "api/stream_conversation.hpp"

#include "base/one_shot.hpp"
#include "base/random.hpp"
#include "realtime/listener.hpp"
#include "realtime/log_access.hpp"
#include "realtime/session.hpp"

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

/// Lets one coroutine wait for the end of another, also when that is destroyed instead of run to its end.
class Ending {
public:
    void end()
    {
        has_ended_ = true;
        if (!waiting_) return;
        auto executor = waiting_->executor();
        boost::asio::post(executor, [waiting = std::move(*waiting_)]() mutable { waiting.resume(true); });
        waiting_.reset();
    }

    base::Task<bool> wait()
    {
        return base::suspend<bool>([this](base::Suspended<bool> handle) {
            waiting_.emplace(std::move(handle));
            if (has_ended_) end();
        });
    }

private:
    std::optional<base::Suspended<bool>> waiting_;
    bool has_ended_ = false;
};

/// Drives a Session: one coroutine writes and decides, another only reads.
class Conversation {
public:
    Conversation(http::WebSocket& socket, StreamParts parts, std::optional<domain::BusinessId> business,
                 std::shared_ptr<domain::Principal const> caller, boost::asio::any_io_executor const& executor)
        : socket_(socket),
          parts_(parts),
          business_(business),
          caller_(std::move(caller)),
          listener_(parts.hub.local(executor), realtime::Transport::websocket),
          session_(realtime::Clock::now())
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

private:
    base::Task<bool> write(Session::Write write);
    base::Task<void> close(Session::Close close);
    base::Task<void> confirm_head();
    base::Task<void> admit(realtime::Hello hello);
    base::Task<base::Result<void>> check_caller(realtime::Hello hello);
    void refuse(base::Failure const& failure);

    http::WebSocket& socket_;
    StreamParts parts_;
    std::optional<domain::BusinessId> business_;
    std::shared_ptr<domain::Principal const> caller_;
    realtime::Listener listener_;
    Session session_;
    Ending reading_;
    std::exception_ptr reading_failed_;
    bool is_gone_ = false;
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
            if (session_.received(message->is_text, message->data, realtime::Clock::now())) listener_.wake();
        }
    } catch (...) {
        reading_failed_ = std::current_exception();
    }
    is_gone_ = true;
    listener_.wake();
}

std::optional<Session::Step> Conversation::next()
{
    if (is_gone_) return std::nullopt;
    if (listener_.is_draining()) session_.drain();
    return session_.next(realtime::Clock::now(), listener_.topic());
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
    bool const is_written = co_await socket_.write(std::move(write.text));
    if (!is_written) co_return false;
    session_.sent(realtime::Clock::now());
    if (write.events > 0) listener_.delivered(write.events, write.committed_at);
    co_return true;
}

base::Task<void> Conversation::close(Session::Close close)
{
    if (!close.bye.empty()) co_await socket_.write(std::make_shared<std::string const>(close.bye));
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
    auto const checked = co_await check_caller(std::move(hello));
    if (!checked) co_return refuse(checked.error());
    auto const joined = co_await listener_.join(*business_);
    if (!joined) co_return refuse(joined.error());

    Session::Admission admission{
        .now = realtime::Clock::now(), .wall_now = parts_.clock.now(), .first_ping = {}, .expires_in = {}};
    auto const spread = std::chrono::milliseconds(Session::heartbeat).count();
    admission.first_ping = std::chrono::milliseconds(base::random_below(static_cast<std::uint64_t>(spread)));
    if (auto const* user = caller_->user())
        admission.expires_in =
            std::chrono::duration_cast<std::chrono::milliseconds>(user->expires_at - admission.wall_now);
    session_.admitted(*listener_.topic(), admission);
    caller_ = nullptr;
}

base::Task<base::Result<void>> Conversation::check_caller(realtime::Hello hello)
{
    if (!caller_) {
        auto const token = hello.token.value_or(std::string());
        auto caller = co_await parts_.access.authenticate(token, std::move(hello.device));
        if (!caller) co_return std::unexpected(caller.error());
        caller_ = std::make_shared<domain::Principal const>(std::move(*caller));
    }
    if (!business_) co_return std::unexpected(usecases::business_not_found());
    co_return co_await realtime::require_log(parts_.access, *caller_, *business_);
}

void Conversation::refuse(base::Failure const& failure)
{
    using enum base::FailureKind;
    switch (failure.kind) {
    case unauthenticated: return session_.refused(CloseCode::token, "token refused");
    case forbidden:
    case not_found: return session_.refused(CloseCode::no_access, "no access");
    case exhausted: return session_.refused(CloseCode::too_many, "too many sockets");
    case malformed:
    case invalid:
    case conflict:
    case stale:
    case unavailable: break;
    }
    session_.refused(CloseCode::too_many, "unavailable");
}

}

base::Task<void> converse(http::WebSocket& socket, StreamParts parts, std::optional<domain::BusinessId> business,
                          std::shared_ptr<domain::Principal const> caller)
{
    // One frame for the whole life of an idle socket, beside that of its reader.
    auto const executor = co_await boost::asio::this_coro::executor;
    Conversation conversation(socket, parts, business, std::move(caller), executor);
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
