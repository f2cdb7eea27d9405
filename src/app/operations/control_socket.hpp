// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "telemetry/log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>

namespace app {

/// The Unix socket `control` in the data folder (mode 0600), by which commands reach the server that serves it. A
/// peer sends one request and closes its side, and gets one answer and the end. While an operation says how far it
/// is, lines `progress {"step":…,"done":…,"total":…}` come before the answer; when the peer is gone, it is cancelled.
/// A few peers at a time; more wait.
class ControlSocket {
public:
    static constexpr std::size_t max_request_bytes = 64 * 1024;
    static constexpr std::size_t most_peers = 4;

    using Answer =
        std::function<base::Task<std::string>(std::string request, std::shared_ptr<base::Progress> progress)>;

    /// The folder is locked by this process: a socket that is there is a leftover. Throws std::system_error.
    ControlSocket(boost::asio::io_context& core, std::filesystem::path const& folder, Answer answer,
                  telemetry::Log& log);

    /// As `stop`.
    ~ControlSocket();

    ControlSocket(ControlSocket const&) = delete;
    ControlSocket& operator=(ControlSocket const&) = delete;

    /// Removes the socket and cancels what says how far it is; returns when the operations in progress have ended.
    /// From a thread that is not a core's, while the core runs.
    void stop();

private:
    using Protocol = boost::asio::local::stream_protocol;

    /// Serves one peer after the other.
    struct Desk {
        explicit Desk(boost::asio::io_context& core) : peer(core), pace(core) {}

        Protocol::socket peer;
        boost::asio::steady_timer pace;
        std::shared_ptr<base::Progress> progress = std::make_shared<base::Progress>();
        bool is_working = false;
        std::future<void> ended;
    };

    base::Task<void> run(Desk& desk);
    base::Task<void> serve(Desk& desk);
    base::Task<void> work(Desk& desk, std::string request, std::string& answer);
    base::Task<void> tell(Desk& desk);

    boost::asio::io_context& core_;
    std::filesystem::path path_;
    Answer answer_;
    telemetry::Log& log_;
    Protocol::acceptor acceptor_;
    std::array<std::unique_ptr<Desk>, most_peers> desks_;
    bool is_stopping_ = false;  ///< The core's thread only.
};

/// Sends `request` to the server that serves `folder`, and passes on how far it is. Nothing: none listens there.
/// `unavailable`: the socket cannot be used.
base::Result<std::optional<std::string>> ask_server(
    std::filesystem::path const& folder, std::string const& request,
    std::function<void(base::Progress::State const&)> const& told = [](base::Progress::State const&) {});

}
