// SPDX-License-Identifier: Apache-2.0
#include "app/control_socket.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace app {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

constexpr auto socket_name = "control";

/// A peer that neither speaks nor listens for that long is left.
constexpr std::chrono::seconds patience{10};

/// The folder's socket by a name that always fits into a socket's address, however long the folder's own is.
class SocketName {
public:
    explicit SocketName(std::filesystem::path const& folder)
        : folder_(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC))
    {
        auto const plain = (folder / socket_name).string();
        text_ = plain.size() < sizeof(sockaddr_un::sun_path) || folder_ < 0
                    ? plain
                    : "/proc/self/fd/" + std::to_string(folder_) + "/" + socket_name;
    }
    ~SocketName()
    {
        if (folder_ >= 0) ::close(folder_);
    }
    SocketName(SocketName const&) = delete;
    SocketName& operator=(SocketName const&) = delete;

    std::string const& text() const { return text_; }

private:
    int folder_;
    std::string text_;
};

asio::redirect_error_t<asio::use_awaitable_t<>> into(error_code& error)
{
    return asio::redirect_error(asio::use_awaitable, error);
}

}

ControlSocket::ControlSocket(asio::io_context& core, std::filesystem::path const& folder, Answer answer,
                             telemetry::Log& log)
    : core_(core), path_(folder / socket_name), answer_(std::move(answer)), log_(log), acceptor_(core), peer_(core)
{
    SocketName const name(folder);
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    acceptor_.open();
    acceptor_.bind(name.text());
    // Nobody connects before `listen`.
    if (::chmod(path_.c_str(), S_IRUSR | S_IWUSR) != 0)
        throw std::system_error(errno, std::generic_category(), path_.string());
    acceptor_.listen();
    ended_ = asio::co_spawn(core, run(), asio::use_future);
}

ControlSocket::~ControlSocket() { stop(); }

void ControlSocket::stop()
{
    if (!ended_.valid()) return;
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    asio::post(core_, [this] {
        is_stopping_ = true;
        error_code closed;
        acceptor_.close(closed);
        if (peer_.is_open()) peer_.cancel(closed);
    });
    ended_.get();
}

base::Task<void> ControlSocket::run()
{
    asio::steady_timer pause(core_);
    while (!is_stopping_) {
        error_code error;
        co_await acceptor_.async_accept(peer_, into(error));
        if (is_stopping_) co_return;
        if (error) {
            log_.warning("control_socket_failed", {{"reason", error.message()}});
            pause.expires_after(std::chrono::seconds(1));
            co_await pause.async_wait(into(error));
            continue;
        }
        co_await serve();
        peer_.close(error);
    }
}

base::Task<void> ControlSocket::serve()
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer deadline(core_);
    error_code error, late;

    std::string request;
    deadline.expires_after(patience);
    // One byte more than is allowed, to tell what is too much.
    co_await (asio::async_read(peer_, asio::dynamic_buffer(request, max_request_bytes + 1), into(error)) ||
              deadline.async_wait(into(late)));
    if (error != asio::error::eof || request.size() > max_request_bytes || is_stopping_) co_return;

    auto const answer = co_await answer_(std::move(request));
    deadline.expires_after(patience);
    co_await (asio::async_write(peer_, asio::buffer(answer), into(error)) || deadline.async_wait(into(late)));
}

base::Result<std::optional<std::string>> ask_server(std::filesystem::path const& folder, std::string const& request)
{
    SocketName const name(folder);
    asio::io_context io;
    stream_protocol::socket socket(io);
    error_code error;
    socket.connect(name.text(), error);
    if (error == asio::error::connection_refused || error == boost::system::errc::no_such_file_or_directory)
        return std::nullopt;

    std::string answer;
    if (!error) asio::write(socket, asio::buffer(request), error);
    if (!error) socket.shutdown(stream_protocol::socket::shutdown_send, error);
    if (!error) asio::read(socket, asio::dynamic_buffer(answer), error);
    if (error == asio::error::eof) return answer;
    return base::failure(base::FailureKind::unavailable, "control_socket_failed",
                         (folder / socket_name).string() + ": " + error.message());
}

}
