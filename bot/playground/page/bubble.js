// One message on the screen: its text or file, its time, the buttons under it.

import { read, time } from "./dates.js";
import { animate, calm, h } from "./dom.js";
import { directionOf, render } from "./entities.js";
import { icon } from "./icons.js";
import { player } from "./player.js";

const HOLD = 500;
const SHEET = /\.(xlsx|csv)$/i;

// A message: {id, fromBot, text, entities, rows, file, via, sticker, location, contact, date, edited, reactions};
// surroundings: {say, direction, language, names: {bot, person}, address(id), opener(url), onMenu, onCommand, onPress}
export class Bubble {
  constructor(message, surroundings) {
    this.around = surroundings;
    this.element = h("div", { class: `message ${message.fromBot ? "theirs" : "mine"}`, "data-id": message.id });
    this.listen();
    this.draw(message);
  }

  update(message) {
    message.seen = this.message.seen;
    if (JSON.stringify(message) === JSON.stringify(this.message)) return;
    const bubble = this.element.querySelector(".bubble");
    const before = this.element.offsetHeight;
    const focused = this.element.contains(document.activeElement);
    this.draw(message);
    if (focused) this.element.querySelector(".key")?.focus({ preventScroll: true });
    if (calm()) return;
    const after = this.element.offsetHeight;
    animate(this.element.querySelector(".bubble"), [{ opacity: 0.25 }, { opacity: 1 }], 320);
    if (bubble && before !== after) {
      animate(this.element, [{ height: `${before}px`, overflow: "clip" }, { height: `${after}px`, overflow: "clip" }], 220);
    }
  }

  draw(message) {
    this.message = message;
    const { fromBot, file, text } = message;
    const bubble = h("div", { class: `bubble${file ? ` holds-${file.kind}` : ""}` });
    bubble.append(h("span", { class: "unseen" }, `${fromBot ? this.around.names.bot : this.around.names.person}: `));
    if (message.via) bubble.append(h("span", { class: "via" }, `${this.around.say("via")} `, h("bdi", {}, `@${message.via}`)));
    if (message.sticker) bubble.append(h("span", { class: "sticker", role: "img" }, message.sticker));
    else if (file) bubble.append(this.media(file));
    if (message.location) bubble.append(place(message.location, this.around.say));
    if (message.contact) bubble.append(chip("contact", message.contact.name, message.contact.phone));
    const meta = this.meta();
    if (text) bubble.append(this.words(text, meta));
    bubble.append(meta);
    bubble.append(this.handle());
    this.element.replaceChildren(bubble);
    if (message.reactions.length) bubble.append(h("span", { class: "reaction" }, message.reactions.join(" ")));
    if (message.rows.length) this.element.append(this.keyboard(message.rows));
  }

  words(text, meta) {
    // A deep link's token is the telephone's business: people see "/start".
    const shown = this.message.fromBot ? text : text.replace(/^(\/start) \S+$/, "$1");
    const box = h("div", { class: "text" }, render(shown, this.message.entities, this.around));
    const last = box.lastElementChild;
    if (last?.matches(".line") && [null, this.around.direction].includes(directionOf(shown.split("\n").at(-1)))) {
      // The time stands at the end of the last line, whose end is kept free by as much as it takes.
      last.append(h("span", { class: "meta-room", "data-room": meta.textContent, "aria-hidden": "true" }));
    } else {
      box.classList.add("clear");
    }
    return box;
  }

  meta() {
    const { date, edited, fromBot } = this.message;
    const line = h("span", { class: "meta" });
    if (edited) line.append(h("span", { class: "edited" }, this.around.say("edited")));
    line.append(h("time", { datetime: date }, time(read(date))));
    if (!fromBot) line.append(this.ticks());
    return line;
  }

  ticks() {
    const seen = this.message.seen === true;
    const label = this.around.say(seen ? "seen" : "sent");
    const mark = h("span", { class: `ticks${seen ? " seen" : ""}`, role: "img", "aria-label": label });
    mark.append(icon(seen ? "seen" : "sent"));
    return mark;
  }

