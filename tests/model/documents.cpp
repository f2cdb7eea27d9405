// SPDX-License-Identifier: Apache-2.0
#include "model/documents.hpp"

namespace model {

namespace {

void append(std::string& key, base::Uuid const& uuid) { key.append(uuid.bytes.begin(), uuid.bytes.end()); }

/// Sorts as the number does.
void append(std::string& key, std::uint64_t number)
{
    for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(number >> shift));
}

void append(std::string& key, std::string_view text) { key.append(text); }

/// Only the last part may have any length.
template <typename... Part>
std::string key_of(Part const&... parts)
{
    std::string key;
    (append(key, parts), ...);
    return key;
}

}

std::string just_after(std::string key) { return std::move(key) + '\0'; }

std::array<std::string, 6> EventDocument::keys() const
{
    // No unique index holds an optional field: what does not apply is the event's own id.
    auto const own = event.id.text();
    auto const* order = event.order();
    auto const subject = order != nullptr ? order->id.uuid : event.id.uuid;
    std::uint64_t const version = order != nullptr ? order->version : 0;
    return {id_key(event.id),
            seq_key(business, event.seq),
            key_of(business.uuid, subject, version),
            once_key(business, once.empty() ? own : once),
            external_key(business, external.empty() ? own : external),
            key_of(subject, version)};
}

std::string EventDocument::id_key(domain::EventId id) { return key_of(id.uuid); }
std::string EventDocument::seq_key(domain::BusinessId business, std::uint64_t seq)
{
    return key_of(business.uuid, seq);
}

std::string EventDocument::once_key(domain::BusinessId business, std::string_view once)
{
    return key_of(business.uuid, once);
}

std::string EventDocument::external_key(domain::BusinessId business, std::string_view external)
{
    return key_of(business.uuid, external);
}

std::string EventDocument::order_key(domain::OrderId order, std::uint32_t version)
{
    return key_of(order.uuid, std::uint64_t{version});
}

std::array<std::string, 3> OrderDocument::keys() const
{
    return {id_key(order.id), created_key(business, created_seq),
            external_key(business, external.empty() ? order.id.text() : external)};
}

std::string OrderDocument::id_key(domain::OrderId id) { return key_of(id.uuid); }

std::string OrderDocument::created_key(domain::BusinessId business, std::uint64_t seq)
{
    return key_of(business.uuid, seq);
}

std::string OrderDocument::external_key(domain::BusinessId business, std::string_view external)
{
    return key_of(business.uuid, external);
}

std::string BusinessDocument::id_key(domain::BusinessId id) { return key_of(id.uuid); }

std::string MembershipDocument::key(domain::UserId user, domain::BusinessId business)
{
    return key_of(user.uuid, business.uuid);
}

std::array<std::string, 1> ProbeDocument::keys() const { return {key_of(id)}; }

}
