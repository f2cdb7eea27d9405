// SPDX-License-Identifier: Apache-2.0
#include "witness.hpp"

#include "json/document.hpp"
#include "workload.hpp"

namespace chaos {

namespace {

/// The orders of one log as its events tell them.
struct LogContents {
    std::set<domain::OrderId> created;
};

std::string_view member(json::Document const& document, std::uint32_t object, std::string_view name)
{
    auto const& nodes = document.nodes();
    for (std::uint32_t i = object + 1; i < nodes[object].end; i = nodes[i].end)
        if (nodes[i].name == name) return nodes[i].text;
    return {};
}

std::uint32_t member_index(json::Document const& document, std::uint32_t object, std::string_view name)
{
    auto const& nodes = document.nodes();
    for (std::uint32_t i = object + 1; i < nodes[object].end; i = nodes[i].end)
        if (nodes[i].name == name) return i;
    return 0;
}

void read_event(ports::LogEntry const& entry, LogContents& log, std::uint64_t& numbers, Verdict& verdict)
{
    auto const event = json::Document::parse(*entry.text);
    if (!event) return verdict.complain(verdict.broken, "an event cannot be read: " + event.error().detail);
    if (entry.type != domain::EventType::order_created) return;
    auto const id = domain::OrderId::parse(member(*event, 0, "order_id"));
    if (!id || !log.created.insert(*id).second)
        return verdict.complain(verdict.broken, "an order was created twice in one log");
    auto const data = member_index(*event, 0, "data");
    auto const number = member_index(*event, data, "number");
    if (event->nodes()[number].integer != static_cast<std::int64_t>(++numbers))
        verdict.complain(verdict.broken, "order numbers have a hole or a repetition");
}

base::Task<LogContents> read_log(ports::Store& store, domain::BusinessId business, Verdict& verdict)
{
    LogContents log;
    std::uint64_t seq = 0;
    std::uint64_t numbers = 0;
    for (;;) {
        auto const page = co_await store.log().read(business, seq, 100, 1 << 20);
        if (!page) {
            verdict.complain(verdict.broken, "a log cannot be read: " + page.error().detail);
            break;
        }
        if (page->entries.empty()) {
            if (page->position.head != seq) verdict.complain(verdict.broken, "a log ends before its head");
            break;
        }
        for (auto const& entry : page->entries) {
            if (entry.seq != ++seq) verdict.complain(verdict.broken, "a log has a hole");
            read_event(entry, log, numbers, verdict);
        }
    }
    co_return log;
}

base::Task<void> examine_intent(ports::Store& store, Intent const& intent, LogContents const& log, Verdict& verdict)
{
    std::size_t stored = 0;
    for (auto const& id : intent.attempts) stored += log.created.count(id);
    if (stored > 1)
        verdict.complain(verdict.doubled, "key " + intent.key + " made " + std::to_string(stored) + " orders");
    if (!intent.is_acknowledged) co_return;

    ++verdict.acknowledged;
    auto const found = co_await store.orders().find(intent.id);
    if (!found || !log.created.contains(intent.id)) {
        verdict.complain(verdict.lost, "acknowledged order " + intent.id.text() + " is not there");
        co_return;
    }
    if (found->order.version < intent.version)
        verdict.complain(verdict.lost, "an acknowledged change of " + intent.id.text() + " is not there");
    auto const again = co_await store.journal().commit(new_order(intent.business, intent.key));
    if (!again || !again->is_settled(domain::Settled::How::replayed) || again->order->id != intent.id)
        verdict.complain(verdict.broken, "key " + intent.key + " is not remembered");
}

}

std::size_t Witness::intends(domain::BusinessId business, std::string key)
{
    std::scoped_lock const lock(mutex_);
    intents_.push_back({business, std::move(key), {}, false, {}, 0});
    return intents_.size() - 1;
}

void Witness::attempts(std::size_t intent, domain::OrderId id)
{
    std::scoped_lock const lock(mutex_);
    intents_[intent].attempts.push_back(id);
}

void Witness::acknowledged(std::size_t intent, domain::OrderId id, std::uint32_t version)
{
    std::scoped_lock const lock(mutex_);
    auto& known = intents_[intent];
    known.is_acknowledged = true;
    known.id = id;
    known.version = std::max(known.version, version);
}

std::vector<Intent> Witness::intents() const
{
    std::scoped_lock const lock(mutex_);
    return intents_;
}

std::vector<std::size_t> Witness::unanswered() const
{
    std::scoped_lock const lock(mutex_);
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < intents_.size(); ++i)
        if (!intents_[i].is_acknowledged) result.push_back(i);
    return result;
}

void Verdict::add(Verdict const& other)
{
    acknowledged += other.acknowledged;
    lost += other.lost;
    doubled += other.doubled;
    broken += other.broken;
    details.insert(details.end(), other.details.begin(), other.details.end());
}

void Verdict::complain(std::uint64_t& count, std::string what)
{
    ++count;
    if (details.size() < 5) details.push_back(std::move(what));
}

base::Task<Verdict> examine(ports::Store& store, std::vector<Intent> intents,
                            std::vector<domain::BusinessId> businesses)
{
    Verdict verdict;
    std::map<domain::BusinessId, LogContents> logs;
    for (auto const& business : businesses) logs[business] = co_await read_log(store, business, verdict);
    for (auto const& intent : intents) co_await examine_intent(store, intent, logs[intent.business], verdict);
    co_return verdict;
}

}
