// SPDX-License-Identifier: Apache-2.0
#include "adapters/argon2/argon2.hpp"
#include "adapters/argon2/hash_of_nobody.hpp"
#include "base/one_shot.hpp"
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

auto unavailable(std::string code, std::string detail)
{
    return base::failure(base::FailureKind::unavailable, std::move(code), std::move(detail));
}

base::Result<std::string> hashed(HasherOptions const& options, std::string_view password)
{
    std::array<std::uint8_t, salt_size> salt;
    base::fill_random(salt);
    std::string text(
        argon2_encodedlen(options.passes, options.memory_kib, options.lanes, salt_size, hash_size, Argon2_id), '\0');
    auto const error =
        argon2id_hash_encoded(options.passes, options.memory_kib, options.lanes, password.data(), password.size(),
                              salt.data(), salt.size(), hash_size, text.data(), text.size());
    if (error != ARGON2_OK) return unavailable("busy", "The password could not be hashed now; try again.");
    text.resize(text.find('\0'));
    return text;
}

base::Result<bool> matches(std::string const& hash, std::string_view password)
{
    switch (argon2id_verify(hash.c_str(), password.data(), password.size())) {
    case ARGON2_OK: return true;
    case ARGON2_MEMORY_ALLOCATION_ERROR:
        return unavailable("busy", "The password could not be checked now; try again.");
    default: return false;
    }
}

/// One password and the coroutine that waits for what `work` makes of it.
template <typename T, typename Work>
class PasswordJob final : public base::Job {
public:
    PasswordJob(base::Suspended<base::Result<T>> waiting, std::string password, Work work)
        : waiting_(std::move(waiting)), password_(std::move(password)), work_(std::move(work))
    {
    }
    ~PasswordJob() override { ::explicit_bzero(password_.data(), password_.size()); }

    void run() override { base::answer(std::move(waiting_), base::Result<T>(work_(password_))); }
    void refuse(base::Failure failure) override
    {
        base::answer(std::move(waiting_), base::Result<T>(std::unexpected(std::move(failure))));
    }

private:
    base::Suspended<base::Result<T>> waiting_;
    std::string password_;
    Work work_;
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
        return run<std::string>(std::move(password), [this](std::string_view text) { return hashed(options_, text); });
    }

    base::Task<base::Result<bool>> verify(std::string password, std::optional<std::string> hash) override
    {
        auto const is_known = hash.has_value();
        return run<bool>(
            std::move(password),
            [is_known, hash = std::move(hash).value_or(unknown_)](std::string_view text) -> base::Result<bool> {
                auto const result = matches(hash, text);
                if (!result) return std::unexpected(result.error());
                return *result && is_known;
            });
    }

private:
    template <typename T, typename Work>
    base::Task<base::Result<T>> run(std::string password, Work work)
    {
        co_return co_await base::suspend<base::Result<T>>(
            [this, &password, &work](base::Suspended<base::Result<T>> waiting) {
                queue_.push(
                    std::make_unique<PasswordJob<T, Work>>(std::move(waiting), std::move(password), std::move(work)));
            });
    }

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
