// SPDX-License-Identifier: Apache-2.0
#include "http/response_stream.hpp"
#include "http/tls/tls_context.hpp"
#include "test_server.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

using http::Method;
using http::TlsContext;
using http_test::TestServer;

/// A folder with a certificate that signed itself, and its key.
class Files {
public:
    explicit Files(long serial = 1)
    {
        auto name = (std::filesystem::temp_directory_path() / "tls-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        write(serial);
    }
    ~Files() { std::filesystem::remove_all(folder_); }

    std::filesystem::path certificate() const { return folder_ / "certificate.pem"; }
    std::filesystem::path key() const { return folder_ / "key.pem"; }
    auto load() const { return TlsContext::load(certificate(), key()); }

private:
    void write(long serial) const
    {
        auto* const pair = EVP_EC_gen("prime256v1");
        auto* const x509 = X509_new();
        ASN1_INTEGER_set(X509_get_serialNumber(x509), serial);
        X509_gmtime_adj(X509_getm_notBefore(x509), 0);
        X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
        X509_set_pubkey(x509, pair);
        X509_sign(x509, pair, EVP_sha256());
        auto* file = std::fopen(certificate().c_str(), "w");
        PEM_write_X509(file, x509);
        std::fclose(file);
        file = std::fopen(key().c_str(), "w");
        PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        X509_free(x509);
        EVP_PKEY_free(pair);
    }

    std::filesystem::path folder_;
};

/// Blocks; believes every certificate.
class TlsClient {
public:
    explicit TlsClient(TestServer const& server) : socket_(io_)
    {
        socket_.connect({boost::asio::ip::address_v4::loopback(), server.server->port()});
        session_ = SSL_new(context_);
        SSL_set_fd(session_, socket_.native_handle());
        EXPECT_EQ(SSL_connect(session_), 1);
    }
    ~TlsClient()
    {
        SSL_free(session_);
        SSL_CTX_free(context_);
    }

    void send(std::string_view text)
    {
        std::size_t sent = 0;
        EXPECT_EQ(SSL_write_ex(session_, text.data(), text.size(), &sent), 1);
    }

    /// Everything until the server says that nothing more comes.
    std::string take_all()
    {
        std::string result;
        char chunk[8192];
        std::size_t received = 0;
        while (SSL_read_ex(session_, chunk, sizeof chunk, &received) == 1) result.append(chunk, received);
        EXPECT_EQ(SSL_get_error(session_, 0), SSL_ERROR_ZERO_RETURN) << "the end is not told";
        return result;
    }

    long serial()
    {
        auto* const shown = SSL_get1_peer_certificate(session_);
        auto const result = ASN1_INTEGER_get(X509_get0_serialNumber(shown));
        X509_free(shown);
        return result;
    }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_;
    SSL_CTX* context_ = SSL_CTX_new(TLS_client_method());
    SSL* session_ = nullptr;
};

http::Route route(Method method, std::string path, http::Handler handler)
{
    return {.method = method,
            .path = std::move(path),
            .handler = std::move(handler),
            .body_limit = 8 << 20,
            .takes_json = false};
}

base::Task<http::Response> stream_much(http::Request&)
{
    http::Response response{.content_type = "text/plain"};
    response.stream = [](http::ResponseStream& stream) -> base::Task<void> {
        for (std::size_t const size : {1, 4090, 5000, 70'000, 2'000'000})
            EXPECT_TRUE(co_await stream.write(std::make_shared<std::string const>(size, 's')));
    };
    co_return response;
}

std::vector<http::Route> routes()
{
    return {route(Method::put, "/echo", http_test::echo), route(Method::get, "/stream", stream_much)};
}

TEST(Tls, CarriesBodiesThatDoNotFitTheSocketBuffers)
{
    Files const files;
    TestServer const server(routes(), {.tls = files.load().value()});
    for (std::size_t const size : {0, 100, 4000, 20'000, 6 << 20}) {
        TlsClient client(server);
        std::string const body(size, 'b');
        client.send("PUT /echo HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body);
        auto const answer = client.take_all();
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << size;
        EXPECT_TRUE(answer.ends_with("\r\n\r\nPUT /echo " + body)) << size;
    }
}

TEST(Tls, CarriesStreamsAndTellsTheirEnd)
{
    Files const files;
    TestServer const server(routes(), {.tls = files.load().value()});
    TlsClient client(server);
    client.send("GET /stream HTTP/1.0\r\n\r\n");
    auto const answer = client.take_all();
    EXPECT_EQ(std::ranges::count(answer.substr(answer.find("\r\n\r\n")), 's'), 1 + 4090 + 5000 + 70'000 + 2'000'000);
}

TEST(Tls, TurnsAwayMoreConnectionsThanTheLimitAfterTheHandshake)
{
    Files const files;
    http::ServerOptions options{.tls = files.load().value()};
    options.limits.connections = 1;
    TestServer const server(routes(), options);
    TlsClient const first(server);
    TlsClient second(server);
    EXPECT_TRUE(second.take_all().starts_with("HTTP/1.1 503 "));
}

TEST(Tls, GreetsNewConnectionsWithTheNewCertificate)
{
    Files const before(17), after(18);
    TestServer const server(routes(), {.tls = before.load().value()});
    TlsClient first(server);
    EXPECT_EQ(first.serial(), 17);
    server.server->use(after.load().value());
    while (TlsClient(server).serial() != 18) {}
    first.send("PUT /echo HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(first.take_all().ends_with("PUT /echo "));
}

TEST(Tls, CountsHandshakesThatFail)
{
    Files const files;
    TestServer server(routes(), {.tls = files.load().value()});
    http_test::RawClient plain(server);
    plain.send("GET /stream HTTP/1.1\r\n\r\n");
    auto const& failed = server.registry.counter("http_tls_handshakes_failed_total", "");
    while (failed.value() == 0 || server.server->open_connections() > 0) std::this_thread::yield();
    EXPECT_EQ(failed.value(), 1u);
}

TEST(Tls, DoesNotLetAHandshakeHoldUpADrain)
{
    Files const files;
    TestServer server(routes(), {.tls = files.load().value()});
    http_test::RawClient silent(server);
    while (server.server->open_connections() == 0) std::this_thread::yield();
    server.server->drain(std::chrono::seconds(20));
    EXPECT_EQ(server.server->open_connections(), 0u);
}

TEST(TlsContext, TellsSerialAndEnd)
{
    Files const files(0xabcd);
    auto const context = files.load().value();
    EXPECT_EQ(context->serial(), "ABCD");
    auto const left = context->expires() - std::chrono::system_clock::now();
    EXPECT_GT(left, std::chrono::minutes(50));
    EXPECT_LE(left, std::chrono::minutes(60));
}

TEST(TlsContext, NamesTheFileThatIsWrong)
{
    Files const files, others;
    auto const wrong = [](std::filesystem::path const& certificate, std::filesystem::path const& key) {
        auto const loaded = TlsContext::load(certificate, key);
        return loaded ? "" : loaded.error().detail;
    };
    EXPECT_EQ(wrong(files.certificate(), others.key()), others.key().string() + ": key values mismatch");
    EXPECT_TRUE(wrong(files.certificate(), "/nowhere").starts_with("/nowhere: "));
    EXPECT_TRUE(wrong(files.key(), files.key()).starts_with(files.key().string() + ": "));
    std::ofstream(files.certificate()) << "nonsense";
    EXPECT_TRUE(wrong(files.certificate(), files.key()).starts_with(files.certificate().string() + ": "));
}

}
