// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"
#include "http/protocol/protocol.hpp"
#include "http/server/server_core.hpp"
#include "http/server/transport.hpp"

#include <boost/asio/ip/address.hpp>

#include <memory>
#include <optional>

namespace http {

/// The socket of one HTTP/1.x connection, and the waiting for it; what is said on it `Protocol` decides.
///
/// Writes are tried at once and waited for only when the kernel takes nothing, reads go to memory that the core's
/// connections share: a connection that stays idle owns no buffer, and a small request costs one read and one write.
class Connection final : public Watched {
public:
    Connection(Admission admission, Transport transport, boost::asio::ip::address peer, Refusal const* turned_away);
    ~Connection() override;

    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    static base::Task<void> run(std::unique_ptr<Connection> self);

    void sweep(SteadyTime now) override;
    void drain(SteadyTime now) override;
    void cut() override;

private:
    using Step = Protocol::Step;
    using ErrorCode = boost::system::error_code;

    std::optional<Socket::wait_type> act(Step step);
    std::optional<Socket::wait_type> greet();
    std::optional<Socket::wait_type> write();
    void read();
    void lose(ErrorCode error);
    void end(Step step);
    void hand_over();

    Admission admission_;  ///< First, so that it goes last: then the server may be gone.
    std::shared_ptr<ServerCore> core_;
    Transport transport_;
    Protocol protocol_;
};

}
