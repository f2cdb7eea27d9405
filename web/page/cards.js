// SPDX-License-Identifier: Apache-2.0
// What an order and an event look like. Everything from outside enters as text, never as markup.

const STATUS = {
  pending: "New",
  confirmed: "Confirmed",
  preparing: "Preparing",
  ready: "Ready",
  out_for_delivery: "Out for delivery",
  delivered: "Delivered",
  cancelled: "Cancelled",
  refunded: "Refunded",
};
const ACTION = {
  confirmed: "Accept",
  preparing: "Prepare",
  ready: "Ready",
  out_for_delivery: "Out for delivery",
  delivered: "Delivered",
  cancelled: "Cancel",
  refunded: "Refund",
};
const KIND = { pickup: "Pickup", delivery: "Delivery", dine_in: "Dine in" };

/** A node with these properties; children that are null are left out. */
export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null));
  return node;
}

function money(units, { currency, currency_digits: digits }) {
  const format = new Intl.NumberFormat(undefined, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(units / 10 ** digits);
}

function age(order) {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(order.created_at)) / 60_000));
  if (minutes < 1) return "now";
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function renderItem(item) {
  const extras = [...(item.variants ?? []).map(({ name }) => name), item.special_instructions].filter(Boolean);
  return element(
    "li",
    {},
    element("span", { className: "quantity", textContent: `${item.quantity}×` }),
    element("span", { dir: "auto", textContent: item.item_name }),
    ...extras.map((text) => element("span", { className: "item-extra", dir: "auto", textContent: text })),
  );
}

function renderActions(order, move) {
  const forward = order.allowed_next.find((status) => status !== "cancelled" && status !== "refunded");
  const buttons = order.allowed_next.map((status) => {
    const className = status === forward ? "go" : status === "cancelled" ? "stop" : "";
    const button = element("button", { type: "button", className, textContent: ACTION[status] ?? status });
    button.setAttribute("aria-label", `${button.textContent}: order ${order.order_number}`);
    button.addEventListener("click", () => move(order, status, button));
    return button;
  });
  return element("div", { className: "actions" }, ...buttons);
}

/** Fills `node` with the order. `move(order, status, button)` is called by its buttons. */
export function renderOrder(node, order, move) {
  node.className = order.status === "pending" ? "order rings" : "order";
  const place = order.delivery_address;
  const address = place && [place.street, place.building_number, place.district, place.city].filter(Boolean).join(", ");
  const parts = [
    element(
      "div",
      { className: "order-top" },
      element("h3", { className: "order-number", textContent: order.order_number }),
      element("span", { className: "order-age", textContent: age(order) }),
    ),
    element(
      "div",
      { className: "order-facts" },
      element("span", { className: "status", textContent: STATUS[order.status] }),
      element("span", { textContent: KIND[order.delivery_type] }),
      order.payment?.status === "paid" ? element("span", { textContent: "Paid" }) : null,
    ),
    element("p", { className: "customer", dir: "auto", textContent: order.customer_name }),
    element("ul", { className: "items" }, ...order.items.map(renderItem)),
    address ? element("p", { dir: "auto", textContent: address }) : null,
    order.notes ? element("p", { className: "note", dir: "auto", textContent: order.notes }) : null,
    element("p", { className: "total", textContent: money(order.total_amount, order) }),
    renderActions(order, move),
  ];
  node.replaceChildren(...parts.filter((part) => part !== null));
}

export function updateAges(cards, orders) {
  for (const [id, { node }] of cards) {
    const order = orders.get(id);
    if (order) node.querySelector(".order-age").textContent = age(order);
  }
}

export function logLine(event) {
  const time = new Date(event.occurred_at);
  const order = event.order_id && event.data?.order_number;
  const text = order ? `${order} ${STATUS[event.data.status] ?? ""}` : event.title;
  return element(
    "li",
    {},
    element("span", { className: "seq", textContent: event.seq }),
    element("time", { dateTime: event.occurred_at, textContent: time.toLocaleTimeString() }),
    element("span", { dir: "auto", textContent: text, title: event.message ?? "" }),
  );
}
