// SPDX-License-Identifier: Apache-2.0
#include "http/server/stream_session.hpp"

#include "base/release.hpp"
#include "http/response_stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include <array>

namespace http {

namespace {

/// What a handler has to say goodbye once the server drains.
constexpr std::chrono::seconds drain_patience{4};

/// Coroutines inside hold a reference to the session: it outlives each of its own operations.
class StreamSession final : public ResponseStream, public Watched, public std::enable_shared_from_this<StreamSession> {
public:
    StreamSession(Admission admission, Transport transport, bool is_chunked, bool has_unread);
    ~StreamSession() override { core_->unwatch(*this); }

    static base::Task<void> run(std::shared_ptr<StreamSession> self, std::string head, Response response,
                                std::string request_id);

    base::Task<bool> write(std::shared_ptr<std::string const> text) override;
    base::Task<void> wait_gone() override;
    void end_wait() override;
    void abort() override;

    void sweep(SteadyTime now) override;
    void drain(SteadyTime now) override;
    void cut() override { abort(); }

private:
    using Pieces = std::array<std::string_view, 3>;

    base::Task<bool> send(Pieces pieces);
    void hang_up();

    Admission admission_;  ///< First, so that it goes last: then the server may be gone.
    std::shared_ptr<ServerCore> core_;
    Service& service_;  ///< The core's.
    Transport transport_;
    std::optional<SteadyTime> stalled_since_;  ///< The kernel takes nothing.
    std::optional<SteadyTime> deadline_;
    bool is_chunked_;
    bool is_over_;  ///< `wait_gone` has nothing to wait for any more.
};

StreamSession::StreamSession(Admission admission, Transport transport, bool is_chunked, bool has_unread)
    : admission_(std::move(admission)),
      core_(admission_.core()),
      service_(core_->service()),
      transport_(std::move(transport)),
      is_chunked_(is_chunked),
      is_over_(has_unread)
{
    admission_.become(Tally::Kind::stream);
    core_->watch(*this);
    if (service_.is_draining()) drain(std::chrono::steady_clock::now());
}

base::Task<void> StreamSession::run(std::shared_ptr<StreamSession> self, std::string head, Response response,
                                    std::string request_id)
{
    bool is_sound = co_await self->send({head});
    auto const serve = std::move(response.stream);
    base::release(response);
    base::release(head);
    if (is_sound && !self->service_.is_cut()) {
        try {
            co_await serve(*self);
        } catch (std::exception const& exception) {
            is_sound = false;  // The body stays without its end, so that the peer can tell.
            if (!self->service_.is_cut())
                self->service_.log().error("stream_failed", {{"request_id", request_id}, {"reason", exception.what()}});
        }
    }
    if (is_sound && self->is_chunked_) co_await self->send({"0\r\n\r\n"});
    self->hang_up();
}

base::Task<bool> StreamSession::write(std::shared_ptr<std::string const> text)
{
    auto const self = shared_from_this();
    if (text->empty()) co_return transport_.socket().is_open();  // An empty chunk would be the last.
    if (!is_chunked_) co_return co_await send({*text});
    auto const size = fmt::format("{:x}\r\n", text->size());  // RFC 9112 §7.1
    co_return co_await send({size, *text, "\r\n"});
}

base::Task<bool> StreamSession::send(Pieces pieces)
{
    while (pieces.back().size() + pieces[1].size() + pieces[0].size() > 0) {
        boost::system::error_code error;
        std::array const buffers{boost::asio::buffer(pieces[0]), boost::asio::buffer(pieces[1]),
                                 boost::asio::buffer(pieces[2])};
        auto sent = transport_.write_some(buffers, error);
        if (!error) {
            stalled_since_.reset();
            for (auto& piece : pieces) {
                auto const of_piece = std::min(sent, piece.size());
                piece.remove_prefix(of_piece);
                sent -= of_piece;
            }
            continue;
        }
        if (error != boost::asio::error::would_block) {
            core_->note_end(error);
            co_return false;
        }
        if (!stalled_since_) stalled_since_ = std::chrono::steady_clock::now();
        co_await transport_.socket().async_wait(transport_.write_waits(), failing_into(error));
    }
    co_return true;
}

base::Task<void> StreamSession::wait_gone()
{
    auto const self = shared_from_this();
    while (!is_over_) {
        boost::system::error_code error;
        co_await transport_.socket().async_wait(transport_.read_waits(), failing_into(error));
        char unexpected = 0;
        if (!error) transport_.read_some(boost::asio::buffer(&unexpected, 1), error);
        if (error == boost::asio::error::would_block) continue;  // TLS may only have had something to arrange.
        core_->note_end(error);
        is_over_ = true;
    }
}

void StreamSession::end_wait()
{
    is_over_ = true;
    transport_.cancel();
}

void StreamSession::abort()
{
    is_over_ = true;
    transport_.close();
}

void StreamSession::hang_up()
{
    // Input left in the kernel would make it reset the connection, and with it what the peer has not read yet.
    auto const scratch = core_->input_scratch();
    boost::system::error_code error;
    while (!error) transport_.read_some(boost::asio::buffer(scratch.data(), scratch.size()), error);
    abort();
}

void StreamSession::sweep(SteadyTime now)
{
    if (deadline_ && now >= *deadline_) return abort();
    if (stalled_since_ && now - *stalled_since_ >= service_.limits().stall_timeout) {
        service_.metrics().count_limit("stall_timeout");
        abort();
    }
}

void StreamSession::drain(SteadyTime now)
{
    if (deadline_) return;
    deadline_ = now + drain_patience;
    is_over_ = true;
    transport_.cancel();  // A write that is waited for tries again.
}

}

void start_stream(Admission admission, Transport transport, StreamStart start, Response response)
{
    auto executor = transport.socket().get_executor();
    auto session =
        std::make_shared<StreamSession>(std::move(admission), std::move(transport), start.is_chunked, start.has_unread);
    boost::asio::co_spawn(
        executor,
        StreamSession::run(std::move(session), std::move(start.head), std::move(response), std::move(start.request_id)),
        boost::asio::detached);
}

}
