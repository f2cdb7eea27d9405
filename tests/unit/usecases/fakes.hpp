// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/presence.hpp"
#include "ports/store.hpp"
#include "usecases/passwords.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Ports that no store has, and stores' ports that a test lets fail: for one thread.
namespace shop {

inline auto in_trouble() { return base::failure(base::FailureKind::unavailable, "store_failed", "as the test wants"); }

/// Keeps the mails that it takes.
class Mailbox final : public ports::Mailer {
public:
    bool is_configured() const override { return is_there; }
    std::optional<Attempted> last_attempt() const override { return attempted; }
    base::Result<void> send(ports::Mail mail) override
    {
        if (is_full) return base::failure(base::FailureKind::unavailable, "busy", "as the test wants");
        mails.push_back(std::move(mail));
        return {};
    }

    bool is_there = true, is_full = false;
    std::optional<Attempted> attempted;
    std::vector<ports::Mail> mails;
};

/// As many devices as the test wants listen to every business.
class Audience final : public ports::Presence {
public:
    base::Task<base::Result<std::vector<ports::PresentDevice>>> at(domain::BusinessId) override
    {
        co_return std::vector<ports::PresentDevice>(devices);
    }
    std::size_t listening(domain::BusinessId) const override { return devices; }

    std::size_t devices = 1;
};

/// Needs no time: the hash of a password is a few words about it.
class PlainHasher final : public ports::PasswordHasher {
public:
    base::Task<base::Result<std::string>> hash(std::string password) override
    {
        ++hashes;
        if (auto const other = std::exchange(meanwhile, {})) co_await other();
        co_return "hash of " + password;
    }
    base::Task<base::Result<bool>> verify(std::string password, std::optional<std::string> hash) override
    {
        looked_at.push_back(hash);
        co_return hash == "hash of " + password;
    }

    int hashes = 0;
    std::vector<std::optional<std::string>> looked_at;
    std::function<base::Task<void>()> meanwhile;  ///< What somebody else does while the next one is made.
};

/// Businesses that cannot be read while the test says so.
class FailingBusinesses final : public ports::BusinessStore {
public:
    explicit FailingBusinesses(ports::BusinessStore& store) : store_(store) {}

    base::Task<base::Result<void>> create(domain::Business business, domain::UserId owner) override
    {
        return store_.create(std::move(business), owner);
    }
    base::Task<base::Result<domain::Business>> find(domain::BusinessId id) override
    {
        if (is_failing) co_return in_trouble();
        co_return co_await store_.find(id);
    }
    base::Task<base::Result<Page>> list_of(domain::UserId user, std::size_t limit,
                                           std::optional<std::string> cursor) override
    {
        return store_.list_of(user, limit, std::move(cursor));
    }
    base::Task<base::Result<Page>> list(Query query) override { return store_.list(std::move(query)); }
    base::Task<base::Result<std::vector<domain::BusinessId>>> due_intakes(base::Instant now, std::size_t limit) override
    {
        if (is_failing) co_return in_trouble();
        co_return co_await store_.due_intakes(now, limit);
    }
    base::Task<base::Result<std::optional<domain::Role>>> role_of(domain::UserId user,
                                                                  domain::BusinessId business) override
    {
        if (is_failing) co_return in_trouble();
        co_return co_await store_.role_of(user, business);
    }

    bool is_failing = false;

private:
    ports::BusinessStore& store_;
};

/// A journal that fails as often as the test wants, and stores nothing then.
class FailingJournal final : public ports::Journal {
public:
    explicit FailingJournal(ports::Journal& journal) : journal_(journal) {}

    base::Task<base::Result<ports::Decided>> commit(domain::Command command) override
    {
        if (failures > 0) {
            --failures;
            co_return in_trouble();
        }
        co_return co_await journal_.commit(std::move(command));
    }

    int failures = 0;

private:
    ports::Journal& journal_;
};

}
