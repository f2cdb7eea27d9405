// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/smtp/smtp.hpp"

#include <atomic>
#include <memory>
#include <string>

namespace adapters::smtp {

/// What became of one attempt.
struct Attempt {
    enum class Outcome : std::uint8_t { sent, refused, failed };  ///< refused: for good; failed: may work later.
    Outcome outcome = Outcome::failed;
    std::string reason = {};  ///< For the log: no address, no text.
};

/// One connection to the mail server, kept for the next mail. One thread.
class Transfer {
public:
    /// Attempts end soon after `is_stopping` becomes true. Both outlive it.
    Transfer(Options const& options, std::atomic<bool> const& is_stopping);
    ~Transfer();

    Transfer(Transfer const&) = delete;
    Transfer& operator=(Transfer const&) = delete;

    Attempt send(std::string const& to, std::string const& message);

private:
    class Handle;

    std::unique_ptr<Handle> handle_;
};

}
