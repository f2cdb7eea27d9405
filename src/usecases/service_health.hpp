// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/task.hpp"
#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "ports/mailer.hpp"
#include "telemetry/health.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace usecases {

/// Whether the server does its work, and what it needs for that does its own: for the operator. Any core.
class ServiceHealth {
public:
    ServiceHealth(ports::EventLog& log, ports::Mailer const& mailer, telemetry::Readiness const& readiness,
                  ports::Clock const& clock);

    /// Something that the server needs; `status` is one word.
    struct Service {
        bool is_healthy = true;
        std::string_view status;
        std::optional<std::chrono::microseconds> response_time = {};
    };
    struct Health {
        base::Instant at;
        bool is_healthy = true;   ///< Takes orders; mails may fail.
        std::string_view status;  ///< ok, degraded, unavailable
        bool is_draining = false;
        Service store;
        Service mail;
    };
    /// Asks the store now.
    base::Task<Health> look();

private:
    base::Task<Service> look_at_store();
    Service look_at_mail() const;

    ports::EventLog& log_;
    ports::Mailer const& mailer_;
    telemetry::Readiness const& readiness_;
    ports::Clock const& clock_;
};

}
