// SPDX-License-Identifier: Apache-2.0
#include "app/doctor/doctor.hpp"
#include "app/settings/tls_files.hpp"
#include "http/tls/certificate_chain.hpp"
#include "http/tls/status_probe.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <fmt/format.h>

#include <csignal>

namespace app {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::days renewal{14};
constexpr std::chrono::seconds patience{5};

Finding judge_chain(http::CertificateChain const& chain, base::Instant now)
{
    constexpr auto check = "tls_certificate";
    auto const found = fmt::format("{}, {} in its file, good from {} to {}", chain.subject, chain.length,
                                   base::format_instant(chain.begins), base::format_instant(chain.ends));
    if (chain.ends <= now) return {check, Verdict::failed, found + ": has ended", "renew it, then SIGHUP the server"};
    if (chain.begins > now)
        return {check, Verdict::failed, found + ": has not begun", "look at the clock, or take another"};
    if (!chain.is_linked)
        return {check, Verdict::failed, found + ": one is not signed by the one after it",
                "put the certificate first, then each that signed the one before"};
    if (chain.ends <= now + renewal)
        return {check, Verdict::warning, found + ": ends soon", "renew it, then SIGHUP the server"};
    if (chain.is_self_signed)
        return {check, Verdict::warning, found + ": signs itself, which no browser or device believes by itself",
                "take one of an authority"};
    if (chain.length == 1)
        return {check, Verdict::warning, found + ": what leads from it to a root is not in the file",
                "append the certificates that your authority gave with it (fullchain)"};
    return {check, Verdict::ok, found};
}

Finding judge_tls(Settings const& settings)
{
    constexpr auto check = "tls_certificate";
    if (settings.tls_certificate_file.empty()) {
        bool const is_exposed = settings.environment == Environment::production &&
                                !asio::ip::make_address(settings.host).is_loopback() &&
                                settings.edges.trusted_proxies.empty();
        if (!is_exposed) return {check, Verdict::ok, "none: plain HTTP"};
        return {check, Verdict::warning, "none: whoever is on the way reads orders and tokens",
                "give TLS_CERTIFICATE_FILE and TLS_KEY_FILE, or name the proxy that does TLS in TRUSTED_PROXIES"};
    }
    // Also whether the key is the certificate's.
    if (auto const loaded = load_tls(settings); !loaded)
        return {check, Verdict::failed, loaded.error().detail, "the server does not start with them"};
    auto const chain = http::read_certificate_chain(settings.tls_certificate_file);
    if (!chain) return {check, Verdict::failed, chain.error().detail};
    return judge_chain(*chain, std::chrono::time_point_cast<base::Instant::duration>(std::chrono::system_clock::now()));
}

bool is_ours(Settings const& settings)
{
    auto address = asio::ip::make_address(settings.host);
    if (address.is_unspecified())
        address = address.is_v4() ? asio::ip::address(asio::ip::address_v4::loopback())
                                  : asio::ip::address(asio::ip::address_v6::loopback());
    auto const line =
        http::ask_status({address, settings.port}, "/health/live", !settings.tls_certificate_file.empty(), patience);
    return line && line->starts_with("HTTP/1.1 200 ");
}

Finding judge_address(Settings const& settings)
{
    constexpr auto check = "address";
    auto const name = fmt::format("{} port {}", settings.host, settings.port);
    asio::io_context io;
    tcp::endpoint const endpoint(asio::ip::make_address(settings.host), settings.port);
    tcp::acceptor acceptor(io);
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    // Two may bind what nobody listens on.
    if (!error) acceptor.listen(1, error);
    if (!error) return {check, Verdict::ok, name + " is free"};
    if (error == asio::error::address_in_use && is_served(settings) && is_ours(settings))
        return {check, Verdict::ok, name + " is this server's"};
    return {check, Verdict::failed, fmt::format("{}: {}", name, error.message()), "give another HOST or PORT"};
}

struct HostAndPort {
    std::string host, port;
};

HostAndPort split(std::string const& url)
{
    bool const is_smtps = url.starts_with("smtps:");
    auto rest = url.substr(url.find("://") + 3);
    rest = rest.substr(0, rest.find('/'));
    auto const colon = rest.rfind(':');
    bool const has_port = colon != rest.npos && rest.find(']', colon) == rest.npos;
    auto host = rest.substr(0, has_port ? colon : rest.npos);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return {host, has_port ? rest.substr(colon + 1) : is_smtps ? "465" : "25"};
}

/// Empty: it greets as mail servers do (under TLS from the first byte: it takes the connection).
std::string ask_mail_server(Settings const& settings, HostAndPort const& to)
{
    asio::io_context io;
    tcp::resolver resolver(io);
    tcp::socket socket(io);
    std::string greeting;
    std::string trouble = fmt::format("no answer within {} s", patience.count());
    auto const read = [&](error_code error, std::size_t) {
        trouble = error ? error.message() : greeting.starts_with("220") ? "" : "does not speak SMTP";
    };
    auto const connected = [&](error_code error, tcp::endpoint const&) {
        trouble = error ? error.message() : trouble;
        if (error) return;
        if (settings.mail.url.starts_with("smtps:")) return trouble.clear();
        asio::async_read_until(socket, asio::dynamic_buffer(greeting, 4096), '\n', read);
    };
    auto const resolved = [&](error_code error, tcp::resolver::results_type const& found) {
        trouble = error ? error.message() : trouble;
        if (!error) asio::async_connect(socket, found, connected);
    };
    resolver.async_resolve(to.host, to.port, resolved);
    io.run_for(patience);
    return trouble;
}

Finding judge_mail_server(Settings const& settings)
{
    constexpr auto check = "mail_server";
    if (settings.mail.url.empty()) return {check, Verdict::ok, "none"};
    auto const to = split(settings.mail.url);
    auto const name = fmt::format("{} port {}", to.host, to.port);
    auto const trouble = ask_mail_server(settings, to);
    if (trouble.empty()) return {check, Verdict::ok, name + " answers"};
    return {check, Verdict::failed, fmt::format("{}: {}", name, trouble), "look at SMTP_URL and at what is between"};
}

}

Findings check_network(Settings const& settings)
{
    std::signal(SIGPIPE, SIG_IGN);
    return {judge_tls(settings), judge_address(settings), judge_mail_server(settings)};
}

}
