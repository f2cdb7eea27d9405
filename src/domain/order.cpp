// SPDX-License-Identifier: Apache-2.0
#include "domain/order.hpp"

#include <utility>

namespace domain {

namespace {

using MaybeAmount = std::optional<Amount>;

/// Nothing spreads: a part that overflowed makes everything built from it unknown.
MaybeAmount plus(MaybeAmount a, MaybeAmount b) { return a && b ? sum(*a, *b) : std::nullopt; }

/// Compares each stated amount with what it must be, computed from prices and quantities alone: when every part
/// that is named is set to what its `detail` says, the order adds up.
class TotalsCheck {
public:
    /// The expected amount, or nothing when it cannot be stated in JSON. `pointer()` is only called for what is wrong.
    template <typename Pointer>
    MaybeAmount compare(Amount stated, MaybeAmount expected, Pointer pointer)
    {
        if (!expected || *expected > max_amount) {
            errors_.push_back({pointer(), "overflow", "is more than 9007199254740991"});
            return std::nullopt;
        }
        if (stated != *expected) errors_.push_back({pointer(), "total_mismatch", mismatch(*expected)});
        return expected;
    }

    base::Result<void> result() &&
    {
        if (errors_.empty()) return {};
        base::Failure failure{base::FailureKind::invalid, "validation_failed", "the amounts do not add up"};
        failure.fields = std::move(errors_);
        return std::unexpected(std::move(failure));
    }

private:
    static std::string mismatch(Amount expected)
    {
        auto const amount = std::to_string(expected.units);
        return expected.units < 0 ? "the discount is more than the rest: this would be " + amount : "must be " + amount;
    }

    std::vector<base::FieldError> errors_;
};

MaybeAmount line_total(LineItem const& item)
{
    MaybeAmount price = item.unit_price;
    for (auto const& variant : item.variants) price = plus(price, variant.price);
    return price ? times(*price, item.quantity) : std::nullopt;
}

MaybeAmount grand_total(MaybeAmount subtotal, OrderContent const& content)
{
    if (!content.prices_include_tax) subtotal = plus(subtotal, content.tax);
    auto const total = plus(plus(plus(subtotal, content.delivery_fee), content.service_fee), content.tip);
    return total ? difference(*total, content.discount) : std::nullopt;
}

}

MoveContext move_context(Order const& order, bool by_channel)
{
    auto const payment = order.content.payment.status;
    return {.delivery_type = order.content.delivery_type,
            .was_paid = payment == PaymentStatus::paid || payment == PaymentStatus::partial,
            .by_channel = by_channel};
}

base::Result<void> check_totals(OrderContent const& content)
{
    TotalsCheck check;
    MaybeAmount subtotal = Amount{0};
    bool lines_fit = true;
    for (std::size_t i = 0; i < content.items.size(); ++i) {
        auto const& item = content.items[i];
        auto const line = check.compare(item.total_price, line_total(item),
                                        [i] { return "/items/" + std::to_string(i) + "/total_price"; });
        lines_fit &= line.has_value();
        subtotal = plus(subtotal, line);
    }
    // What is built on an overflow has no expected value; only the overflow is named.
    if (lines_fit) subtotal = check.compare(content.subtotal, subtotal, [] { return "/subtotal"; });
    if (subtotal) check.compare(content.total_amount, grand_total(subtotal, content), [] { return "/total_amount"; });
    return std::move(check).result();
}

}
