// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/user_store.hpp"

namespace adapters::sqlite {

std::optional<ports::User> find_user(Database& database, domain::UserId id);
std::optional<ports::User> find_user_by_email(Database& database, std::string_view email);

class SqliteUserStore final : public ports::UserStore {
public:
    SqliteUserStore(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    base::Task<base::Result<void>> create(ports::User user, std::optional<domain::Business> business) override;
    base::Task<base::Result<std::optional<ports::User>>> find_by_email(std::string email) override;
    base::Task<base::Result<std::optional<ports::User>>> find(domain::UserId id) override;
    base::Task<base::Result<ports::User>> change_profile(domain::UserId id,
                                                         std::optional<std::optional<std::string>> phone,
                                                         std::optional<std::optional<std::string>> owner_name) override;

    base::Task<base::Result<ports::User>> set_admin(domain::UserId id, bool is_admin) override;

private:
    Writer& writer_;
    Readers& readers_;
};

}
