// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "adapters/sqlite/stores/anonymise.hpp"
#include "ports/personal_data_store.hpp"

namespace adapters::sqlite {

class SqlitePersonalDataStore final : public ports::PersonalDataStore {
public:
    SqlitePersonalDataStore(Writer& writer, Readers& readers, Feed const& feed)
        : writer_(writer), readers_(readers), feed_(feed)
    {
    }

    base::Task<base::Result<Page>> find(domain::Customer customer, std::optional<domain::BusinessId> business,
                                        domain::OrderId after) override;
    base::Task<base::Result<Page>> find_unchanged(base::Instant before, domain::OrderId after) override;
    base::Task<base::Result<std::size_t>> count_events(domain::OrderId order) override;
    base::Task<base::Result<std::size_t>> anonymise(domain::OrderId order) override;
    base::Task<base::Result<std::vector<domain::OrderId>>> untold(std::size_t limit) override;
    base::Task<base::Result<void>> purge() override;

private:
    base::Task<base::Result<OrderEvents>> events_of(domain::OrderId order);

    /// False: the order has changed meanwhile.
    base::Task<base::Result<bool>> try_to_anonymise(domain::OrderId order, OrderEvents const& events,
                                                    std::size_t& changed);

    Writer& writer_;
    Readers& readers_;
    Feed const& feed_;
};

}
