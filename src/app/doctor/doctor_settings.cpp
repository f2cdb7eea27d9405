// SPDX-License-Identifier: Apache-2.0
#include "app/doctor/doctor.hpp"
#include "app/settings/jwt_secret.hpp"
#include "app/settings/mail_settings.hpp"
#include "app/settings/private_file.hpp"
#include "app/settings/setting_table.hpp"
#include "base/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <sys/stat.h>

namespace app {
namespace {

constexpr double weak_bits = 64;
constexpr double enough_bits = 128;
constexpr std::chrono::days long_retention{365};

bool is_production(Settings const& settings) { return settings.environment == Environment::production; }

bool is_loopback(Settings const& settings) { return boost::asio::ip::make_address(settings.host).is_loopback(); }

Finding judge_environment(Settings const& settings)
{
    if (is_production(settings)) return {"environment", Verdict::ok, "production"};
    if (is_loopback(settings)) return {"environment", Verdict::ok, "not production, and only this machine reaches it"};
    return {"environment", Verdict::warning, fmt::format("not production, but others reach it on {}", settings.host),
            "give ENVIRONMENT=production where real orders come in"};
}

Finding judge_mail(Settings const& settings)
{
    if (auto const checked = check_mail_settings(settings); !checked)
        return {"mail", Verdict::failed, checked.error().detail,
                "mend that setting; the server does not start with it"};
    if (!settings.mail.url.empty()) return {"mail", Verdict::ok, fmt::format("sent from {}", settings.mail.from)};
    if (!is_production(settings)) return {"mail", Verdict::ok, "no mail server; links are written to the log"};
    return {"mail", Verdict::warning, "no mail server: nobody can reset a password or be invited by mail",
            "give SMTP_URL, SMTP_FROM and PUBLIC_URL"};
}

Finding judge_public_url(Settings const& settings)
{
    if (!settings.public_url.empty()) return {"public_url", Verdict::ok, settings.public_url};
    if (settings.mail.url.empty()) return {"public_url", Verdict::ok, "not given, and no mail needs it"};
    return {"public_url", Verdict::warning, "not given: the links in mails lead to " + public_url(settings),
            "give PUBLIC_URL, the address at which people reach this server"};
}

Finding judge_retention(Settings const& settings)
{
    auto const kept = std::chrono::floor<std::chrono::days>(settings.retention);
    if (kept <= long_retention)
        return {"retention", Verdict::ok,
                fmt::format("events and idempotency keys are kept for {} days", kept.count())};
    return {"retention", Verdict::warning,
            fmt::format("every event, with names and phone numbers, is kept for {} days", kept.count()),
            "lower RETENTION; orders stay readable without their events"};
}

Finding judge_synchronous(Settings const& settings)
{
    if (settings.store.synchronous == Synchronous::full)
        return {"synchronous", Verdict::ok, "FULL: an order that was answered 201 survives a power cut"};
    return {"synchronous", is_production(settings) ? Verdict::failed : Verdict::warning,
            "NORMAL: a power cut may lose orders that were answered 201", "leave SYNCHRONOUS at FULL"};
}

/// What stands in examples and is copied from there.
bool is_sample(std::string_view secret)
{
    static constexpr std::array<std::string_view, 12> samples{
        "change-me", "changeme", "change_me",     "change-this", "your-secret", "your_secret",
        "your-jwt",  "example",  "secret-key-of", "default",     "placeholder", "0123456789abcdef"};
    auto const text = base::ascii_lower(secret);
    return std::ranges::any_of(samples, [&](std::string_view sample) { return text.contains(sample); });
}

Finding judge_current_key(Settings const& settings)
{
    constexpr auto check = "jwt_secret";
    auto const given = given_jwt_secret(settings);
    if (!given) return {check, Verdict::failed, given.error().detail, "give JWT_SECRET_FILE"};
    if (*given) return judge_signing_key(check, **given, is_production(settings));

    auto const path = settings.data_dir / "jwt_secret";
    auto const kept = read_small_file(path, 1024);
    if (!kept) return {check, Verdict::ok, "not given; the first start makes one in the data folder"};
    return judge_signing_key(check, base::trim(*kept), is_production(settings));
}

Finding judge_previous_key(Settings const& settings)
{
    constexpr auto check = "jwt_secret_previous";
    if (settings.jwt_secret_previous.empty()) return {check, Verdict::ok, "none"};
    if (settings.jwt_secret_previous == settings.jwt_secret)
        return {check, Verdict::warning, "is the same as jwt_secret", "give the one before it, or none"};
    return {check, Verdict::warning,
            fmt::format("is still accepted; access tokens live {} s", settings.access_token_lifetime_s.count()),
            "take it away once the new one has been in use for longer than that and for a refresh of every session"};
}

Finding judge_secret_files(Settings const& settings)
{
    constexpr auto check = "secret_files";
    std::string open;
    for (auto const& [name, path] : settings.secret_files) {
        struct stat status{};
        if (::stat(path.c_str(), &status) == 0 && (status.st_mode & 077U) != 0)
            open += fmt::format("{}{} ({:o})", open.empty() ? "" : ", ", path.string(), status.st_mode & 0777U);
    }
    if (!open.empty()) return {check, Verdict::failed, "others may read " + open, "chmod 600"};
    return {check, Verdict::ok, fmt::format("{} given, read by their owner only", settings.secret_files.size())};
}

}

double guessed_entropy(std::string_view secret)
{
    std::array<double, 256> counts{};
    for (auto const letter : secret) ++counts[static_cast<unsigned char>(letter)];
    double bits = 0;
    for (auto const count : counts)
        if (count > 0) bits -= count * std::log2(count / static_cast<double>(secret.size()));
    return bits;
}

Finding judge_signing_key(std::string_view check, std::string_view secret, bool is_production)
{
    auto const advice = "make another: openssl rand -base64 48; see JWT_SECRET_PREVIOUS for a change without sign-outs";
    if (is_sample(secret))
        return {check, is_production ? Verdict::failed : Verdict::warning, "looks like the secret of an example",
                advice};
    auto const bits = guessed_entropy(secret);
    auto const found = fmt::format("{} bytes, at most {:.0f} bits", secret.size(), bits);
    if (secret.size() < 32 || bits < weak_bits) return {check, Verdict::failed, found + ": can be guessed", advice};
    if (bits < enough_bits) return {check, Verdict::warning, found + ": is not random", advice};
    return {check, Verdict::ok, found};
}

Findings check_settings(LoadedSettings const& loaded)
{
    auto const given =
        std::ranges::count_if(loaded.origins, [](auto const& origin) { return origin.second != "default"; });
    auto found = fmt::format("{} given, the rest are defaults", given);
    if (!loaded.config_file.empty()) found += "; read from " + loaded.config_file;
    auto const& settings = loaded.values;
    return {{"settings", Verdict::ok, found}, judge_environment(settings), judge_mail(settings),
            judge_public_url(settings),       judge_retention(settings),   judge_synchronous(settings)};
}

Findings check_secrets(Settings const& settings)
{
    return {judge_current_key(settings), judge_previous_key(settings), judge_secret_files(settings)};
}

Findings check_trust(Settings const& settings)
{
    auto const& edges = settings.edges;
    Finding proxies{"trusted_proxies", Verdict::ok, fmt::format("{} networks", edges.trusted_proxies.size())};
    bool const is_direct = !settings.tls_certificate_file.empty() || is_loopback(settings);
    if (std::ranges::any_of(edges.trusted_proxies, [](auto const& network) { return network.prefix == 0; }))
        proxies = {"trusted_proxies", Verdict::failed, "everybody is believed: any caller can claim any address",
                   "name the addresses of your proxies only"};
    else if (edges.trusted_proxies.empty() && is_production(settings) && !is_direct)
        proxies = {"trusted_proxies", Verdict::warning,
                   "none, and others reach this server without TLS: behind a proxy all callers have its address",
                   "give TRUSTED_PROXIES, or a certificate if there is no proxy"};

    Finding hosts{"allowed_hosts", Verdict::ok, fmt::format("{} names", edges.allowed_hosts.size())};
    if (edges.allowed_hosts.empty())
        hosts = {"allowed_hosts", is_production(settings) ? Verdict::warning : Verdict::ok, "any host is answered",
                 is_production(settings) ? "give ALLOWED_HOSTS" : ""};

    Finding origins{"cors_origins", Verdict::ok, fmt::format("{} origins", edges.cors_origins.size())};
    if (std::ranges::find(edges.cors_origins, "*") != edges.cors_origins.end())
        origins = {"cors_origins", is_production(settings) ? Verdict::failed : Verdict::warning,
                   "*: pages of any site may read answers and open WebSockets", "name the origins of your pages"};
    return {proxies, hosts, origins};
}

}
