// SPDX-License-Identifier: Apache-2.0
#include "realtime/server_message.hpp"

#include "json/writer.hpp"

#include <algorithm>
#include <utility>

namespace realtime {

namespace {

template <typename Fill>
Text make_text(std::string_view type, Fill const& fill)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("t", type);
    fill(writer);
    writer.end_object();
    return std::make_shared<std::string const>(std::move(text));
}

std::int64_t whole_seconds(std::chrono::milliseconds duration)
{
    return std::max<std::int64_t>(std::chrono::floor<std::chrono::seconds>(duration).count(), 0);
}

void write_expiry(json::Writer& writer, std::optional<std::chrono::milliseconds> expires_in)
{
    if (expires_in) writer.member("expires_in", whole_seconds(*expires_in));
}

}

Text make_welcome(ports::LogPosition const& position, Welcome const& welcome)
{
    return make_text("welcome", [&](json::Writer& writer) {
        writer.member("epoch", position.epoch).member("head", position.head).member("oldest", position.oldest);
        writer.member("now", welcome.now);
        writer.member("heartbeat", static_cast<std::int64_t>(welcome.heartbeat.count()));
        write_expiry(writer, welcome.expires_in);
    });
}

Text make_live(std::uint64_t seq)
{
    return make_text("live", [&](json::Writer& writer) { writer.member("seq", seq); });
}

Text make_ping(ports::LogPosition const& position, ports::ReadMarks const& marks)
{
    return make_text("ping", [&](json::Writer& writer) {
        writer.member("head", position.head).member("unread", marks.unread(position.head));
        writer.member("read_version", marks.version);
    });
}

Text make_reset(ResetReason why, ports::LogPosition const& position)
{
    return make_text("reset", [&](json::Writer& writer) {
        writer.member("why", to_text(why)).member("oldest", position.oldest).member("head", position.head);
    });
}

Text make_auth(std::chrono::milliseconds in)
{
    return make_text("auth", [&](json::Writer& writer) { writer.member("in", whole_seconds(in)); });
}

Text make_auth_ok(std::optional<std::chrono::milliseconds> expires_in)
{
    return make_text("auth_ok", [&](json::Writer& writer) { write_expiry(writer, expires_in); });
}

std::string_view bye_text(Farewell why)
{
    switch (why) {
    case Farewell::drain: return R"({"t":"bye","why":"drain","wait_ms":[500,20000]})";
    case Farewell::overload: return R"({"t":"bye","why":"overload","wait_ms":[500,20000]})";
    case Farewell::max_age: return R"({"t":"bye","why":"max_age","wait_ms":[0,1000]})";
    case Farewell::auth: break;
    }
    return R"({"t":"bye","why":"auth","wait_ms":[0,1000]})";
}

}
