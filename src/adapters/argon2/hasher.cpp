// SPDX-License-Identifier: Apache-2.0
#include "adapters/argon2/argon2.hpp"
#include "adapters/argon2/hash_of_nobody.hpp"
#include "base/random.hpp"
#include "base/work_queue.hpp"
#include "telemetry/shared_metrics.hpp"

#include <argon2.h>

#include <array>

#include <string.h>

namespace adapters::argon2 {

namespace {

constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;

base::Result<std::string> hashed(HasherOptions const& options, std::string_view password)
{
    std::array<std::uint8_t, salt_size> salt;
    base::fill_random(salt);
    std::string text(
        argon2_encodedlen(options.passes, options.memory_kib, options.lanes, salt_size, hash_size, Argon2_id), '\0');
    auto const error =
        argon2id_hash_encoded(options.passes, options.memory_kib, options.lanes, password.data(), password.size(),
                              salt.data(), salt.size(), hash_size, text.data(), text.size());
    if (error != ARGON2_OK)
        return std::unexpected(base::unavailable("busy", "The password could not be hashed now; try again."));
    text.resize(text.find('\0'));
    return text;
}

base::Result<bool> matches(std::string const& hash, std::string_view password)
{
    switch (argon2id_verify(hash.c_str(), password.data(), password.size())) {
    case ARGON2_OK: return true;
    case ARGON2_MEMORY_ALLOCATION_ERROR:
        return std::unexpected(base::unavailable("busy", "The password could not be checked now; try again."));
    default: return false;
    }
}

/// Leaves nothing of the password behind, not in the short buffer that a move copies from either.
class Password {
public:
    explicit Password(std::string text) : text_(std::move(text)) {}
    Password(Password&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
    Password(Password const&) = delete;
    Password& operator=(Password const&) = delete;
    Password& operator=(Password&&) = delete;
    ~Password() { wipe(); }

    std::string_view text() const { return text_; }

private:
    void wipe()
    {
        text_.resize(text_.capacity());
        ::explicit_bzero(text_.data(), text_.size());
    }

    std::string text_;
};

class Hasher final : public ports::PasswordHasher {
public:
    Hasher(HasherOptions options, telemetry::Registry* registry)
        : options_(options), unknown_(hash_of_nobody(options)), queue_(options.threads, options.queue)
    {
        if (!registry) return;
        auto& depth = registry->gauge("password_queue_depth", "Passwords that wait to be hashed.");
        auto& refused = telemetry::limit_counter(*registry, "password_queue");
        registry->on_collect([this, &depth, &refused] {
            depth.set(static_cast<std::int64_t>(queue_.waiting()));
            refused.add(queue_.take_refused());
        });
    }

    base::Task<base::Result<std::string>> hash(std::string password) override
    {
        return base::run_on(
            queue_, [this, password = Password(std::move(password))] { return hashed(options_, password.text()); });
    }

    base::Task<base::Result<bool>> verify(std::string password, std::optional<std::string> hash) override
    {
        auto const is_known = hash.has_value();
        return base::run_on(queue_,
                            [is_known, hash = std::move(hash).value_or(unknown_),
                             password = Password(std::move(password))]() -> base::Result<bool> {
                                auto const result = matches(hash, password.text());
                                if (!result) return std::unexpected(result.error());
                                return *result && is_known;
                            });
    }

private:
    HasherOptions const options_;
    std::string const unknown_;
    base::WorkQueue queue_;
};

}

std::unique_ptr<ports::PasswordHasher> open_argon2_hasher(HasherOptions options, telemetry::Registry* registry)
{
    return std::make_unique<Hasher>(options, registry);
}

}
