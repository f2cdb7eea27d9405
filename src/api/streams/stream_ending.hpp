// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/one_shot.hpp"

#include <boost/asio/post.hpp>

#include <optional>
#include <utility>

namespace api {

/// Lets one coroutine wait for the end of another, also when that is destroyed instead of run to its end.
class Ending {
public:
    void end()
    {
        has_ended_ = true;
        if (!waiting_) return;
        auto executor = waiting_->executor();
        boost::asio::post(executor, [waiting = std::move(*waiting_)]() mutable { waiting.resume(true); });
        waiting_.reset();
    }

    base::Task<bool> wait()
    {
        return base::suspend<bool>([this](base::Suspended<bool> handle) {
            waiting_.emplace(std::move(handle));
            if (has_ended_) end();
        });
    }

private:
    std::optional<base::Suspended<bool>> waiting_;
    bool has_ended_ = false;
};

}
