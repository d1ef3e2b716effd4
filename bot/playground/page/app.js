// The page: it hears from the server what happens on every telephone, and puts each thing in its place.

import { bar, card, news, people, tick } from "./bar.js";
import { read } from "./dates.js";
import { h } from "./dom.js";
import { Link } from "./link.js";
import { Phone } from "./phone.js";
import { LANGUAGES, direction, words } from "./words.js";

const page = {
  language: startingLanguage(),
  models: [],
  phones: new Map(),
  chosen: null,
  // Where the playground's clock was, and when we heard of it: in between it runs at real speed.
  heard: { wall: new Date(), at: performance.now() },
};

function startingLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  const candidates = [asked, localStorage.getItem("jisr-language"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return candidates.find((code) => code in LANGUAGES) ?? "en";
}

const now = () => new Date(page.heard.wall.getTime() + performance.now() - page.heard.at);

function draw() {
  const say = words(page.language);
  document.documentElement.lang = page.language;
  document.documentElement.dir = direction(page.language);
  page.bar = bar(say, page.language, now(), {
    language: choose,
    step: (step) => page.link.send({ do: "clock", step }),
  });
  page.offline = h("div", { class: "offline", role: "status", hidden: true }, say("offline"));
  document.body.querySelector(".bar")?.remove();
  document.body.querySelector(".offline")?.remove();
  document.body.prepend(page.bar);
  document.body.append(page.offline);
  // The telephones stay where they are, so that nobody loses their place or a word half written.
  page.models.forEach((model, index) => {
    const seat = page.stage.children[index];
    seat.querySelector(".card")?.remove();
    seat.prepend(card(model, index, say, page.language));
  });
  show(page.chosen);
}

function choose(language) {
  page.language = language;
  localStorage.setItem("jisr-language", language);
  draw();
}

function show(person) {
  page.chosen = person;
  people(page.bar, page.models, person, show);
  for (const seat of document.querySelectorAll(".seat")) seat.classList.toggle("chosen", Number(seat.dataset.seat) === person);
  page.phones.get(person)?.toEnd();
}

function snapshot(event) {
  page.heard = { wall: read(event.now), at: performance.now() };
  page.models = event.phones.map((model) => ({ ...model, bot: event.bot }));
  const phone = (model) => new Phone(model, page.link, now(), page.phones.get(model.person)?.draft);
  page.phones = new Map(page.models.map((model) => [model.person, phone(model)]));
  const seats = page.models.map(({ person }) => h("div", { class: "seat", "data-seat": person }, page.phones.get(person).element));
  page.stage = h("main", { class: "stage" }, seats);
  document.body.replaceChildren(page.stage);
  if (!page.phones.has(page.chosen)) page.chosen = page.models[0]?.person ?? null;
  draw();
}

const CHANGES = {
  message(phone, { message, person }) {
    phone.message(message);
    if (message.fromBot && person !== page.chosen) news(page.bar, person, true);
  },
  edit: (phone, { message }) => phone.edit(message),
  deleted: (phone, { message }) => phone.remove(message),
  answered: (phone, event) => phone.answer(event),
  typing: (phone, { on }) => phone.typing(on),
  state: (phone, event) => phone.state(event),
  language: (phone, event) => phone.speak(event),
};

function hear(event) {
  if (event.type === "snapshot") return snapshot(event);
  if (event.type === "clock") {
    page.heard = { wall: read(event.now), at: performance.now() };
    return turn();
  }
  const phone = page.phones.get(event.person);
  return phone && CHANGES[event.type]?.(phone, event);
}

function turn() {
  if (!page.bar) return;
  tick(page.bar, now(), page.language);
  for (const phone of page.phones.values()) phone.clock(now());
}

page.link = new Link(hear, (online) => page.offline && (page.offline.hidden = online));
setInterval(turn, 1000);
