// SPDX-License-Identifier: Apache-2.0
#include "http/tls/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <new>

namespace http {

namespace {

/// What OpenSSL last complained about.
std::string take_reason()
{
    auto const code = ERR_peek_error();
    ERR_clear_error();
    auto const* reason = ERR_reason_error_string(code);
    return reason ? reason : "it cannot be read";
}

base::Result<std::shared_ptr<TlsContext const>> failed(std::filesystem::path const& file, std::string const& reason)
{
    return base::failure(base::FailureKind::invalid, "tls_files_invalid", fmt::format("{}: {}", file.string(), reason));
}

/// HTTP/1.1 is all we speak (RFC 7301): a client that offers only others hears nothing of it and may go on.
int select_protocol(SSL*, unsigned char const** chosen, unsigned char* size, unsigned char const* offered,
                    unsigned offered_size, void*)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, size, ours, sizeof ours - 1, offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

}

base::Result<std::shared_ptr<TlsContext const>> TlsContext::load(std::filesystem::path const& certificate,
                                                                 std::filesystem::path const& key)
{
    auto* const handle = SSL_CTX_new(TLS_server_method());
    if (!handle) throw std::bad_alloc();
    std::shared_ptr<TlsContext> const context(new TlsContext(handle));
    context->set_rules();
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(handle, certificate.c_str()) != 1) return failed(certificate, take_reason());
    if (SSL_CTX_use_PrivateKey_file(handle, key.c_str(), SSL_FILETYPE_PEM) != 1) return failed(key, take_reason());
    if (SSL_CTX_check_private_key(handle) != 1) return failed(key, take_reason());
    context->read_certificate();
    return context;
}

TlsContext::~TlsContext() { SSL_CTX_free(handle_); }

void TlsContext::set_rules()
{
    SSL_CTX_set_min_proto_version(handle_, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(handle_, "ECDHE+AESGCM:ECDHE+CHACHA20");  // TLS 1.2; 1.3 has only good ones.
    SSL_CTX_set_options(handle_, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(handle_,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(handle_, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(handle_, 1);
    SSL_CTX_set_alpn_select_cb(handle_, select_protocol, nullptr);
    // Else OpenSSL would ask for a passphrase on the terminal.
    SSL_CTX_set_default_passwd_cb(handle_, [](char*, int, int, void*) { return 0; });
}

void TlsContext::read_certificate()
{
    auto const* certificate = SSL_CTX_get0_certificate(handle_);
    auto* const number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
    auto* const text = number ? BN_bn2hex(number) : nullptr;
    if (text) serial_ = text;
    OPENSSL_free(text);
    BN_free(number);

    std::tm time{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1)
        expires_ = base::Instant(std::chrono::seconds(::timegm(&time)));
}

}
