// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "telemetry/log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <string>

namespace app {

/// The Unix socket `control` in the data folder (mode 0600), by which commands reach the server that serves it. A
/// peer sends one request and closes its side, gets one answer and the end; one peer at a time.
class ControlSocket {
public:
    static constexpr std::size_t max_request_bytes = 64 * 1024;

    using Answer = std::function<base::Task<std::string>(std::string request)>;

    /// The folder is locked by this process: a socket that is there is a leftover. Throws std::system_error.
    ControlSocket(boost::asio::io_context& core, std::filesystem::path const& folder, Answer answer,
                  telemetry::Log& log);

    /// As `stop`.
    ~ControlSocket();

    ControlSocket(ControlSocket const&) = delete;
    ControlSocket& operator=(ControlSocket const&) = delete;

    /// Removes the socket; returns when the operation in progress has ended. From a thread that is not a core's,
    /// while the core runs.
    void stop();

private:
    using Protocol = boost::asio::local::stream_protocol;

    base::Task<void> run();
    base::Task<void> serve();

    boost::asio::io_context& core_;
    std::filesystem::path path_;
    Answer answer_;
    telemetry::Log& log_;
    Protocol::acceptor acceptor_;
    Protocol::socket peer_;
    bool is_stopping_ = false;  ///< The core's thread only.
    std::future<void> ended_;
};

/// Sends `request` to the server that serves `folder`. Nothing: none listens there. `unavailable`: the socket
/// cannot be used.
base::Result<std::optional<std::string>> ask_server(std::filesystem::path const& folder, std::string const& request);

}
