// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/writer.hpp"
#include "ports/sightings.hpp"

namespace adapters::sqlite {

class SqliteSightings final : public ports::Sightings {
public:
    explicit SqliteSightings(Writer& writer) : writer_(writer) {}

    base::Task<base::Result<bool>> note(domain::OrderId id, domain::Actor by) override;

private:
    Writer& writer_;
};

}
