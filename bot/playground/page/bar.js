// The bar above the telephones: where we are, the clock and its buttons, the page's language, the people.

import { day, time } from "./dates.js";
import { h, set } from "./dom.js";
import { icon } from "./icons.js";
import { LANGUAGES, pick } from "./words.js";

const STEPS = ["minutes", "hour", "tomorrow", "monday"];

export const initials = (name) => name.split(/\s+/u).filter(Boolean).slice(0, 2).map((part) => [...part][0]).join("\u200C");

export function face(model, index) {
  return h("span", { class: `face tint-${index % 4}`, "aria-hidden": "true", dir: "auto" }, initials(model.name));
}

// Above each telephone: whose it is. The role and the collectivity are in the viewer's language.
export function card(model, index, say, language) {
  const about = `${pick(model.role, language)} · ${pick(model.collectivity, language)}`;
  const name = h("div", { class: "card-name" }, h("strong", {}, h("bdi", {}, model.name)), h("span", { class: "label" }, say("fictitious")));
  return h("div", { class: "card" }, face(model, index), h("div", { class: "card-words" }, name, h("span", { class: "about", title: about }, about)));
}

// choose: {language(code), step(name), person(id)}
export function bar(say, language, now, choose) {
  const title = h("div", { class: "brand" }, h("span", { class: "bot-face" }, icon("bridge")), h("span", {}, h("strong", {}, "جسر · Jisr"), h("small", {}, say("playground"))));
  const explanation = h("p", { class: "explanation" }, say("explanation"));
  const steps = STEPS.map((step) => h("button", { type: "button", class: "step", "data-step": step, onclick: () => choose.step(step) }, say(step)));
  const clock = h("div", { class: "clock", role: "timer", "aria-label": say("clock"), title: say("clock") }, icon("clock"), h("span", { class: "clock-day" }, day(now, language)), h("strong", { class: "clock-time" }, time(now)));
  const tongues = Object.entries(LANGUAGES).map(([code, name]) => {
    const pressed = String(code === language);
    return h("button", { type: "button", lang: code, "aria-pressed": pressed, onclick: () => choose.language(code) }, name);
  });
  const panel = h(
    "div",
    { class: "panel", id: "panel" },
    explanation,
    h("div", { class: "clock-group", role: "group", "aria-label": say("forward") }, clock, h("div", { class: "steps" }, steps)),
    h("div", { class: "tongues", role: "group", "aria-label": say("pageLanguage") }, tongues),
  );
  const switcher = h("nav", { class: "switcher", "aria-label": say("people") });
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

// On a telephone, one person at a time: these choose whom.
export function people(element, models, chosen, choose) {
  const buttons = models.map((model, index) => {
    const properties = { type: "button", "aria-pressed": String(model.person === chosen), "aria-label": model.name, "data-for": model.person, onclick: () => choose(model.person) };
    return h("button", properties, face(model, index), h("i", { class: "news", hidden: true }));
  });
  element.querySelector(".switcher").replaceChildren(...buttons);
}

export function news(element, person, on) {
  const mark = element.querySelector(`[data-for="${person}"] .news`);
  if (mark) mark.hidden = !on;
}
