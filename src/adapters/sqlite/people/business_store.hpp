// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/business_store.hpp"

namespace adapters::sqlite {

class SqliteBusinessStore final : public ports::BusinessStore {
public:
    SqliteBusinessStore(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    base::Task<base::Result<void>> create(domain::Business business, domain::UserId owner) override;
    base::Task<base::Result<domain::Business>> find(domain::BusinessId id) override;
    base::Task<base::Result<Page>> list_of(domain::UserId user, std::size_t limit,
                                           std::optional<std::string> cursor) override;
    base::Task<base::Result<Page>> list(Query query) override;
    base::Task<base::Result<std::vector<domain::BusinessId>>> due_intakes(base::Instant now,
                                                                          std::size_t limit) override;
    base::Task<base::Result<std::optional<domain::Role>>> role_of(domain::UserId user,
                                                                  domain::BusinessId business) override;

private:
    Writer& writer_;
    Readers& readers_;
};

/// Inserts the business and its empty log, inside a write.
void insert_business_row(WriteAccess& access, domain::Business const& business);

/// The same with the owner's membership, inside a write.
void insert_business(WriteAccess& access, domain::Business const& business, domain::UserId owner);

}
