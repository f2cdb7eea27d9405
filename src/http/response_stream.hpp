// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"

#include <memory>
#include <string>

namespace http {

/// The body of an answer that has no end yet (server-sent events). Touched by its core's thread only.
///
/// When the server drains, `wait_gone` returns and writes still go out for a few seconds, so that the handler can say
/// goodbye and return.
class ResponseStream {
public:
    virtual ~ResponseStream() = default;

    /// True when the kernel has taken all of it; false when the peer is gone or has taken no byte for
    /// `stall_timeout`. One write at a time.
    virtual base::Task<bool> write(std::shared_ptr<std::string const> text) = 0;

    /// Returns when the peer hung up (or sent something: nothing is expected any more), when the server drains, or
    /// after `abort`. One wait at a time, beside a write.
    virtual base::Task<void> wait_gone() = 0;

    /// Lets a pending `wait_gone` return; nothing else changes.
    virtual void end_wait() = 0;

    /// Ends the connection at once: pending calls return.
    virtual void abort() = 0;
};

}
