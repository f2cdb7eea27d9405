// SPDX-License-Identifier: Apache-2.0
#include "app/operations/control_socket.hpp"

#include "json/document.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <limits>
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

/// How often a peer hears how far its operation is.
constexpr std::chrono::milliseconds pace{200};

constexpr std::string_view progress_word = "progress ";

std::string to_wire(base::Progress::State const& state)
{
    std::string line(progress_word);
    json::Writer(line)
        .begin_object()
        .member("step", state.step)
        .member("done", state.done)
        .member("total", state.total)
        .end_object();
    return line + "\n";
}

void tell_line(std::string_view json, std::function<void(base::Progress::State const&)> const& told)
{
    auto const document = json::Document::parse(json);
    if (!document) return;
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    json::Errors errors;
    json::ObjectReader reader(*document, errors);
    auto const step = reader.required_text("step", {});
    auto const done = reader.required_integer("done", 0, most);
    auto const total = reader.required_integer("total", 0, most);
    if (errors.empty()) told({step, static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total)});
}

/// Takes the lines that say how far it is off the front of what has come so far.
void take_progress(std::string& wire, std::function<void(base::Progress::State const&)> const& told)
{
    while (wire.starts_with(progress_word)) {
        auto const end = wire.find('\n');
        if (end == wire.npos) return;
        tell_line(std::string_view(wire).substr(progress_word.size(), end - progress_word.size()), told);
        wire.erase(0, end + 1);
    }
}

asio::redirect_error_t<asio::use_awaitable_t<>> into(error_code& error)
{
    return asio::redirect_error(asio::use_awaitable, error);
}

}

ControlSocket::ControlSocket(asio::io_context& core, std::filesystem::path const& folder, Answer answer,
                             telemetry::Log& log)
    : core_(core), path_(folder / socket_name), answer_(std::move(answer)), log_(log), acceptor_(core)
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
    for (auto& desk : desks_) {
        desk = std::make_unique<Desk>(core);
        desk->ended = asio::co_spawn(core, run(*desk), asio::use_future);
    }
}

ControlSocket::~ControlSocket() { stop(); }

void ControlSocket::stop()
{
    if (!desks_.front() || !desks_.front()->ended.valid()) return;
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    asio::post(core_, [this] {
        is_stopping_ = true;
        error_code closed;
        acceptor_.close(closed);
        for (auto& desk : desks_) {
            desk->progress->cancel();
            if (desk->peer.is_open()) desk->peer.cancel(closed);
        }
    });
    for (auto& desk : desks_) desk->ended.get();
}

base::Task<void> ControlSocket::run(Desk& desk)
{
    asio::steady_timer pause(core_);
    while (!is_stopping_) {
        error_code error;
        co_await acceptor_.async_accept(desk.peer, into(error));
        if (is_stopping_) co_return;
        if (error) {
            log_.warning("control_socket_failed", {{"reason", error.message()}});
            pause.expires_after(std::chrono::seconds(1));
            co_await pause.async_wait(into(error));
            continue;
        }
        co_await serve(desk);
        desk.peer.close(error);
    }
}

base::Task<void> ControlSocket::serve(Desk& desk)
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer deadline(core_);
    error_code error, late;

    std::string request;
    deadline.expires_after(patience);
    // One byte more than is allowed, to tell what is too much.
    co_await (asio::async_read(desk.peer, asio::dynamic_buffer(request, max_request_bytes + 1), into(error)) ||
              deadline.async_wait(into(late)));
    if (error != asio::error::eof || request.size() > max_request_bytes || is_stopping_) co_return;

    std::string answer;
    desk.progress = std::make_shared<base::Progress>();
    desk.is_working = true;
    co_await (work(desk, std::move(request), answer) && tell(desk));
    deadline.expires_after(patience);
    co_await (asio::async_write(desk.peer, asio::buffer(answer), into(error)) || deadline.async_wait(into(late)));
}

base::Task<void> ControlSocket::work(Desk& desk, std::string request, std::string& answer)
{
    answer = co_await answer_(std::move(request), desk.progress);
    desk.is_working = false;
    desk.pace.cancel();
}

base::Task<void> ControlSocket::tell(Desk& desk)
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer deadline(core_);
    while (desk.is_working) {
        error_code error, late;
        desk.pace.expires_after(pace);
        co_await desk.pace.async_wait(into(error));
        auto const state = desk.progress->state();
        if (!desk.is_working || state.step.empty()) continue;
        auto const line = to_wire(state);
        error = asio::error::timed_out;
        deadline.expires_after(patience);
        co_await (asio::async_write(desk.peer, asio::buffer(line), into(error)) || deadline.async_wait(into(late)));
        if (!error) continue;
        desk.progress->cancel();
        co_return;
    }
}

base::Result<std::optional<std::string>> ask_server(std::filesystem::path const& folder, std::string const& request,
                                                    std::function<void(base::Progress::State const&)> const& told)
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
    std::array<char, 16 * 1024> piece{};
    while (!error) {
        answer.append(piece.data(), socket.read_some(asio::buffer(piece), error));
        take_progress(answer, told);
    }
    if (error == asio::error::eof) return answer;
    return base::failure(base::FailureKind::unavailable, "control_socket_failed",
                         (folder / socket_name).string() + ": " + error.message());
}

}
