// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/mailer.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// Mail over SMTP (RFC 5321) with libcurl.
namespace adapters::smtp {

enum class Tls : std::uint8_t {
    required,  ///< STARTTLS, or TLS from the first byte with smtps://; certificate and host name are verified.
    off,       ///< In the clear: for a relay on the same machine.
};

struct Options {
    std::string url = {};             ///< smtp://host[:port] or smtps://host[:port]; empty: there is no mail server.
    std::string user = {}, password = {};
    std::string from = {};            ///< The sender's address.
    Tls tls = Tls::required;
    std::filesystem::path ca_file = {};  ///< Whom to trust; empty: the system's authorities.
    std::size_t queue = 256;          ///< Mails that may wait, for their first attempt or the next; more: `busy`.
    std::chrono::seconds timeout{30};  ///< For one attempt.

    /// How long after each failed attempt the next one comes; after the last the mail is given up.
    std::vector<std::chrono::milliseconds> pauses = {std::chrono::seconds(5),  std::chrono::seconds(30),
                                                     std::chrono::minutes(2),  std::chrono::minutes(10),
                                                     std::chrono::minutes(30), std::chrono::hours(1)};
};

/// Sends on a thread of its own, one mail after the other. A mail that the server refuses for good (5yz) is dropped
/// with a warning. Destroying it gives up the attempt in progress and drops what waits, which is logged.
std::unique_ptr<ports::Mailer> open_smtp_mailer(Options options, ports::Clock const& clock, telemetry::Log& log,
                                                telemetry::Registry& registry);

}
