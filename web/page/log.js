// SPDX-License-Identifier: Apache-2.0
// The live log of one business over a WebSocket (subprotocol orders.v1): keeps its cursor, comes back with jitter.

const SILENCE_MS = 60_000; // The server pings every 25 s.

/** Exponential with full jitter: half a second to twenty. */
function backoff(attempt) {
  return 500 + Math.random() * Math.min(20_000, 1_000 * 2 ** attempt);
}

/** What the page has put in front of somebody: tells the channel's side when the order was seen. */
function newOrders(events) {
  return events.filter(({ type }) => type === "order.created").map((event) => event.order_id);
}

export class LiveLog {
  /**
   * `on.state("connecting" | "live" | "offline")`, `on.event(event)`, `on.reset()` (await it for the cursor of a
   * snapshot), `on.unauthorized()` (await it for a fresh token, or nothing to stop), `on.ended(code)`.
   */
  constructor(business, token, cursor, on) {
    this.business = business;
    this.token = token;
    this.cursor = cursor;
    this.on = on;
    this.attempt = 0;
    this.isStopped = false;
    this.connect();
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.socket?.close();
  }

  connect() {
    this.on.state("connecting");
    this.wait = undefined;
    const address = new URL(`/ws/notifications/${this.business}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address, "orders.v1");
    this.socket = socket;
    socket.onopen = () => {
      this.listen();
      this.send({ t: "hello", token: this.token, cursor: this.cursor, device: "Page" });
    };
    socket.onmessage = (message) => {
      this.listen();
      this.take(JSON.parse(message.data)).catch(() => socket.close());
    };
    socket.onclose = (close) => {
      if (socket === this.socket) this.closed(close.code);
    };
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** A connection that says nothing for so long is dead, whatever the system thinks. */
  listen() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.socket.close(), SILENCE_MS);
  }

  async take(message) {
    switch (message.t) {
      case "welcome":
        this.epoch = message.epoch;
        this.attempt = 0;
        this.cursor ??= `${message.epoch}:${message.head}`;
        break;
      case "events":
        for (const event of message.events) this.on.event(event);
        this.cursor = `${this.epoch}:${message.to}`;
        this.send({ t: "ack", seq: message.to, shown: newOrders(message.events) });
        break;
      case "live":
        this.on.state("live");
        break;
      case "ping":
        this.send({ t: "pong", seq: this.seq() });
        break;
      case "reset":
        this.cursor = await this.on.reset();
        this.epoch = this.cursor.slice(0, this.cursor.lastIndexOf(":"));
        this.send({ t: "resume", cursor: this.cursor });
        break;
      case "auth":
        this.token = (await this.on.unauthorized()) ?? this.token;
        this.send({ t: "auth", token: this.token });
        break;
      case "bye":
        this.wait = message.wait_ms;
        break;
    }
  }

  seq() {
    return this.cursor ? Number(this.cursor.slice(this.cursor.lastIndexOf(":") + 1)) : 0;
  }

  async closed(code) {
    clearTimeout(this.watchdog);
    if (this.isStopped) return;
    this.on.state("offline");
    if (code === 4403 || code === 4500 || code === 4503) return this.on.ended(code);
    if (code === 4401) {
      const token = await this.on.unauthorized();
      if (!token || this.isStopped) return;
      this.token = token;
    }
    const [least, most] = this.wait ?? [0, 0];
    const delay = this.wait ? least + Math.random() * (most - least) : backoff(this.attempt++);
    this.timer = setTimeout(() => this.connect(), delay);
  }
}
