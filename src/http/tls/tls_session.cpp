// SPDX-License-Identifier: Apache-2.0
#include "http/tls/tls_session.hpp"

#include <boost/asio/error.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstdint>
#include <new>

#include <sys/socket.h>

namespace http {

namespace {

int descriptor_of(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL: a peer that hung up would end the process.

int send_to_socket(BIO* bio, char const* bytes, int size)
{
    BIO_clear_retry_flags(bio);
    auto const sent = ::send(descriptor_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

int receive_from_socket(BIO* bio, char* bytes, int size)
{
    BIO_clear_retry_flags(bio);
    auto const received = ::recv(descriptor_of(bio), bytes, static_cast<std::size_t>(size), 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
    if (received == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(received);
}

long control(BIO* bio, int command, long, void*)
{
    if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD const* socket_method()
{
    static BIO_METHOD const* const method = [] {
        auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
        if (!made) throw std::bad_alloc();
        BIO_meth_set_write(made, send_to_socket);
        BIO_meth_set_read(made, receive_from_socket);
        BIO_meth_set_ctrl(made, control);
        return made;
    }();
    return method;
}

}

TlsSession::TlsSession(TlsContext const& context, int descriptor) : handle_(SSL_new(context.handle()))
{
    auto* const bio = handle_ ? BIO_new(socket_method()) : nullptr;
    if (!bio) {
        SSL_free(handle_);
        throw std::bad_alloc();
    }
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
    BIO_set_init(bio, 1);
    SSL_set_bio(handle_, bio, bio);
    SSL_set_accept_state(handle_);
}

TlsSession::~TlsSession() { SSL_free(handle_); }

void TlsSession::handshake(ErrorCode& error)
{
    ERR_clear_error();
    error = outcome(SSL_do_handshake(handle_), read_waits_);
    if (!error) read_waits_ = Wait::wait_read;
}

std::size_t TlsSession::read_some(boost::asio::mutable_buffer target, ErrorCode& error)
{
    ERR_clear_error();
    std::size_t received = 0;
    error = outcome(SSL_read_ex(handle_, target.data(), target.size(), &received), read_waits_);
    return received;
}

std::size_t TlsSession::write_some(boost::asio::const_buffer source, ErrorCode& error)
{
    ERR_clear_error();
    std::size_t sent = 0;
    error = outcome(SSL_write_ex(handle_, source.data(), source.size(), &sent), write_waits_);
    return sent;
}

void TlsSession::say_goodbye()
{
    if (is_broken_ || SSL_is_init_finished(handle_) == 0 || (SSL_get_shutdown(handle_) & SSL_SENT_SHUTDOWN) != 0)
        return;
    ERR_clear_error();
    SSL_shutdown(handle_);
}

TlsSession::ErrorCode TlsSession::outcome(int result, Wait& waits)
{
    if (result > 0) return {};
    auto const system_error = errno;
    switch (SSL_get_error(handle_, result)) {
    case SSL_ERROR_WANT_READ: waits = Wait::wait_read; return boost::asio::error::would_block;
    case SSL_ERROR_WANT_WRITE: waits = Wait::wait_write; return boost::asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN: return boost::asio::error::eof;
    case SSL_ERROR_SYSCALL:
        is_broken_ = true;
        if (system_error != 0) return {system_error, boost::system::system_category()};
        return boost::asio::error::eof;
    default: is_broken_ = true; return make_error_code(boost::system::errc::protocol_error);
    }
}

}
