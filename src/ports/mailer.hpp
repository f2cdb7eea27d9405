// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace ports {

struct Mail {
    std::string to;       ///< An address that is_email took.
    std::string subject;  ///< UTF-8, one line.
    std::string text;     ///< UTF-8, plain; lines end with \n.
};

/// Sends mail. Calls may come from any core at once; nobody waits for delivery.
class Mailer {
public:
    virtual ~Mailer() = default;

    /// False: there is no mail server (setting `smtp_url`), and `send` would fail.
    virtual bool is_configured() const = 0;

    /// How the last attempt to send a mail went; nothing before the first.
    struct Attempted {
        bool was_taken = false;  ///< The mail server answered and took the mail, or refused it for good.
        std::chrono::microseconds took{0};
    };
    virtual std::optional<Attempted> last_attempt() const = 0;

    /// Takes the mail into a bounded queue and returns at once; it is sent, and tried again, in the background.
    /// `unavailable`: `mail_not_configured`, `busy`.
    virtual base::Result<void> send(Mail mail) = 0;
};

}
