// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/wiring/periodic_task.hpp"
#include "app/wiring/use_cases.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace app {

/// What somebody needs to look around: kept in the data folder (0600), so that a restart says the same.
struct DemoAccess {
    std::string email;
    std::string password;
    std::string api_key;
    std::string business;  ///< Its id.
};

/// A demo business on a server, made through the use cases at the first start, and a trickle of orders for it.
class Demo {
public:
    /// The core runs. Blocks; not from a core's thread. Throws CannotStart.
    Demo(boost::asio::io_context& core, UseCases& use_cases, std::filesystem::path const& folder,
         std::size_t orders_per_minute, telemetry::Log& log);

    DemoAccess const& access() const { return access_; }

    /// Returns when no order is on its way any more.
    void stop();

private:
    base::Task<base::Result<void>> prepare();
    base::Task<base::Result<domain::Principal>> sign_in();
    base::Task<base::Result<void>> choose_business(domain::Principal const& owner);
    base::Task<base::Result<void>> choose_api_key(domain::Principal const& owner);
    base::Task<base::Result<void>> post_order();
    base::Task<std::chrono::milliseconds> trickle();
    base::Result<void> keep() const;

    UseCases& use_cases_;
    std::filesystem::path path_;
    telemetry::Log& log_;
    DemoAccess access_;
    std::optional<domain::Principal> channel_;
    std::chrono::milliseconds interval_{0};
    std::unique_ptr<PeriodicTask> trickle_;
};

/// What `order-receiver demo` prints: the address, the password and lines for a terminal.
std::string demo_text(DemoAccess const& access, std::string const& url);

}
