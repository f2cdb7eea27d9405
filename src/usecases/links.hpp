// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/mailer.hpp"
#include "telemetry/log.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace usecases {

/// Links into the board, most with a one-time token, and how they reach people. The token stands behind the #, which
/// browsers keep to themselves: it is in no server's log. Any core; nothing waits.
class Links {
public:
    /// What becomes of links while there is no mail server.
    enum class WithoutMail : std::uint8_t {
        to_log,   ///< Written to the log, for whoever develops.
        nowhere,  ///< Dropped, with a warning.
    };

    /// `public_url` is where people reach this server, without a slash at the end.
    Links(ports::Mailer& mailer, std::string public_url, WithoutMail without_mail, telemetry::Log& log);

    bool sends_mail() const { return mailer_.is_configured(); }

    /// False: a link would not reach anybody.
    bool reach_people() const;

    /// With which the invited joins a business; for the owner to pass on.
    std::string invitation(std::string_view token) const { return link("join", token); }

    void send_password_reset(std::string const& email, std::string_view token);
    void send_verification(std::string const& email, std::string_view token);

    /// Only while there is a mail server: the owner has the link too.
    void send_invitation(std::string const& email, std::string_view business_name, std::string_view token);

    /// To an owner, while there is a mail server.
    void send_no_device(std::string const& email, std::string_view business_name);

private:
    std::string link(std::string_view action, std::string_view token) const;
    void send(std::string_view what, std::string const& link, ports::Mail mail);

    ports::Mailer& mailer_;
    std::string public_url_;
    WithoutMail without_mail_;
    telemetry::Log& log_;
};

}
