// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/api_key_store.hpp"

namespace adapters::sqlite {

class SqliteApiKeyStore final : public ports::ApiKeyStore {
public:
    SqliteApiKeyStore(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    base::Task<base::Result<void>> create(ports::ApiKey key) override;
    base::Task<base::Result<std::vector<ports::ApiKey>>> list_of(domain::BusinessId business) override;
    base::Task<base::Result<void>> remove(domain::BusinessId business, domain::ApiKeyId id) override;
    base::Task<base::Result<std::optional<ports::ApiKey>>> find_by_hash(base::Bytes32 hash) override;

    void note_use(domain::ApiKeyId id, base::Instant minute) override;

private:
    Writer& writer_;
    Readers& readers_;
};

}
