// The one line to the server: events come in, actions go out, each action is answered.

const WAITS = [300, 800, 2000, 4000];

export class Link {
  constructor(hear, online) {
    this.hear = hear;
    this.online = online;
    this.asked = new Map();
    this.counter = 0;
    this.failures = 0;
    this.open();
  }

  open() {
    this.socket = new WebSocket(`ws://${location.host}/ws`);
    this.socket.onopen = () => {
      this.failures = 0;
      this.online(true);
    };
    this.socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    this.socket.onclose = () => this.closed();
  }

  receive(event) {
    if (event.type !== "done") return this.hear(event);
    const answer = this.asked.get(event.id);
    this.asked.delete(event.id);
    return answer?.(event);
  }

  closed() {
    this.online(false);
    for (const answer of this.asked.values()) answer({ ok: false, error: "offline" });
    this.asked.clear();
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    setTimeout(() => this.open(), wait);
  }

  // Resolves to {ok, error?, ...}; never rejects.
  send(action) {
    if (this.socket.readyState !== WebSocket.OPEN) return Promise.resolve({ ok: false, error: "offline" });
    this.counter += 1;
    const id = this.counter;
    this.socket.send(JSON.stringify({ ...action, id }));
    return new Promise((answer) => this.asked.set(id, answer));
  }
}

// Files go by POST: they may be large. Resolves to {ok, error?}.
export async function post(person, kind, file, { name } = {}) {
  const form = new FormData();
  form.set("person", String(person));
  form.set("kind", kind);
  form.set("file", file, name ?? file.name ?? "file");
  try {
    const response = await fetch("/playground/file", { method: "POST", body: form });
    if (response.ok) return { ok: true };
    return { ok: false, error: response.status === 413 ? "large" : await response.text() };
  } catch {
    return { ok: false, error: "offline" };
  }
}
