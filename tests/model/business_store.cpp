// SPDX-License-Identifier: Apache-2.0
#include "model/business_store.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "model/event_log.hpp"
#include "model/insist.hpp"

#include <algorithm>
#include <set>

namespace model {

namespace {

constexpr std::size_t epoch_bytes = 9;

bool is_wanted(ports::BusinessStore::Query const& query, domain::Business const& business)
{
    if (query.status && business.status != *query.status) return false;
    if (query.type && business.type != *query.type) return false;
    return !query.text || base::ascii_lower(business.name).contains(base::ascii_lower(*query.text));
}

}

base::Task<base::Result<void>> BusinessStore::create(domain::Business business, domain::UserId owner)
{
    return answered(insert(std::move(business), owner));
}

base::Task<base::Result<void>> BusinessStore::insert(domain::Business business, domain::UserId owner)
{
    auto session = sessions_.causal();
    auto const id = business.id;
    BusinessDocument row;
    row.intake_due = domain::next_intake_change(business, zones_.find(business.timezone), clock_.now());
    row.business = std::move(business);
    row.epoch = base::random_token(epoch_bytes);
    // The membership leads nowhere until the business is there; a duplicate of either is one's own.
    (void)co_await insist(
        [&] { return database_.memberships.insert(session, {MembershipDocument{owner, id, domain::Role::owner}}); });
    (void)co_await insist([&] { return database_.businesses.insert(session, {row}); });
    co_return base::Result<void>();
}

base::Task<base::Result<domain::Business>> BusinessStore::find(domain::BusinessId id) { return answered(find_one(id)); }

base::Task<base::Result<domain::Business>> BusinessStore::find_one(domain::BusinessId id)
{
    auto session = sessions_.causal();
    auto const tail = co_await read_tail(database_, session, id);
    if (!tail) co_return std::unexpected(business_not_found());
    co_return tail->row.business;
}

base::Task<std::vector<BusinessDocument>> BusinessStore::read_all(Session& session)
{
    auto const rows = co_await insist([&] {
        return database_.businesses.find(session, {.from = {}, .to = std::string(17, '\xff'), .is_falling = true});
    });
    std::vector<BusinessDocument> all;
    for (auto const& row : rows) {
        auto const tail = co_await read_tail(database_, session, row->business.id);
        if (tail) all.push_back(tail->row);
    }
    co_return all;
}

base::Task<base::Result<BusinessStore::Page>> BusinessStore::list_of(domain::UserId user, std::size_t limit,
                                                                     std::optional<std::string> cursor)
{
    Query query{.cursor = std::move(cursor), .limit = limit};
    return answered(read_list(std::move(query), user));
}

base::Task<base::Result<BusinessStore::Page>> BusinessStore::list(Query query)
{
    return answered(read_list(std::move(query), std::nullopt));
}

base::Task<base::Result<BusinessStore::Page>> BusinessStore::read_list(Query query,
                                                                       std::optional<domain::UserId> member)
{
    std::optional<domain::BusinessId> before;
    if (query.cursor) {
        before = domain::BusinessId::parse(*query.cursor);
        if (!before)
            co_return base::failure(base::FailureKind::malformed, "cursor_unreadable",
                                    "cursor: not one that this list gave");
    }
    auto session = sessions_.causal();
    std::set<domain::BusinessId> own;
    if (member) {
        auto const from = MembershipDocument::key(*member, {});
        auto const to = MembershipDocument::key(*member, {}).substr(0, 16) + std::string(17, '\xff');
        auto const found = co_await insist([&] { return database_.memberships.find(session, {0, from, to}); });
        for (auto const& each : found) own.insert(each->business);
    }
    auto const all = co_await read_all(session);
    Page page;
    for (auto const& row : all) {
        if (before && row.business.id >= *before) continue;
        if (member && !own.contains(row.business.id)) continue;
        if (!is_wanted(query, row.business)) continue;
        if (page.businesses.size() == query.limit) {
            page.next = page.businesses.back().id.text();
            break;
        }
        page.businesses.push_back(row.business);
    }
    co_return page;
}

base::Task<base::Result<std::vector<domain::BusinessId>>> BusinessStore::due_intakes(base::Instant now,
                                                                                     std::size_t limit)
{
    return answered(find_due(now, limit));
}

base::Task<base::Result<std::vector<domain::BusinessId>>> BusinessStore::find_due(base::Instant now, std::size_t limit)
{
    auto session = sessions_.causal();
    auto const all = co_await read_all(session);
    std::set<std::pair<base::Instant, domain::BusinessId>> due;
    for (auto const& row : all)
        if (row.intake_due && *row.intake_due <= now) due.emplace(*row.intake_due, row.business.id);
    std::vector<domain::BusinessId> first;
    for (auto const& [at, id] : due)
        if (first.size() < limit) first.push_back(id);
    co_return first;
}

base::Task<base::Result<std::optional<domain::Role>>> BusinessStore::role_of(domain::UserId user,
                                                                             domain::BusinessId business)
{
    return answered(find_role(user, business));
}

base::Task<base::Result<std::optional<domain::Role>>> BusinessStore::find_role(domain::UserId user,
                                                                               domain::BusinessId business)
{
    auto session = sessions_.causal();
    auto const key = MembershipDocument::key(user, business);
    auto const found = co_await insist([&] { return database_.memberships.find(session, {0, key, just_after(key)}); });
    if (found.empty()) co_return std::optional<domain::Role>();
    // It stays when its business goes, and leads nowhere.
    auto const tail = co_await read_tail(database_, session, business);
    if (!tail) co_return std::optional<domain::Role>();
    co_return std::optional(found.front()->role);
}

}
