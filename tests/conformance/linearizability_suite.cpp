// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"
#include "sequential_model.hpp"
#include "stores.hpp"

#include <cstdlib>
#include <random>

/// Many people at one business at once, at random; then every answer is compared with what one who did it all alone
/// would have got. LINEARIZABILITY_SEEDS says how many runs; else few.
namespace conformance {
namespace {

using domain::OrderStatus;

/// What clients tell each other of what they were answered.
class Knowledge {
public:
    struct Sight {
        domain::OrderId id;
        OrderStatus status = OrderStatus::pending;
        std::uint32_t version = 1;
    };

    void learn(base::Result<ports::Decided> const& answer)
    {
        if (!answer) return;
        std::scoped_lock const lock(mutex_);
        if (auto const* appended = answer->appended()) head_ = std::max(head_, appended->entry.seq);
        if (!answer->order) return;
        auto const& order = *answer->order;
        auto known = std::ranges::find(orders_, order.id, &Sight::id);
        if (known == orders_.end()) known = orders_.insert(orders_.end(), Sight{order.id, {}, 0});
        if (known->version <= order.version) *known = {order.id, order.status, order.version};
    }

    std::uint64_t head() const
    {
        std::scoped_lock const lock(mutex_);
        return head_;
    }

    std::vector<Sight> orders() const
    {
        std::scoped_lock const lock(mutex_);
        return orders_;
    }

    void add(domain::PlaceOrder const& placed)
    {
        std::scoped_lock const lock(mutex_);
        placed_.push_back(placed);
    }

    std::vector<domain::PlaceOrder> placed() const
    {
        std::scoped_lock const lock(mutex_);
        return placed_;
    }

private:
    mutable std::mutex mutex_;
    std::uint64_t head_ = 0;
    std::vector<Sight> orders_;
    std::vector<domain::PlaceOrder> placed_;
};

/// Draws commands of every kind.
class Dice {
public:
    Dice(unsigned seed, domain::BusinessId business, Knowledge& knowledge, ports::Clock const& clock)
        : chance_(seed), business_(business), knowledge_(knowledge), clock_(clock)
    {
    }

    domain::Command command(bool may_remove)
    {
        auto const kind = below(100);
        if (may_remove && kind < 15) return domain::RemoveBusiness{event_id(), business_};
        if (kind < 12) return retry();
        if (kind < 28) return order();
        if (kind < 52) return move();
        if (kind < 64) return edit();
        if (kind < 76) return domain::FireClock{event_id(), pick().id, {}};
        if (kind < 80) return domain::EraseCustomer{event_id(), pick().id, {"usr_admin", {}}};
        if (kind < 90) return change();
        if (kind < 93) return domain::AnnounceIntake{event_id(), business_};
        if (kind < 96) return domain::SendTest{event_id(), business_};
        return domain::RecordRestore{event_id(), business_, clock_.now(), below(3)};
    }

private:
    std::uint64_t below(std::uint64_t end) { return chance_() % end; }
    domain::EventId event_id() { return domain::EventId::make(clock_.now()); }
    domain::Actor actor() { return {"usr_" + std::to_string(below(3)), {}}; }

    Knowledge::Sight pick()
    {
        auto const orders = knowledge_.orders();
        if (orders.empty() || below(30) == 0) return {domain::OrderId::make(clock_.now())};
        // Mostly the newest: that is where people meet.
        auto const back = below(std::min<std::uint64_t>(orders.size(), 4));
        return orders[orders.size() - 1 - back];
    }

