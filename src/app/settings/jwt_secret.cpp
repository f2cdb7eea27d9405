// SPDX-License-Identifier: Apache-2.0
#include "app/settings/jwt_secret.hpp"

#include "app/settings/private_file.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

#include <span>

namespace app {
namespace {

constexpr std::size_t least_bytes = 32;
constexpr std::size_t most_bytes = 1024;

}

base::Result<std::optional<std::string>> given_jwt_secret(Settings const& settings)
{
    if (!settings.jwt_secret.empty()) return settings.jwt_secret;
    if (settings.environment == Environment::production)
        return base::failure(base::FailureKind::invalid, "setting_invalid",
                             "setting jwt_secret: production needs one; give JWT_SECRET or JWT_SECRET_FILE with 32 "
                             "random bytes or more, as `openssl rand -base64 48` makes them");
    return std::nullopt;
}

base::Result<std::string> kept_jwt_secret(std::filesystem::path const& folder)
{
    auto const path = folder / "jwt_secret";
    if (auto const text = read_small_file(path, most_bytes)) {
        std::string secret(base::trim(*text));
        if (secret.size() >= least_bytes) return secret;
        return base::failure(base::FailureKind::unavailable, "jwt_secret_damaged",
                             path.string() + " is damaged; delete it and everybody signs in again");
    }
    auto secret = base::random_token(48);
    if (auto const written = write_private_file(path, secret + "\n"); !written) return std::unexpected(written.error());
    return secret;
}

usecases::AccessTokens::Key signing_key(std::string const& secret)
{
    auto const bytes = base::as_bytes(secret);
    auto const name = base::hmac_sha256(bytes, "kid");
    return {base::to_hex(std::span(name).first(4)), {bytes.begin(), bytes.end()}};
}

base::Result<std::vector<usecases::AccessTokens::Key>> token_keys(Settings const& settings, std::string secret)
{
    if (secret.empty()) {
        auto kept = kept_jwt_secret(settings.data_dir);
        if (!kept) return std::unexpected(kept.error());
        secret = std::move(*kept);
    }
    std::vector keys{signing_key(secret)};
    if (!settings.jwt_secret_previous.empty() && settings.jwt_secret_previous != secret)
        keys.push_back(signing_key(settings.jwt_secret_previous));
    return keys;
}

}
