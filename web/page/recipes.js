// SPDX-License-Identifier: Apache-2.0
// Lines for a terminal, filled in for this business.

import { element } from "./cards.js";

const KEY_PLACE = "ork_live_…";

function exampleOrder({ id, currency_digits: digits }) {
  const price = 12 * 10 ** digits;
  return JSON.stringify({
    business_id: id,
    customer_name: "Layla Hassan",
    customer_phone: "+9647901234567",
    items: [{ item_name: "Margherita", quantity: 1, unit_price: price, total_price: price }],
    delivery_type: "pickup",
    total_amount: price,
  });
}

function recipes(business, cursor, key) {
  const api = `${location.origin}/api/v1`;
  const log = `${api}/businesses/${business.id}/notifications`;
  return [
    [
      "Post an order",
      `curl -sS ${api}/orders \\\n  -H "Authorization: Bearer ${key}" \\\n  -H "Idempotency-Key: $(uuidgen)" \\\n` +
        `  -H "Content-Type: application/json" \\\n  -d '${exampleOrder(business)}'`,
    ],
    ["Read the log", `curl -sS "${log}?limit=5" \\\n  -H "Authorization: Bearer ${key}"`],
    ["Wait for what comes next", `curl -sS "${log}?cursor=${cursor}&wait=25" \\\n  -H "Authorization: Bearer ${key}"`],
  ];
}

function renderRecipe([title, text]) {
  const copy = element("button", { type: "button", textContent: "Copy" });
  copy.setAttribute("aria-label", `Copy: ${title}`);
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy"), 1_500);
  });
  // The clipboard is there on localhost and over HTTPS only.
  const button = navigator.clipboard ? copy : null;
  return element(
    "div",
    { className: "recipe" },
    element("h3", {}, title, button),
    element("pre", { dir: "ltr", tabIndex: 0, textContent: text }),
  );
}

/** `call(method, path, body)` asks the API; it makes the key when the person wants one. */
export function showRecipes(node, business, cursor, call) {
  const show = (key) => recipes(business, cursor, key).map(renderRecipe);
  const make = element("button", { type: "button", textContent: "Make an API key for these lines" });
  make.addEventListener("click", async () => {
    make.disabled = true;
    try {
      const { key } = await call("POST", `/businesses/${business.id}/api-keys`, {
        name: "Terminal",
        scopes: ["orders:write", "orders:read"],
      });
      node.replaceChildren(...show(key));
    } catch (error) {
      make.textContent = error.message;
    }
  });
  node.replaceChildren(make, ...show(KEY_PLACE));
}
