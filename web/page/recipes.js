// SPDX-License-Identifier: Apache-2.0
// Lines for a terminal, filled in for this business.

import { element } from "./cards.js";

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

function recipes(business, { cursor, email, password }, key) {
  const api = `${location.origin}/api/v1`;
  const log = `${api}/businesses/${business.id}/notifications`;
  const json = '-H "Content-Type: application/json"';
  const person = JSON.stringify(password ? { email, password } : { email: "YOUR EMAIL", password: "YOUR PASSWORD" });
  return [
    [
      "Post an order",
      `curl -sS ${api}/orders \\\n  -H "Authorization: Bearer ${key}" ${json} \\\n` +
        `  -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \\\n  -d '${exampleOrder(business)}'`,
    ],
    [
      "Sign in",
      `token=$(curl -sS ${api}/auth/login \\\n  ${json} \\\n  -d '${person}' |\n` +
        `  sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    ],
    ["Read the log", `curl -sS "${log}?limit=5" \\\n  -H "Authorization: Bearer $token"`],
    ["Wait for what comes next", `curl -sS "${log}?cursor=${cursor}&wait=25" \\\n  -H "Authorization: Bearer $token"`],
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
export function showRecipes(node, business, facts, call) {
  const show = (key) => recipes(business, facts, key).map(renderRecipe);
  const make = element("button", { type: "button", textContent: "Make an API key for these lines" });
  make.addEventListener("click", async () => {
    make.disabled = true;
    try {
      const { key } = await call("POST", `/businesses/${business.id}/api-keys`, {
        name: "Terminal",
        scopes: ["orders:write"],
      });
      node.replaceChildren(...show(key));
    } catch (error) {
      make.textContent = error.message;
    }
  });
  node.replaceChildren(make, ...show("ork_live_…"));
}
