// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace loadtest {

/// What is done to the server; each uses the options that name it, and those before.
enum class Mode { setup, get, orders, mixed, devices, resume, idle, fanout };

struct Pace {
    std::size_t connections = 64;
    /// Requests per second by the clock (open loop: a late answer delays no other request, and every latency
    /// counts from the instant the request was due). 0: as fast as answers come (closed loop).
    double rate = 0;
    double warmup = 1;        ///< Seconds at the start that no figure includes.
    double seconds = 5;       ///< Measured seconds.
    std::uint64_t count = 0;  ///< When not 0: this many requests instead, all of them measured.
};

struct Options {
    Mode mode = Mode::orders;
    std::string target = "http://127.0.0.1:8080";
    bool allow_remote = false;  ///< Else only a server on this machine is put under load.
    bool json = false;

    Pace pace;
    std::size_t businesses = 100;
    /// Where the account and the businesses are kept from run to run; empty: new ones for this run alone.
    std::string accounts_file;
    std::string samples_file;  ///< JSON lines; empty: the samples that the program brings along.

    std::string path = "/health";  ///< get
    std::size_t list_limit = 20;   ///< mixed

    std::size_t devices = 1'000;
    std::size_t at_once = 512;       ///< Devices that open at the same time.
    std::size_t behind = 5;          ///< resume: events that each device missed while it was away.
    double patience = 120;           ///< resume: seconds until the server must have gone and come back.
    std::int32_t server_process = 0; ///< idle: the server's process id.

    std::string publish_path;    ///< fanout: {} stands for the channel's number.
    std::string subscribe_path;  ///< fanout
    std::size_t bytes = 2'000;   ///< fanout: of a message.
};

}
