// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/clock.hpp"
#include "ports/credential_store.hpp"

namespace adapters::sqlite {

class SqliteCredentialStore final : public ports::CredentialStore {
public:
    SqliteCredentialStore(Writer& writer, Readers& readers, ports::Clock const& clock)
        : writer_(writer), readers_(readers), clock_(clock)
    {
    }

    base::Task<base::Result<bool>> change_password(ports::PasswordChange change) override;
    base::Task<base::Result<std::optional<ports::User>>> offer_reset(ResetOffer offer) override;
    base::Task<base::Result<bool>> is_reset_offered(base::Bytes32 token) override;
    base::Task<base::Result<bool>> reset_password(base::Bytes32 token, std::string to) override;
    base::Task<base::Result<void>> offer_verification(domain::UserId user, base::Bytes32 token,
                                                      base::Instant expires_at) override;
    base::Task<base::Result<bool>> verify_email(base::Bytes32 token) override;

private:
    Writer& writer_;
    Readers& readers_;
    ports::Clock const& clock_;
};

}
