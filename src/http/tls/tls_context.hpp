// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <memory>
#include <string>

struct ssl_ctx_st;

namespace http {

/// The certificate that new connections are greeted with, and its key: TLS 1.2 and 1.3, no renegotiation, sessions
/// resumed by tickets only. Immutable; any thread. A connection keeps what it began with.
class TlsContext {
public:
    /// Both PEM: the certificate with what leads from it to a root, the key without a passphrase.
    /// `invalid` `tls_files_invalid`, which says which file is wrong and why.
    static base::Result<std::shared_ptr<TlsContext const>> load(std::filesystem::path const& certificate,
                                                                std::filesystem::path const& key);
    ~TlsContext();

    TlsContext(TlsContext const&) = delete;
    TlsContext& operator=(TlsContext const&) = delete;

    std::string const& serial() const { return serial_; }  ///< Of the certificate, in hex.
    base::Instant expires() const { return expires_; }

    ssl_ctx_st* handle() const { return handle_; }

private:
    explicit TlsContext(ssl_ctx_st* handle) : handle_(handle) {}

    void set_rules();
    void read_certificate();

    ssl_ctx_st* handle_;
    std::string serial_;
    base::Instant expires_{};
};

}
