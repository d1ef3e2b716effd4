// A person's telephone: its frame, the conversation with Jisr, and what the person can do there.

import { Bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { day, read, sameDay, time } from "./dates.js";
import { tokenOf } from "./deeplink.js";
import { animate, calm, h, set } from "./dom.js";
import { entrance } from "./entrance.js";
import { icon } from "./icons.js";
import { post } from "./link.js";
import { openMenu } from "./menu.js";
import { direction, known, words } from "./words.js";

const TOAST = 3200;
const PATIENCE = 20000;
const NEAR = 80;
const GLIDE = 700; // milliseconds a smooth scroll may take
// How long a bot that says it is typing is believed.
const TYPING = 5000;

export class Phone {
  // openLink(phone, token, event): somebody taps a link into the chat.
  constructor(model, { link, now, openLink, draft = "" }) {
    Object.assign(this, { model, link, now, openLink, bubbles: new Map(), waiting: new Map(), answered: new Set(), below: 0, following: true });
    this.element = h("section", { class: "phone" });
    this.draw(draft);
  }

  get draft() {
    return this.composer?.input.value ?? "";
  }

  send(action) {
    return this.link.send({ ...action, person: this.model.person }).then((result) => {
      if (!result.ok) this.toast(this.say(result.error === "offline" ? "offline" : "refused"));
      return result;
    });
  }

  // Everything, from the model: at the start, after a reconnection, and when the language changes.
  draw(draft = this.draft) {
    const { model } = this;
    this.language = known(model.language);
    this.direction = direction(this.language);
    this.say = words(this.language);
    this.bubbles.clear();
    this.time = h("span", { class: "status-time" }, time(this.now));
    this.under = h("span", { class: "under" }, this.say("bot"));
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": `${this.say("conversation")} ${model.bot}`, tabindex: 0 });
    this.typingRow = h("div", { class: "message theirs typing", hidden: true }, h("div", { class: "bubble", role: "status", "aria-label": this.say("typing") }, h("i"), h("i"), h("i")));
    this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.foot = h("div", { class: "foot" });
    this.screen = h("div", { class: "screen", lang: this.language, dir: this.direction }, this.status(), this.header(), h("div", { class: "paper" }, this.log, this.latest(), this.toasts), this.foot);
    this.element.replaceChildren(this.screen);
    set(this.element, { "aria-label": `${this.say("phoneOf")} ${model.name}`, "data-person": model.person });
    this.footing(draft);
    this.fill();
    this.log.addEventListener("scroll", () => this.settle());
    this.watch?.disconnect();
    this.watch = new ResizeObserver(() => this.following && this.toEnd());
    this.watch.observe(this.log);
  }

  status() {
    const signs = h("span", { class: "status-signs" }, icon("signal"), icon("wifi"), icon("battery"));
    return h("div", { class: "status", "aria-hidden": "true", dir: "ltr" }, this.time, h("i", { class: "camera" }), signs);
  }

  header() {
    const open = (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      openMenu(this.screen, this.options(), { x: box.left, y: box.bottom }, this.say("more"));
    };
    const more = h("button", { type: "button", class: "round more", "aria-label": this.say("more"), onclick: open }, icon("more"));
    const name = h("span", { class: "names" }, h("strong", {}, h("bdi", {}, this.model.bot)), this.under);
    return h("header", { class: "head" }, h("span", { class: "bot-face" }, icon("bridge")), name, more);
  }

  options() {
    const word = this.model.blocked ? "unblock" : "block";
    return [{ icon: word, label: this.say(word), act: () => this.send({ do: "block", on: !this.model.blocked }) }];
  }

  latest() {
    this.count = h("span", { class: "latest-count", hidden: true });
    this.jump = h("button", { type: "button", class: "round latest", "aria-label": this.say("latest"), hidden: true, onclick: () => this.toEnd(true) }, icon("down"), this.count);
    return this.jump;
  }

  // The bottom of the screen: a way in, a way back, or a place to write.
  footing(draft = this.draft) {
    const { model } = this;
    const wide = (word, act) => h("button", { type: "button", class: "wide", onclick: act }, this.say(word));
    this.composer = null;
    if (model.blocked) {
      this.foot.replaceChildren(h("p", { class: "blocked" }, this.say("blocked")), wide("unblock", () => this.send({ do: "block", on: false })));
    } else if (model.messages.length === 0) {
      this.foot.replaceChildren(...entrance({ say: this.say, direction: this.direction, model, actions: this.actions() }));
    } else {
      this.composer = new Composer(this.screen, { say: this.say, direction: this.direction, language: this.language, actions: this.actions(), commands: model.commands, username: model.username });
      this.composer.input.value = draft;
      this.foot.replaceChildren(this.composer.element);
      this.composer.refresh();
    }
  }

  actions() {
    return {
      say: (text) => this.send({ do: "say", text }),
      start: (token) => this.start(token),
      edit: (message, text) => this.send({ do: "edit", message, text }),
      inline: (words) => this.send({ do: "inline", words }),
      choose: (result) => this.send({ do: "choose", result }),
      location: (place) => this.send({ do: "location", ...place }),
      toast: (text) => this.toast(text),
      lastOwn: () => this.model.messages.findLast((message) => !message.fromBot && message.text && !message.file && !message.via),
      file: async (kind, blob, details) => {
        const result = await post(this.model.person, kind, blob, details);
        if (!result.ok) this.toast(this.say(result.error === "large" ? "large" : "refused"));
      },
    };
  }

  // What Start does, in a chat that was opened with a link too.
  start(token) {
    return this.send({ do: "say", text: token ? `/start ${token}` : "/start" });
  }

  fill() {
    const { messages } = this.model;
    const heard = messages.findLastIndex((message) => message.fromBot);
    messages.forEach((message, index) => (message.seen = index < heard));
    const welcome = h("p", { class: "welcome" }, h("span", { class: "bot-face" }, icon("bridge")), h("span", {}, this.say("welcome")));
    this.log.replaceChildren(...(messages.length ? [] : [welcome]), this.typingRow);
    this.lastDay = null;
    for (const message of messages) this.place(message);
    this.typing(this.model.typing);
    requestAnimationFrame(() => this.toEnd());
  }

  place(message) {
    const date = read(message.date);
    if (!this.lastDay || !sameDay(this.lastDay, date)) {
      this.typingRow.before(h("div", { class: "day", "data-day": message.date.slice(0, 10) }, h("span", {}, this.dayName(date))));
    }
    this.lastDay = date;
    const bubble = new Bubble(message, this.surroundings());
    this.bubbles.set(message.id, bubble);
    this.typingRow.before(bubble.element);
    return bubble;
  }

  surroundings() {
    const { model } = this;
    return {
      say: this.say,
      direction: this.direction,
      language: this.language,
      names: { bot: model.bot, person: model.name },
      address: (id) => `/playground/file/${model.person}/${id}`,
      opener: (url) => this.opener(url),
      onCommand: (text) => this.send({ do: "say", text }),
      onMenu: (message, place) => openMenu(this.screen, this.choices(message), place, this.say("more")),
      onPress: (id, data, key) => this.press(id, data, key),
    };
  }

  opener(url) {
    const token = tokenOf(url, this.model.username);
    return token && ((event) => {
      event.preventDefault();
      this.openLink(this, token, event);
    });
  }

  dayName(date) {
    const yesterday = new Date(this.now.getTime() - 86400000);
    if (this.language !== "zgh" && sameDay(date, this.now)) return this.say("today");
    if (this.language !== "zgh" && sameDay(date, yesterday)) return this.say("yesterday");
    return day(date, this.language);
  }

  choices(message) {
    const items = [];
    if (!message.fromBot && !message.file && !message.via && message.text && this.composer) {
      items.push({ icon: "edit", label: this.say("edit"), act: () => this.composer.edit(message) });
    }
    if (message.text) items.push({ icon: "copy", label: this.say("copy"), act: () => this.copy(message.text) });
    return items.length ? items : this.options();
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    this.toast(this.say("copied"));
  }

  // ---- what happens

  message(message) {
    if (this.bubbles.has(message.id)) return this.edit(message);
    const first = this.model.messages.length === 0;
    this.model.messages.push(message);
    if (first) this.log.querySelector(".welcome")?.remove();
    if (first) this.footing();
    const follow = this.atEnd() || !message.fromBot;
    if (message.fromBot) this.typing(false);
    const { element } = this.place(message);
    animate(element, [{ opacity: 0, transform: "translateY(10px) scale(.98)" }, { opacity: 1, transform: "none" }], 220);
    if (message.fromBot) for (const bubble of this.bubbles.values()) bubble.see();
    return follow ? this.toEnd(true) : this.unread(this.below + 1);
  }

  edit(message) {
    const index = this.model.messages.findIndex(({ id }) => id === message.id);
    if (index < 0) return;
    this.model.messages[index] = message;
    const follow = this.atEnd();
    if (message.fromBot) this.typing(false);
    this.bubbles.get(message.id).update(message);
    if (message.fromBot) for (const bubble of this.bubbles.values()) bubble.see();
    if (follow) this.toEnd();
  }

  remove(id) {
    this.model.messages = this.model.messages.filter((message) => message.id !== id);
    this.bubbles.get(id)?.element.remove();
    this.bubbles.delete(id);
  }

  async press(message, data, key) {
    if (key.getAttribute("aria-busy") === "true") return;
    key.setAttribute("aria-busy", "true");
    const free = () => key.removeAttribute("aria-busy");
    const result = await this.send({ do: "press", message, data });
    if (!result.ok || this.answered.has(result.query)) return free();
    this.waiting.set(result.query, free);
    return setTimeout(free, PATIENCE);
  }

  answer({ query, text, alert }) {
    this.answered.add(query);
    this.waiting.get(query)?.();
    this.waiting.delete(query);
    if (text && alert) this.alert(text);
    else if (text) this.toast(text);
  }

  // What was found for words typed after the bot's name.
  found(event) {
    this.composer?.finds.show(event);
  }

  toast(text) {
    const toast = h("div", { class: "toast", dir: "auto" }, text);
    this.toasts.append(toast);
    animate(toast, [{ opacity: 0, transform: "translateY(8px)" }, { opacity: 1, transform: "none" }], 180);
    setTimeout(() => toast.remove(), TOAST);
  }

  alert(text) {
    const from = document.activeElement;
    const close = () => {
      veil.remove();
      from?.focus();
    };
    const ok = h("button", { type: "button", class: "wide", onclick: close }, this.say("ok"));
    const box = h("div", { class: "alert", role: "alertdialog", "aria-label": text }, h("p", { dir: "auto" }, text), ok);
    const veil = h("div", { class: "veil", onkeydown: (event) => event.key === "Escape" && close() }, box);
    this.screen.append(veil);
    ok.focus();
  }

  typing(on) {
    this.model.typing = on;
    clearTimeout(this.stopsTyping);
    if (on) this.stopsTyping = setTimeout(() => this.typing(false), TYPING);
    const follow = this.atEnd();
    this.typingRow.hidden = !on;
    this.under.textContent = this.say(on ? "typing" : "bot");
    this.under.classList.toggle("busy", on);
    if (on && follow) this.toEnd();
  }

  state({ blocked }) {
    this.model.blocked = blocked;
    this.footing();
  }

  // The person is known by another name, role or language than before.
  speak({ language, commands, ...known }) {
    const same = language === this.model.language;
    Object.assign(this.model, { language, commands, ...known });
    if (!same) return this.draw();
    return this.composer && Object.assign(this.composer, { commands }).refresh();
  }

  clock(now) {
    const turned = !sameDay(now, this.now);
    this.now = now;
    this.time.textContent = time(now);
    if (!turned) return;
    for (const mark of this.log.querySelectorAll(".day")) mark.firstChild.textContent = this.dayName(read(`${mark.dataset.day}T00:00:00`));
  }

  // ---- where the reader is

  // True also on the way there: what arrives during a smooth scroll is followed too.
  atEnd() {
    if (performance.now() - this.leftFor < GLIDE) return true;
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  toEnd(smooth = false) {
    this.leftFor = performance.now();
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
    this.unread(0);
  }

  settle() {
    this.following = this.atEnd();
    this.jump.hidden = this.following;
    if (this.following) this.unread(0);
  }

  unread(count) {
    this.below = count;
    this.count.hidden = count === 0;
    this.count.textContent = String(count);
  }
}
