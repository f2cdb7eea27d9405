// SPDX-License-Identifier: Apache-2.0
#include "sequential_model.hpp"

#include "forms/business.hpp"
#include "forms/event.hpp"
#include "forms/order.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conformance {

namespace {

std::optional<std::string> key_of(domain::Concern const& about)
{
    if (!about.once) return std::nullopt;
    return fmt::format("{} {}", about.once->credential, about.once->key);
}

std::optional<std::string> external_of(domain::Concern const& about)
{
    if (!about.once || !about.once->external_id) return std::nullopt;
    return fmt::format("{} {}", *about.once->channel, *about.once->external_id);
}

ports::StoredOrder stored(domain::Order const& order)
{
    ports::StoredOrder result{order.id, order.business_id, order.status, order.version, {}};
    forms::append_order(result.text, order);
    return result;
}

}

std::optional<domain::OrderId> SequentialModel::find(std::map<std::string, domain::OrderId> const& keys,
                                                     std::optional<std::string> const& key) const
{
    auto const found = key ? keys.find(*key) : keys.end();
    return found == keys.end() ? std::nullopt : std::optional(found->second);
}

domain::State SequentialModel::state_for(domain::Concern const& about) const
{
    domain::State state;
    if (is_removed_) return state;
    state.business = &business_;
    state.log = log_;
    if (auto const known = about.order ? orders_.find(*about.order) : orders_.end(); known != orders_.end()) {
        state.order = &known->second.order;
        state.reminded = known->second.clock.reminded;
    }
    if (auto const id = find(by_key_, key_of(about))) state.of_key = {*id, orders_.at(*id).fingerprint};
    if (auto const id = find(by_external_id_, external_of(about)))
        state.of_external_id = {*id, orders_.at(*id).fingerprint};
    state.has_open_orders =
        std::ranges::any_of(orders_, [](auto const& each) { return domain::is_open(each.second.order.status); });
    return state;
}

domain::Decision SequentialModel::decide(domain::Command const& command, base::Instant now) const
{
    return domain::decide(state_for(domain::concern_of(command)), command, now);
}

std::optional<ports::StoredOrder> SequentialModel::order_of(domain::Concern const& about,
                                                            domain::Decision const& decision) const
{
    if (auto const* settled = std::get_if<domain::Settled>(&decision.outcome)) {
        if (settled->how == domain::Settled::How::replayed) return orders_.at(*settled->order).first;
        if (settled->how == domain::Settled::How::existing) return stored(orders_.at(*settled->order).order);
    }
    auto const known = about.order && !is_removed_ ? orders_.find(*about.order) : orders_.end();
    return known == orders_.end() ? std::nullopt : std::optional(stored(known->second.order));
}

ports::Decided SequentialModel::answer(domain::Command const& command, base::Instant now) const
{
    auto const about = domain::concern_of(command);
    auto const decision = decide(command, now);
    ports::Decided decided;
    if (auto const* event = decision.event()) {
        auto text = std::make_shared<std::string const>(forms::encode_event(*event, domain::utc()).text);
        decided.outcome = ports::Appended{{event->seq, event->type, std::move(text)}, event->priority};
        if (event->order() != nullptr) decided.order = stored(*event->order());
        if (event->business() != nullptr) decided.business = *event->business();
        return decided;
    }
    decided.order = order_of(about, decision);
    if (auto const* settled = std::get_if<domain::Settled>(&decision.outcome)) {
        decided.outcome = *settled;
        if (!about.order && !about.once) decided.business = business_;
    } else {
        decided.outcome = std::get<domain::Refused>(decision.outcome);
    }
    return decided;
}

void SequentialModel::append(domain::Command const& command, domain::Decision const& decision)
{
    auto const about = domain::concern_of(command);
    auto const& event = *decision.event();
    log_ = {event.seq, event.last_number};
    if (auto const* order = event.order()) {
        auto& known = orders_[order->id];
        known.order = *order;
        if (event.type == domain::EventType::order_created) {
            known.first = stored(*order);
            known.fingerprint = about.once->fingerprint;
            by_key_.emplace(*key_of(about), order->id);
            if (auto const key = external_of(about)) by_external_id_.emplace(*key, order->id);
        }
    }
    if (auto const id = event.order_id(); id && decision.clock) orders_.at(*id).clock = *decision.clock;
    if (auto const* business = event.business()) business_ = *business;
    is_removed_ = event.type == domain::EventType::business_removed;
}

