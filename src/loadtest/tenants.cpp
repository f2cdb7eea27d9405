// SPDX-License-Identifier: Apache-2.0
#include "loadtest/tenants.hpp"

#include "loadtest/answer.hpp"
#include "loadtest/progress.hpp"
#include "loadtest/stream.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/format.h>

#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace loadtest {

namespace {

namespace json = boost::json;

/// One request after the other on one connection.
class Caller final : public Stream {
public:
    Caller(Poller& poller, Endpoint const& endpoint) : Stream(poller, endpoint), poller_(poller), endpoint_(endpoint) {}

    json::object post(std::string_view path, json::object const& body, std::string_view token, int wanted)
    {
        auto const text = json::serialize(body);
        auto const authorization = token.empty() ? "" : fmt::format("Authorization: Bearer {}\r\n", token);
        answered_ = false;
        send(fmt::format(
            "POST {} HTTP/1.1\r\nHost: {}\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", path,
            endpoint_.authority(), authorization, text.size(), text));
        auto const deadline = now() + 30 * second;
        while (!answered_ && now() < deadline) poller_.wait(now() + second);
        if (!answered_) throw std::runtime_error(fmt::format("no answer to POST {}", path));
        if (status_ != wanted) throw std::runtime_error(fmt::format("POST {}: {} {}", path, status_, body_));
        return json::parse(body_).as_object();
    }

private:
    std::size_t on_bytes(std::string_view bytes) override
    {
        auto const answer = read_answer(bytes);
        if (!answer) return 0;
        status_ = answer->status;
        body_ = answer->body;
        answered_ = true;
        return answer->size;
    }

    void on_end() override { reconnect(); }

    Poller& poller_;
    Endpoint const& endpoint_;
    bool answered_ = false;
    int status_ = 0;
    std::string body_;
};

std::string text(json::object const& object, std::string_view name)
{
    return json::value_to<std::string>(object.at(name));
}

std::string token_of(Caller& caller, Tenants const& tenants)
{
    return text(caller.post("/api/v1/auth/login", {{"email", tenants.email}, {"password", tenants.password}}, "", 200),
                "access_token");
}

Tenant make_tenant(Caller& caller, std::string_view token, Kind const& kind, std::size_t number)
{
    auto const business =
        caller.post("/api/v1/businesses",
                    {{"name", fmt::format("Load test {} {}", kind.type, number)},
                     {"type", kind.type},
                     {"currency", kind.currency},
                     {"timezone", "Asia/Baghdad"},
                     // Nobody accepts these orders: their clocks stay quiet while others are measured.
                     {"settings", {{"accept_within_s", 7200}, {"remind_after_s", 7200}, {"escalate_after_s", 7200}}},
                     {"address", {{"country", "IQ"}, {"city", "Baghdad"}, {"street", "14 July Street"}}}},
                    token, 201);
    auto const id = text(business, "id");
    auto const key =
        caller.post(fmt::format("/api/v1/businesses/{}/api-keys", id),
                    {{"name", "load test"}, {"scopes", json::array{"orders:write", "orders:read"}}}, token, 201);
    return {id, kind, text(key, "key"), {}};
}

}

Tenants make_tenants(Endpoint const& endpoint, std::vector<Kind> const& kinds, std::size_t count)
{
    std::random_device random;
    Tenants tenants{.email = fmt::format("loadtest-{:08x}@example.com", random()),
                    .password = fmt::format("Load-{:08x}-{:08x}", random(), random()),
                    .list = {}};
    Poller poller;
    Caller caller{poller, endpoint};
    Progress progress("businesses made", count);
    caller.post("/api/v1/auth/register", {{"email", tenants.email}, {"password", tenants.password}}, "", 201);
    auto const token = token_of(caller, tenants);
    for (std::size_t i = 0; i < count; ++i) {
        tenants.list.push_back(make_tenant(caller, token, kinds[i % kinds.size()], i));
        progress.show(i + 1);
    }
    return tenants;
}

void sign_in(Endpoint const& endpoint, Tenants& tenants)
{
    Poller poller;
    Caller caller{poller, endpoint};
    auto const token = token_of(caller, tenants);
    for (auto& tenant : tenants.list) tenant.token = token;
}

Tenants read_tenants(std::string const& file)
{
    std::ifstream in{file};
    std::ostringstream content;
    content << in.rdbuf();
    if (!in) throw std::runtime_error("cannot read " + file + ": order-receiver loadtest setup makes it");
    auto const parsed = json::parse(content.str()).as_object();
    Tenants tenants{.email = text(parsed, "email"), .password = text(parsed, "password"), .list = {}};
    for (auto const& item : parsed.at("businesses").as_array()) {
        auto const& one = item.as_object();
        tenants.list.push_back({text(one, "id"), {text(one, "type"), text(one, "currency")}, text(one, "key"), {}});
    }
    if (tenants.list.empty()) throw std::runtime_error(file + " names no business");
    return tenants;
}

void write_tenants(std::string const& file, Tenants const& tenants)
{
    json::array list;
    for (auto const& tenant : tenants.list)
        list.push_back(json::object{{"id", tenant.business},
                                    {"type", tenant.kind.type},
                                    {"currency", tenant.kind.currency},
                                    {"key", tenant.key}});
    std::ofstream out{file};
    out << json::serialize(
        json::object{{"email", tenants.email}, {"password", tenants.password}, {"businesses", list}});
    if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

}
