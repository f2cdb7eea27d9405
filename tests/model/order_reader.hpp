// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/fold.hpp"
#include "model/sessions.hpp"
#include "ports/order_reader.hpp"

namespace model {

class OrderReader final : public ports::OrderReader {
public:
    OrderReader(Database& database, Sessions& sessions) : database_(database), sessions_(sessions) {}

    base::Task<base::Result<Found>> find(domain::OrderId id) override;
    base::Task<base::Result<ports::Whereabouts>> whereabouts(domain::OrderId id) override;
    base::Task<base::Result<ports::OrderPage>> list(ports::OrderQuery query) override;
    base::Task<base::Result<ports::Snapshot>> open_orders(domain::BusinessId business, std::size_t limit,
                                                          std::optional<std::string> cursor,
                                                          std::optional<std::string> posted_by) override;

private:
    base::Task<base::Result<Found>> find_order(domain::OrderId id);
    base::Task<base::Result<ports::Whereabouts>> find_whereabouts(domain::OrderId id);
    base::Task<base::Result<ports::OrderPage>> read_list(ports::OrderQuery query);
    base::Task<base::Result<ports::Snapshot>> read_open(domain::BusinessId business, std::size_t limit,
                                                        std::optional<std::string> cursor,
                                                        std::optional<std::string> posted_by);

    Database& database_;
    Sessions& sessions_;
};

}
