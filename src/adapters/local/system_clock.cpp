// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"

namespace adapters::local {

namespace {

class SystemClock final : public ports::Clock {
public:
    base::Instant now() const override
    {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

}

std::unique_ptr<ports::Clock> make_system_clock() { return std::make_unique<SystemClock>(); }

}
