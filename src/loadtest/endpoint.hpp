// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sys/socket.h>

namespace loadtest {

/// The target was written in a way that cannot be understood.
class BadTarget : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Nobody answers there.
class Unreachable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The server under load: its resolved address and how requests name it.
class Endpoint {
public:
    /// `http://host[:port]`, the scheme optional; an IPv6 address in brackets. Asks the resolver for names.
    /// Throws BadTarget, or Unreachable when the name has no address.
    static Endpoint resolve(std::string_view target);

    /// For the Host field: "127.0.0.1:8080".
    std::string const& authority() const { return authority_; }

    /// On this machine only.
    bool is_loopback() const;

    sockaddr const* address() const { return reinterpret_cast<sockaddr const*>(&address_); }
    socklen_t address_size() const { return size_; }

private:
    Endpoint() = default;

    std::string authority_;
    sockaddr_storage address_{};
    socklen_t size_ = 0;
};

}
