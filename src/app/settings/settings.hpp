// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/smtp/smtp.hpp"
#include "http/edges.hpp"
#include "http/limits.hpp"
#include "realtime/limits.hpp"
#include "telemetry/log.hpp"
#include "usecases/businesses.hpp"
#include "usecases/rate_limits.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace app {

enum class Environment { development, production, test };

enum class DocsVisibility { automatic, on, off };

/// What is synced before a write is answered. `normal` may lose the last writes in a power cut.
enum class Synchronous { full, normal };

/// What the store is told, whichever it is; each member is the setting of its name.
struct StoreSettings {
    Synchronous synchronous = Synchronous::full;
    std::size_t write_queue = 10'000;
    std::size_t write_batch = 1'000;
    std::size_t checkpoint_pages = 4'000;
    std::size_t read_connections = 8;
    std::size_t report_threads = 1;
    std::size_t report_queue = 64;
    std::size_t order_bytes = 64 * 1024;
    bool for_import = false;  ///< No setting: `import` opens the store so.
};

/// Every setting of the server, typed, with its default. What each means, its range and its names outside
/// stand in setting_table.hpp's table; nobody else reads configuration by name.
struct Settings {
    Environment environment = Environment::development;
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    std::size_t cores = 0;  ///< 0: as many as the machine has.
    std::filesystem::path data_dir = "data";

    DocsVisibility docs = DocsVisibility::automatic;
    std::string public_url;  ///< Without a slash at the end; empty: not given.
    adapters::smtp::Options mail;

    std::string jwt_secret;
    std::string jwt_secret_previous;
    std::chrono::seconds access_token_lifetime_s{3600};
    std::chrono::seconds refresh_grace{20};
    usecases::BusinessApproval business_approval = usecases::BusinessApproval::automatic;
    std::size_t password_threads = 1;
    std::size_t password_queue = 64;

    std::chrono::seconds acceptance_grace{90};
    std::chrono::seconds no_device_after{60};

    std::chrono::seconds retention = std::chrono::days(7);
    std::chrono::seconds personal_data_retention{0};  ///< 0: kept.
    StoreSettings store;

    std::filesystem::path tls_certificate_file;
    std::filesystem::path tls_key_file;

    usecases::RateQuotas rate;
    std::size_t rate_entries = 1'000'000;

    http::Limits limits;
    http::Edges edges;
    realtime::Limits streams;
    std::chrono::seconds drain_timeout{20};

    telemetry::Level log_level = telemetry::Level::info;
    telemetry::LogFormat log_format = telemetry::LogFormat::automatic;
    bool log_requests = true;
    std::chrono::seconds slow_operation{1};

    std::string metrics_token;

    std::string otlp_endpoint;  ///< Empty: no spans are exported.
    std::string otlp_headers;
    std::size_t trace_percent = 100;
    std::size_t trace_queue = 4096;

    std::size_t demo_orders_per_minute = 6;

    /// By the name of the secret that the file holds; load_settings has put its text into that setting.
    std::map<std::string, std::filesystem::path, std::less<>> secret_files;
};

/// Files that may be open at once: each connection is one, the store and the rest have some.
inline std::size_t wanted_descriptors(std::size_t connections) { return connections + 64; }

}
