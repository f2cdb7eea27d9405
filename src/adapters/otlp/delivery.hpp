// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/otlp/otlp.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace adapters::otlp {

/// One connection to the collector. One thread.
class Delivery {
public:
    /// A request ends soon after `is_stopping` becomes true, unless it began later. Both outlive it.
    Delivery(Options const& options, std::atomic<bool> const& is_stopping);
    ~Delivery();

    Delivery(Delivery const&) = delete;
    Delivery& operator=(Delivery const&) = delete;

    enum class Outcome { taken, refused, failed };  ///< refused: for good; failed: may work later.
    struct Result {
        Outcome outcome;
        std::string reason;  ///< For the log.
    };
    Result send(std::string const& body, std::chrono::milliseconds timeout);

private:
    class Handle;
    std::unique_ptr<Handle> handle_;
    std::atomic<bool> const& is_stopping_;
};

}
