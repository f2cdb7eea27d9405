// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cores.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "ports/event_log.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace realtime {

/// How many devices listen to a business now, over all cores: open WebSockets and waiting long polls. Any thread.
class Presence {
public:
    virtual ~Presence() = default;
    virtual std::size_t listening(domain::BusinessId business) const = 0;
};

}
