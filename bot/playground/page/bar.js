// The bar above the telephones: where we are, the clock and its buttons, the page's language, the people.

import { day, time } from "./dates.js";
import { h, set } from "./dom.js";
import { icon } from "./icons.js";
import { DEVICES, LANGUAGES, pick } from "./words.js";

const STEPS = ["minutes", "hour", "tomorrow", "monday"];

export const initials = (name) => name.split(/\s+/u).filter(Boolean).slice(0, 2).map((part) => [...part][0]).join("\u200C");

export function face(model, index) {
  return h("span", { class: `face ${model.fresh ? "fresh" : `tint-${index % 4}`}`, "aria-hidden": "true", dir: "auto" }, initials(model.name));
}

// Above each telephone: whose it is. The role and the collectivity are in the viewer's language; of
// somebody new one knows only what their telephone is set to.
export function card(model, index, say, language) {
  const known = [pick(model.role, language), pick(model.collectivity, language)];
  const about = (model.fresh ? [say("newcomer"), DEVICES[model.language]] : known).filter(Boolean).join(" · ");
  const name = h("div", { class: "card-name" }, h("strong", {}, h("bdi", {}, model.name)), h("span", { class: "label" }, say("fictitious")));
  return h("div", { class: "card" }, face(model, index), h("div", { class: "card-words" }, name, h("span", { class: "about", title: about }, about)));
}

// act: {language(code), step(name), newcomer(event)}
export function bar(say, language, now, act) {
  const title = h("div", { class: "brand" }, h("span", { class: "bot-face" }, icon("bridge")), h("span", {}, h("strong", {}, "جسر · Jisr"), h("small", {}, say("playground"))));
  const explanation = h("p", { class: "explanation" }, say("explanation"));
  const steps = STEPS.map((step) => h("button", { type: "button", class: "step", "data-step": step, onclick: () => act.step(step) }, say(step)));
  const clock = h("div", { class: "clock", role: "timer", "aria-label": say("clock"), title: say("clock") }, icon("clock"), h("span", { class: "clock-day" }, day(now, language)), h("strong", { class: "clock-time" }, time(now)));
  const tongues = Object.entries(LANGUAGES).map(([code, name]) => {
    const pressed = String(code === language);
    return h("button", { type: "button", lang: code, "aria-pressed": pressed, onclick: () => act.language(code) }, name);
  });
  const panel = h(
    "div",
    { class: "panel", id: "panel" },
    explanation,
    h("div", { class: "clock-group", role: "group", "aria-label": say("forward") }, clock, h("div", { class: "steps" }, steps)),
    h("div", { class: "tongues", role: "group", "aria-label": say("pageLanguage") }, tongues),
  );
  const add = h("button", { type: "button", class: "add", "aria-haspopup": "menu", onclick: act.newcomer }, icon("add"), h("span", {}, say("newcomer")));
  const switcher = h("div", { class: "switcher" }, h("nav", { class: "faces", "aria-label": say("people") }), add);
  const short = h("button", { type: "button", class: "clock-button", "aria-expanded": "false", "aria-controls": "panel", "aria-label": say("forward") }, icon("clock"), h("span", { class: "clock-time" }, time(now)));
  const element = h("header", { class: "bar" }, title, switcher, short, panel);
  short.addEventListener("click", () => {
    const open = element.classList.toggle("open");
    set(short, { "aria-expanded": String(open) });
  });
  return element;
}

export function tick(element, now, language) {
  element.querySelector(".clock-day").textContent = day(now, language);
  for (const place of element.querySelectorAll(".clock-time")) place.textContent = time(now);
}

// Whom one can go to: on a telephone, one person is seen at a time.
export function people(element, models, visit) {
  const buttons = models.map((model, index) => {
    const properties = { type: "button", "aria-label": model.name, title: model.name, "data-for": model.person, onclick: () => visit(model.person) };
    return h("button", properties, face(model, index), h("i", { class: "news", hidden: true }));
  });
  element.querySelector(".faces").replaceChildren(...buttons);
}

export function choose(element, person) {
  for (const button of element.querySelectorAll("[data-for]")) {
    const chosen = button.dataset.for === String(person);
    set(button, { "aria-pressed": String(chosen) });
    if (chosen) button.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

// Whether the bot has written to somebody since anyone looked.
export function mark(element, person, on) {
  const found = element.querySelector(`[data-for="${person}"] .news`);
  if (found) found.hidden = !on;
}

// How many more telephones can be added.
export function room(element, count, say) {
  set(element.querySelector(".add"), { disabled: count === 0, title: say(count ? "newcomerHint" : "full") });
}
