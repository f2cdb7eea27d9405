// SPDX-License-Identifier: Apache-2.0
// The counter: open orders, the live log, and lines to try from a terminal.

import { LiveLog } from "./log.js";
import { renderOrder, updateAges, logLine } from "./cards.js";
import { showRecipes } from "./recipes.js";
import { Ringer } from "./ringer.js";

/** @type {(id: string) => any} What it is stands in index.html. */
const at = (id) => document.getElementById(id);
const OPEN = new Set(["pending", "confirmed", "preparing", "ready", "out_for_delivery"]);
const DEMO_EMAIL = "demo@example.com";
const LOG_LINES = 100;

const demoPassword = location.hash.slice(1);
const ringer = new Ringer(at("sound"));

let token = sessionStorage.getItem("token");
let refreshToken = sessionStorage.getItem("refresh-token");
let renewing;
let business;
let live;
let lastSeq = 0;
const orders = new Map();
const cards = new Map();

// --- The API

class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

async function call(method, path, body, retried = false) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(`/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const content = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (answer.ok) return content;
  if (answer.status === 401 && !path.startsWith("/auth/") && !retried && (await renewToken()))
    return call(method, path, body, true);
  throw new Refused(answer.status, content);
}

// --- Signing in and out

function keep(tokens) {
  token = tokens?.access_token ?? null;
  refreshToken = tokens?.refresh_token ?? null;
  sessionStorage.setItem("token", token ?? "");
  sessionStorage.setItem("refresh-token", refreshToken ?? "");
}

async function signIn(email, password) {
  keep(await call("POST", "/auth/login", { email, password }));
}

/** A fresh access token, or nothing when a person has to sign in; asked at once by several it is got once. */
function renewToken() {
  renewing ??= renew().finally(() => (renewing = undefined));
  return renewing;
}

async function renew() {
  if (refreshToken) {
    try {
      keep(await call("POST", "/auth/refresh", { refresh_token: refreshToken }));
      return token;
    } catch (error) {
      // Offline is no reason to sign out.
      if (!(error instanceof Refused)) throw error;
    }
  }
  keep(null);
  // Under the demo the password is at hand.
  if (demoPassword) {
    try {
      await signIn(DEMO_EMAIL, demoPassword);
      return token;
    } catch {
      // An old link: let the person see the form.
    }
  }
  showSignIn();
  return null;
}

function showSignIn() {
  live?.stop();
  ringer.ring(0);
  document.title = "Sign in";
  at("counter").hidden = true;
  at("sign-in").hidden = false;
  if (demoPassword) {
    at("email").value = DEMO_EMAIL;
    at("password").value = demoPassword;
  }
  at(at("email").value ? "password" : "email").focus();
}

at("sign-in-form").addEventListener("submit", async (submit) => {
  submit.preventDefault();
  at("sign-in-problem").textContent = "";
  try {
    await signIn(at("email").value, at("password").value);
    await showCounter();
  } catch (error) {
    at("sign-in-problem").textContent = error.message;
  }
});

at("sign-out").addEventListener("click", async () => {
  await call("POST", "/auth/logout").catch(() => {});
  keep(null);
  at("password").value = "";
  showSignIn();
});

// --- The counter

async function showCounter() {
  const { businesses } = await call("GET", "/businesses?limit=100");
  at("sign-in").hidden = true;
  at("counter").hidden = false;
  const choice = at("businesses");
  choice.replaceChildren(...businesses.map(({ id, name }) => new Option(name, id)));
  choice.hidden = businesses.length < 2;
  choice.onchange = () => watch(businesses.find(({ id }) => id === choice.value)).catch(report);
  if (businesses.length) return watch(businesses[0]);
  at("business-name").textContent = "No business yet";
  notice("Create a business first: POST /api/v1/businesses, as the README shows.");
}

async function watch(chosen) {
  live?.stop();
  business = chosen;
  lastSeq = 0;
  at("business-name").textContent = business.name;
  at("log").replaceChildren();
  notice("");
  const cursor = await takeSnapshot();
  await fillLog();
  showRecipes(at("recipes"), business, { cursor, password: demoPassword, email: DEMO_EMAIL }, call);
  live = new LiveLog(business.id, token, cursor, {
    state: showConnection,
    event: takeEvent,
    reset: takeSnapshot,
    unauthorized: renewToken,
    ended: (code) => {
      showConnection("ended");
      notice(`The server closed the live log for good (${code}). Reload the page to try again.`);
    },
  });
}

/** The open orders as they are now, and the cursor to go on from. */
async function takeSnapshot() {
  orders.clear();
  let cursor;
  let page = "";
  do {
    const part = await call("GET", `/businesses/${business.id}/snapshot${page}`);
    cursor ??= part.cursor;
    for (const order of part.orders) orders.set(order.id, order);
    page = part.has_more ? `?cursor=${encodeURIComponent(part.next)}` : "";
  } while (page);
  show();
  return cursor;
}

async function fillLog() {
  const { notifications } = await call("GET", `/businesses/${business.id}/notifications?limit=50`);
  for (const event of notifications) addLogLine(event);
}

function takeEvent(event) {
  addLogLine(event);
  const order = event.order_id && event.data?.version ? event.data : undefined;
  if (order) takeOrder(order);
  if (event.type === "order.created") at("announcer").textContent = `New order ${order.order_number}`;
  if (event.type === "order.reminder") at("announcer").textContent = event.title;
  if (event.type === "business.updated") at("business-name").textContent = event.data.name;
}

function takeOrder(order) {
  const known = orders.get(order.id);
  if (known && known.version >= order.version) return;
  orders.set(order.id, order);
  show();
}

function addLogLine(event) {
  if (event.seq <= lastSeq) return;
  lastSeq = event.seq;
  at("log").prepend(logLine(event));
  while (at("log").childElementCount > LOG_LINES) at("log").lastElementChild.remove();
}

/** New orders first, oldest on top; a card is drawn anew only when its order changed. */
function show() {
  for (const [id, order] of orders) if (!OPEN.has(order.status)) orders.delete(id);
  const open = [...orders.values()].sort(
    (a, b) => Number(b.status === "pending") - Number(a.status === "pending") || a.number - b.number,
  );
  for (const [id, card] of cards) {
    if (orders.has(id)) continue;
    card.node.remove();
    cards.delete(id);
  }
  open.forEach((order, place) => {
    const card = cards.get(order.id) ?? { node: document.createElement("article"), version: 0 };
    cards.set(order.id, card);
    if (card.version !== order.version) {
      const hadFocus = card.node.contains(document.activeElement);
      renderOrder(card.node, order, move);
      card.version = order.version;
      if (hadFocus) card.node.querySelector("button")?.focus();
    }
    if (at("orders").children[place] !== card.node) at("orders").insertBefore(card.node, at("orders").children[place]);
  });
  const pending = open.filter(({ status }) => status === "pending").length;
  at("open-count").textContent = open.length;
  at("no-orders").hidden = open.length > 0;
  document.title = pending ? `(${pending}) New orders` : business.name;
  ringer.ring(pending);
}

/** Moves an order on, from the status that this page shows. */
async function move(order, status, button) {
  const body = { status, from: order.status };
  if (status === "cancelled") {
    const code = await askWhy();
    if (!code) return;
    body.reason = { code };
  }
  button.disabled = true;
  try {
    takeOrder(await call("PATCH", `/orders/${order.id}/status`, body));
    notice("");
  } catch (error) {
    if (error.problem?.order) takeOrder(error.problem.order);
    report(error);
  } finally {
    button.disabled = false;
  }
}

function askWhy() {
  const dialog = at("cancel");
  dialog.returnValue = "keep";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.onclose = () => answer(dialog.returnValue === "cancel" ? at("cancel-reason").value : null);
  });
}

// --- What the page says

function showConnection(state) {
  const words = { connecting: "Connecting", live: "Live", offline: "Offline, trying again", ended: "Ended" };
  at("connection").dataset.state = state;
  at("connection").textContent = words[state];
}

function notice(text) {
  at("notice").textContent = text;
  at("notice").hidden = !text;
}

function report(error) {
  if (error.status !== 401) notice(error.message);
}

setInterval(() => updateAges(cards, orders), 5_000);

async function start() {
  if (!token && demoPassword) await renewToken();
  if (!token) return showSignIn();
  await showCounter();
}

start().catch((error) => {
  report(error);
  if (at("counter").hidden) showSignIn();
});
