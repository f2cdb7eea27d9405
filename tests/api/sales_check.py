# SPDX-License-Identifier: Apache-2.0
"""What the statistics of a business must be, computed from its orders a second time and in another way."""

import datetime
import math
from collections import Counter
from zoneinfo import ZoneInfo

STATUSES = ["pending", "confirmed", "preparing", "ready", "out_for_delivery", "delivered", "cancelled", "refunded"]
OPEN = STATUSES[:5]
NO_SALE = ("cancelled", "refunded")


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def average(amount, count):
    return (2 * amount + count) // (2 * count) if count else None


def time_taken(times):
    if not times:
        return {"orders": 0}
    times = sorted(times)

    def rank(percent):
        return times[math.ceil(len(times) * percent / 100) - 1]

    return {"orders": len(times), "average_ms": average(sum(times), len(times)), "median_ms": rank(50),
            "p90_ms": rank(90)}


def milliseconds(later, earlier):
    return round((instant(later) - instant(earlier)) / datetime.timedelta(milliseconds=1))


def accepted_after(order):
    for change in order["status_history"][1:]:
        if change["status"] == "confirmed":
            return milliseconds(change["at"], order["created_at"])
    return None


def sales_of(orders):
    return {"sales_orders": len(orders), "sales": sum(order["total_amount"] for order in orders)}


def top_items(orders, currency):
    quantities, amounts = Counter(), Counter()
    for order in orders:
        for item in order["items"]:
            quantities[item["item_name"]] += item["quantity"]
            amounts[item["item_name"]] += item["total_price"] if order["currency"] == currency else 0
    ranked = sorted(quantities, key=lambda name: (-quantities[name], name.encode()))[:10]
    return [{"item_name": name, "quantity": quantities[name], "sales": amounts[name]} for name in ranked]


def per_day(orders, first, last, zone, currency):
    """`first` and `last` are dates; both are in."""
    days = {first + datetime.timedelta(days=n): [] for n in range((last - first).days + 1)}
    for order in orders:
        days[instant(order["created_at"]).astimezone(zone).date()].append(order)
    return [{"date": date.isoformat(), "total": len(of_day),
             "cancelled": sum(order["status"] == "cancelled" for order in of_day),
             **sales_of([order for order in of_day
                         if order["status"] not in NO_SALE and order["currency"] == currency])}
            for date, of_day in days.items()]


def expected(orders, from_, to, timezone, currency):
    """`from_` and `to` are aware; the range is half open."""
    zone = ZoneInfo(timezone)
    orders = [order for order in orders if not order["test"] and from_ <= instant(order["created_at"]) < to]
    sold = [order for order in orders if order["status"] not in NO_SALE]
    foreign = sorted({order["currency"] for order in sold} - {currency})
    sales = sales_of([order for order in sold if order["currency"] == currency])
    last = (to - datetime.timedelta(microseconds=1)).astimezone(zone).date()
    return {
        "timezone": timezone,
        "total": len(orders),
        "by_status": {status: sum(order["status"] == status for order in orders) for status in STATUSES},
        "active": sum(order["status"] in OPEN for order in orders),
        "currency": currency,
        **sales,
        "average": average(sales["sales"], sales["sales_orders"]),
        "other_currencies": [
            {"currency": code, **sales_of([order for order in sold if order["currency"] == code])}
            for code in foreign],
        "top_items": top_items(sold, currency),
        "time_to_accept": time_taken([after for after in map(accepted_after, orders) if after is not None]),
        "per_day": per_day(orders, from_.astimezone(zone).date(), last, zone, currency),
    }


def compared(answer):
    """The part of an answer that `expected` says."""
    known = {name: answer[name] for name in
             ("timezone", "total", "by_status", "active", "currency", "sales_orders", "sales", "average", "top_items",
              "time_to_accept", "per_day")}
    known["other_currencies"] = [{name: other[name] for name in ("currency", "sales_orders", "sales")}
                                 for other in answer["other_currencies"]]
    return known