std::string describe(ports::Decided const& decided)
{
    std::string text;
    if (auto const* appended = decided.appended()) text = "appended " + *appended->entry.text;
    if (auto const* refused = decided.refused()) {
        text = fmt::format("refused {}: {}", refused->failure.code, refused->failure.detail);
        for (auto const status : refused->allowed_next) text.append(" ").append(domain::to_text(status));
        for (auto const& reason : refused->reasons) text += " " + reason.code;
    }
    if (auto const* settled = std::get_if<domain::Settled>(&decided.outcome))
        text = fmt::format("settled {}", static_cast<int>(settled->how));
    if (decided.order) text += "; order " + decided.order->text;
    if (decided.business) forms::append_business(text += "; business ", *decided.business);
    return text;
}

domain::EventId event_id_of(domain::Command const& command)
{
    return std::visit([](auto const& each) { return each.event_id; }, command);
}

namespace {

class Explanation {
public:
    Explanation(domain::Business const& business, std::vector<Call> const& calls) : states_{SequentialModel(business)}
    {
        for (auto const& call : calls) by_event_.emplace(event_id_of(call.command), &call);
    }

    /// Follows the log; false: from here on nothing can be said.
    bool explain_event(std::string const& text)
    {
        auto const& state = states_.back();
        auto const begin = text.find("evt_");
        auto const id = begin == std::string::npos ? std::nullopt : domain::EventId::parse(text.substr(begin, 40));
        auto const found = id ? by_event_.find(*id) : by_event_.end();
        if (found == by_event_.end()) return complain("nobody asked for", text);
        auto const& call = *found->second;
        auto const decision = state.decide(call.command, call.now);
        if (decision.event() == nullptr)
            return complain(describe(state.answer(call.command, call.now)) + ", but the log has", text);
        auto const expected = forms::encode_event(*decision.event(), domain::utc()).text;
        if (expected != text) return complain("the log ought to have " + expected + ", but it has", text);
        auto const seq = decision.event()->seq;
        if (seq <= call.head_before) (void)complain("was in the log before it was asked for", text);
        if (call.answer && seq > call.head_after) (void)complain("was answered before it was in the log", text);
        if (call.answer && describe(*call.answer) != describe(state.answer(call.command, call.now)))
            (void)complain("answered " + describe(*call.answer) + " for", text);
        appended_.insert(*id);
        auto next = state;
        next.append(call.command, decision);
        states_.push_back(std::move(next));
        return true;
    }

    void explain_answer(Call const& call)
    {
        if (!call.answer || appended_.contains(event_id_of(call.command))) return;
        auto const text = describe(*call.answer);
        auto const last = std::min<std::uint64_t>(call.head_after, states_.size() - 1);
        std::string best;
        for (auto place = call.head_before; place <= last; ++place) {
            best = describe(states_[place].answer(call.command, call.now));
            if (best == text) return;
        }
        (void)complain(
            fmt::format("no place from {} to {} explains (the last one says {})", call.head_before, last, best), text);
    }

    std::vector<std::string> complaints() && { return std::move(complaints_); }

private:
    bool complain(std::string why, std::string const& text)
    {
        complaints_.push_back(std::move(why) + ": " + text);
        return false;
    }

    std::vector<SequentialModel> states_;  ///< By how many events the log has.
    std::map<domain::EventId, Call const*> by_event_;
    std::set<domain::EventId> appended_;
    std::vector<std::string> complaints_;
};

}

std::vector<std::string> complaints(domain::Business const& business, std::vector<Call> const& calls,
                                    std::vector<std::string> const& log)
{
    Explanation explanation(business, calls);
    bool const is_log_explained =
        std::ranges::all_of(log, [&](std::string const& text) { return explanation.explain_event(text); });
    if (is_log_explained)
        for (auto const& call : calls) explanation.explain_answer(call);
    return std::move(explanation).complaints();
}

}
