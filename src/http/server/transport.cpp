// SPDX-License-Identifier: Apache-2.0
#include "http/server/transport.hpp"

namespace http {

void Transport::handshake(ErrorCode& error)
{
    if (socket_.is_open())
        tls_->handshake(error);
    else
        error = boost::asio::error::bad_descriptor;
}

std::size_t Transport::read_some(boost::asio::mutable_buffer target, ErrorCode& error)
{
    if (!tls_) return socket_.read_some(target, error);
    if (socket_.is_open()) return tls_->read_some(target, error);
    error = boost::asio::error::bad_descriptor;
    return 0;
}

std::size_t Transport::write_under_tls(boost::asio::const_buffer source, ErrorCode& error)
{
    error = {};
    if (source.size() == 0) return 0;
    if (socket_.is_open()) return tls_->write_some(source, error);
    error = boost::asio::error::bad_descriptor;
    return 0;
}

void Transport::say_goodbye()
{
    if (tls_ && socket_.is_open()) tls_->say_goodbye();
}

void Transport::shutdown_send()
{
    say_goodbye();
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void Transport::cancel()
{
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Transport::close()
{
    say_goodbye();
    ErrorCode ignored;
    socket_.close(ignored);
}

}