  see() {
    if (this.message.seen || this.message.fromBot) return;
    this.message.seen = true;
    this.element.querySelector(".meta > .ticks")?.replaceWith(this.ticks());
  }

  media(file) {
    const { say } = this.around;
    const address = this.around.address(this.message.id);
    if (file.kind === "photo") {
      const image = h("img", { src: address, alt: say("photo"), width: 240, height: 180, loading: "lazy" });
      return h("button", { type: "button", class: "photo", "aria-label": `${say("open")}: ${say("photo")}`, onclick: () => enlarge(address, say) }, image);
    }
    if (file.kind === "voice" || file.kind === "audio") {
      return player(address, { seed: this.message.id, say });
    }
    if (file.kind === "video") return h("video", { src: address, controls: true, width: 240, height: 180, preload: "metadata" });
    const name = file.name ?? say("document");
    const link = { class: "file", href: address, download: name, "aria-label": `${say("download")}: ${name}` };
    return h("a", link, ...chipParts(SHEET.test(name) ? "sheet" : "document", name, size(file.size, this.around)));
  }

  keyboard(rows) {
    const keyboard = h("div", { class: "keyboard" });
    for (const row of rows) keyboard.append(h("div", { class: "row" }, row.map((button) => this.button(button))));
    return keyboard;
  }

  button({ text, data, url }) {
    const label = h("span", { dir: "auto" }, text);
    const open = url && this.around.opener(url);
    if (open) return h("button", { type: "button", class: "key", onclick: open }, label, icon("phone"));
    if (url) return h("a", { class: "key", href: safe(url), target: "_blank", rel: "noopener noreferrer" }, label, icon("external"));
    const press = (event) => this.around.onPress(this.message.id, data, event.currentTarget);
    return h("button", { type: "button", class: "key", onclick: press }, label);
  }

  handle() {
    const { say } = this.around;
    const open = (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      this.around.onMenu(this.message, { x: box.left, y: box.bottom });
    };
    return h("button", { type: "button", class: "handle", "aria-label": say("more"), onclick: open }, icon("down"));
  }

  listen() {
    let held = null;
    const open = (event) => {
      if (event.target.closest("a, .key")) return;
      event.preventDefault();
      this.around.onMenu(this.message, { x: event.clientX, y: event.clientY });
    };
    const release = () => clearTimeout(held);
    this.element.addEventListener("contextmenu", open);
    this.element.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" && event.target.closest(".bubble")) held = setTimeout(() => open(event), HOLD);
    });
    for (const end of ["pointerup", "pointercancel", "pointermove"]) this.element.addEventListener(end, release);
  }
}

function chipParts(name, title, detail) {
  const words = h("span", { class: "chip-words" }, h("bdi", {}, title));
  if (detail) words.append(h("small", {}, h("bdi", {}, detail)));
  return [h("span", { class: `chip-icon of-${name}` }, icon(name)), words];
}

const chip = (name, title, detail) => h("div", { class: "file" }, ...chipParts(name, title, detail));

function place({ latitude, longitude }, say) {
  const figures = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  const map = h("div", { class: "map", role: "img", "aria-label": say("location") }, icon("location"));
  return h("div", { class: "place" }, map, h("bdi", {}, figures));
}

function size(bytes, { say, language }) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1000))} ${say("kilobytes")}`;
  const figures = (bytes / 1e6).toFixed(1);
  return `${language === "en" ? figures : figures.replace(".", ",")} ${say("megabytes")}`;
}

function safe(url) {
  return /^(https?|tg|mailto|tel):/i.test(url) ? url : "about:blank";
}

function enlarge(address, say) {
  const dialog = h("dialog", { class: "lightbox", "aria-label": say("photo") }, h("img", { src: address, alt: say("photo") }));
  const close = h("button", { type: "button", class: "round", "aria-label": say("close"), onclick: () => dialog.close() }, icon("close"));
  dialog.append(close);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