    domain::PlaceOrder order()
    {
        domain::PlaceOrder order;
        order.id = domain::OrderId::make(clock_.now());
        order.event_id = event_id();
        order.business_id = business_;
        auto& content = order.content;
        content.channel = "pos";
        content.customer_name = "Customer " + std::to_string(below(3));
        content.items.push_back({{}, "Falafel wrap", 1, {3'000}, {3'000}, {}, {}, {}, {}});
        content.subtotal = content.total_amount = {3'000};
        if (below(3) == 0) content.external_id = std::to_string(below(8));
        order.actor = {"key_one", {}};
        order.idempotency_key = below(3) == 0 ? std::to_string(below(8)) : order.id.text();
        order.fingerprint = forms::fingerprint(content);
        knowledge_.add(order);
        return order;
    }

    domain::Command retry()
    {
        auto const placed = knowledge_.placed();
        if (placed.empty()) return order();
        auto order = placed[placed.size() - 1 - below(std::min<std::uint64_t>(placed.size(), 6))];
        order.id = domain::OrderId::make(clock_.now());
        order.event_id = event_id();
        if (below(4) == 0) order.content.customer_name += "?";
        order.fingerprint = forms::fingerprint(order.content);
        return order;
    }

    domain::Command move()
    {
        constexpr std::array next{OrderStatus::confirmed, OrderStatus::preparing, OrderStatus::ready,
                                  OrderStatus::delivered, OrderStatus::cancelled};
        auto const order = pick();
        domain::ChangeStatus change;
        change.event_id = event_id();
        change.order_id = order.id;
        change.from = order.status;
        change.to =
            next[below(3) == 0 ? below(next.size()) : std::min<std::uint64_t>(static_cast<unsigned>(order.status), 3)];
        if (below(3) == 0) change.if_version = order.version;
        change.actor = actor();
        return change;
    }

    domain::Command edit()
    {
        auto const order = pick();
        domain::EditOrder edit;
        edit.event_id = event_id();
        edit.order_id = order.id;
        edit.patch.business_notes.emplace("note " + std::to_string(below(4)));
        if (below(2) == 0) edit.patch.preparation_time_minutes = 10 + static_cast<std::int64_t>(below(3));
        if (below(2) == 0) edit.if_version = order.version;
        edit.actor = actor();
        return edit;
    }

    domain::Command change()
    {
        domain::ChangeBusiness change;
        change.event_id = event_id();
        change.business_id = business_;
        if (below(3) == 0)
            change.patch.intake_open = below(3) != 0;
        else if (below(2) == 0)
            change.patch.pause_until.emplace(clock_.now() + std::chrono::seconds(below(40)));
        else
            change.patch.name = "Pizza " + std::to_string(below(4));
        if (below(3) == 0) change.if_version = static_cast<std::uint32_t>(1 + below(6));
        return change;
    }

    std::mt19937_64 chance_;
    domain::BusinessId business_;
    Knowledge& knowledge_;
    ports::Clock const& clock_;
};

class Linearizability : public StoreSuite {
protected:
    static constexpr int rounds = 4;
    static constexpr int clients = 6;
    static constexpr int commands = 6;  ///< Of each client in each round.

    /// One after the other; the time stands still.
    base::Task<std::vector<Call>> client(unsigned seed, domain::BusinessId business, Knowledge& knowledge,
                                         bool may_remove)
    {
        Dice dice(seed, business, knowledge, clock_);
        std::vector<Call> calls;
        for (int i = 0; i < commands; ++i) {
            auto command = dice.command(may_remove);
            auto const before = knowledge.head();
            auto answer = co_await commit(command);
            knowledge.learn(answer);
            auto const after = co_await ports().log.position(business);
            Call call{std::move(command), clock_.now(), before, {}, std::move(answer)};
            call.head_after = after ? after->head : std::numeric_limits<std::uint64_t>::max();
            calls.push_back(std::move(call));
        }
        co_return calls;
    }

    std::vector<Call> run_clients(unsigned seed, domain::BusinessId business)
    {
        Knowledge knowledge;
        std::vector<Call> calls;
        for (int round = 0; round < rounds; ++round) {
            std::vector<base::Task<std::vector<Call>>> tasks;
            bool const may_remove = round == rounds - 1 && seed % 2 == 0;
            for (int i = 0; i < clients; ++i) {
                auto const own_seed = seed * 1'000 + static_cast<unsigned>(round * clients + i);
                tasks.push_back(client(own_seed, business, knowledge, may_remove));
            }
            for (auto& some : run_all(std::move(tasks)))
                calls.insert(calls.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
            clock_.advance(std::chrono::seconds(20 + 30 * (seed % 3)));
        }
        return calls;
    }

    /// As far as listeners were told, which is all when every call was answered.
    std::vector<std::string> told_log(domain::BusinessId business)
    {
        std::vector<std::string> texts;
        for (auto const& event : listener_.events())
            if (event.business == business) texts.push_back(*event.entry.text);
        return texts;
    }
};

unsigned seeds()
{
    auto const* const text = std::getenv("LINEARIZABILITY_SEEDS");
    return text != nullptr ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : 12;
}

TEST_P(Linearizability, EveryAnswerIsThatOfOneWhoIsAlone)
{
    std::size_t appended = 0;
    for (unsigned seed = 1; seed <= seeds(); ++seed) {
        auto const id = new_business();
        auto const business = run(ports().businesses.find(id)).value();
        auto const calls = run_clients(seed, id);
        auto const log = told_log(id);
        for (auto const& complaint : complaints(business, calls, log))
            ADD_FAILURE() << "seed " << seed << ": " << complaint;
        if (HasFailure()) return;
        appended += log.size();
    }
    EXPECT_GT(appended, std::size_t{20} * seeds()) << "too little happened to mean anything";
}

RUN_ON_ALL_STORES(Linearizability);

}
}
