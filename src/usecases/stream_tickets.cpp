// SPDX-License-Identifier: Apache-2.0
#include "usecases/stream_tickets.hpp"

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

#include <array>

namespace usecases {

namespace {

/// Words of a stored ticket, then the device's name, which may hold spaces: `<business> user <user> <session> <µs>`
/// or `<business> key <key> <scopes> -`.
std::string to_subject(domain::Principal const& caller, domain::BusinessId business)
{
    auto subject = business.text();
    if (auto const* user = caller.user())
        subject.append(" user ")
            .append(user->user.text())
            .append(" ")
            .append(user->session.text())
            .append(" ")
            .append(std::to_string(base::to_micros(user->expires_at)));
    else if (auto const* channel = caller.channel())
        subject.append(" key ")
            .append(channel->key.text())
            .append(" ")
            .append(std::to_string(channel->scopes.bits))
            .append(" -");
    if (caller.device) subject.append(" ").append(*caller.device);
    return subject;
}

std::string_view take_word(std::string_view& text)
{
    auto const word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    return word;
}

std::optional<domain::Principal> parse_subject(std::string_view subject, domain::BusinessId business)
{
    if (domain::BusinessId::parse(take_word(subject)) != business) return std::nullopt;
    auto const kind = take_word(subject);
    std::array<std::string_view, 3> const words{take_word(subject), take_word(subject), take_word(subject)};
    domain::Principal principal;
    if (!subject.empty()) principal.device = std::string(subject);
    if (kind == "user") {
        auto const user = domain::UserId::parse(words[0]);
        auto const session = domain::SessionId::parse(words[1]);
        auto const expires_at = base::parse_number<std::int64_t>(words[2]);
        if (!user || !session || !expires_at) return std::nullopt;
        principal.who = domain::UserPrincipal{*user, *session, base::from_micros(*expires_at), false};
        return principal;
    }
    auto const key = domain::ApiKeyId::parse(words[0]);
    auto const scopes = base::parse_number<std::uint8_t>(words[1]);
    if (!key || !scopes) return std::nullopt;
    principal.who = domain::ChannelPrincipal{*key, business, {*scopes}};
    return principal;
}

}

StreamTickets::StreamTickets(ports::TicketStore& store, Access& access, ports::Clock const& clock)
    : store_(store), access_(access), clock_(clock)
{
}

base::Task<base::Result<std::string>> StreamTickets::issue(domain::Principal const& caller, domain::BusinessId business)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::read_log);
    if (!permitted) co_return std::unexpected(permitted.error());

    auto ticket = "ost_" + base::random_token(32);
    auto const kept = co_await store_.keep(base::sha256(ticket), to_subject(caller, business), clock_.now() + lifetime);
    if (!kept) co_return std::unexpected(kept.error());
    co_return ticket;
}

base::Task<base::Result<domain::Principal>> StreamTickets::redeem(std::string_view ticket, domain::BusinessId business)
{
    auto const subject = co_await store_.spend(base::sha256(ticket));
    if (!subject) co_return std::unexpected(subject.error());
    auto principal = *subject ? parse_subject(**subject, business) : std::nullopt;
    if (!principal)
        co_return base::failure(base::FailureKind::unauthenticated, "ticket_invalid",
                                "The ticket is unknown, used, expired, or for another business.");
    auto const is_good = co_await access_.recheck(*principal);
    if (!is_good) co_return std::unexpected(is_good.error());
    co_return std::move(*principal);
}

}
