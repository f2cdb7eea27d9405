// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/membership_store.hpp"

namespace adapters::sqlite {

class SqliteMembershipStore final : public ports::MembershipStore {
public:
    SqliteMembershipStore(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    base::Task<base::Result<std::vector<ports::Member>>> list_of(domain::BusinessId business) override;
    base::Task<base::Result<void>> invite(domain::BusinessId business, domain::Invitation invitation) override;
    base::Task<base::Result<Joined>> join(domain::UserId user, base::Bytes32 hash) override;
    base::Task<base::Result<ports::Member>> change_role(domain::BusinessId business, domain::UserId user,
                                                        domain::Role role) override;
    base::Task<base::Result<void>> remove(domain::BusinessId business, domain::UserId user) override;

private:
    Writer& writer_;
    Readers& readers_;
};

/// Inserts a membership, inside a write.
void insert_membership(WriteAccess& access, domain::BusinessId business, domain::UserId user, domain::Role role,
                       base::Instant joined_at);

}
