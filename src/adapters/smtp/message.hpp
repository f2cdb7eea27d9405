// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "ports/mailer.hpp"

#include <string>
#include <string_view>

namespace adapters::smtp {

/// The mail as it goes over the wire (RFC 5322, MIME): CRLF lines of at most 998 bytes, ASCII only, whatever the
/// subject and the text hold. `unique` makes the Message-ID; `from` and `mail.to` are addresses that is_email took.
std::string format_message(ports::Mail const& mail, std::string_view from, base::Instant now, std::string_view unique);

/// RFC 5322 §3.3: "Tue, 24 Nov 2026 05:12:00 +0000".
std::string format_mail_date(base::Instant instant);

}
