// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <string>

namespace http {

/// The status line that a server of ours gives to GET `path` ("HTTP/1.1 200 OK"), or `unavailable` with the reason
/// for a person. Blocks, each step at most `timeout`. For asking oneself: certificates are not verified.
base::Result<std::string> ask_status(boost::asio::ip::tcp::endpoint const& server, std::string const& path, bool is_tls,
                                     std::chrono::seconds timeout);

}
