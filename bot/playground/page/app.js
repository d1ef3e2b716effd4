// The page: it hears from the server what happens on every telephone, and puts each thing in its place.

import { bar, card, choose, mark, people, room, tick } from "./bar.js";
import { read } from "./dates.js";
import { calm, h } from "./dom.js";
import { Link } from "./link.js";
import { askLanguage, askPhone } from "./newcomers.js";
import { Phone } from "./phone.js";
import { LANGUAGES, direction, words } from "./words.js";

const page = {
  language: startingLanguage(),
  models: [],
  phones: new Map(),
  chosen: null,
  // The people in whose chats the bot has written where nobody looks.
  news: new Set(),
  // What every telephone is told: the bot's name and its @name.
  bot: {},
  // How many more telephones can be added.
  room: 0,
  // Where the playground's clock was, and when we heard of it: in between it runs at real speed.
  heard: { wall: new Date(), at: performance.now() },
};

function startingLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  const candidates = [asked, localStorage.getItem("jisr-language"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return candidates.find((code) => code in LANGUAGES) ?? "en";
}

const now = () => new Date(page.heard.wall.getTime() + performance.now() - page.heard.at);

const seatOf = (person) => document.querySelector(`[data-seat="${person}"]`);

// ---- what is on the page

function draw() {
  const say = words(page.language);
  document.documentElement.lang = page.language;
  document.documentElement.dir = direction(page.language);
  page.bar = bar(say, page.language, now(), {
    language: speak,
    step: (step) => page.link.send({ do: "clock", step }),
    newcomer: (event) => askLanguage(below(event), say, (language) => newcomer(language).then(visit)),
  });
  page.offline = h("div", { class: "offline", role: "status", hidden: true }, say("offline"));
  document.body.querySelector(".bar")?.remove();
  document.body.querySelector(".offline")?.remove();
  document.body.prepend(page.bar);
  document.body.append(page.offline);
  label();
}

// The telephones stay where they are, so that nobody loses their place or a word half written.
function label() {
  const say = words(page.language);
  page.models.forEach((model, index) => {
    const seat = seatOf(model.person);
    seat.querySelector(".card")?.remove();
    seat.prepend(card(model, index, say, page.language));
  });
  people(page.bar, page.models, visit);
  room(page.bar, page.room, say);
  for (const person of page.news) mark(page.bar, person, true);
  show(page.chosen);
}

function speak(language) {
  page.language = language;
  localStorage.setItem("jisr-language", language);
  draw();
}

function show(person) {
  page.chosen = person;
  choose(page.bar, person);
  for (const seat of document.querySelectorAll(".seat")) seat.classList.toggle("chosen", Number(seat.dataset.seat) === person);
  page.phones.get(person)?.toEnd();
}

// Also brings the telephone into sight, where they stand side by side.
function visit(person) {
  if (!page.phones.has(person)) return;
  show(person);
  seatOf(person).scrollIntoView({ inline: "center", block: "nearest", behavior: calm() ? "instant" : "smooth" });
}

function notice(person, on) {
  if (on) page.news.add(person);
  else page.news.delete(person);
  mark(page.bar, person, on);
}

const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    target.classList.toggle("seen", isIntersecting);
    if (isIntersecting && page.bar) notice(Number(target.dataset.seat), false);
  }
});

// ---- people who are new

const below = (event) => {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.bottom + 6 };
};

// Resolves to the new person, or to null where there is no room.
async function newcomer(language) {
  const { person = null } = await page.link.send({ do: "newcomer", language });
  return person;
}

function openLink(phone, token, event) {
  const say = words(page.language);
  const place = below(event);
  const link = `https://t.me/${page.bot.username}?start=${token}`;
  const open = (person) => {
    if (!page.phones.has(person)) return;
    visit(person);
    page.phones.get(person).start(token);
  };
  askPhone(place, say, page.models.filter(({ fresh }) => fresh), {
    open,
    add: page.room ? () => askLanguage(place, say, (language) => newcomer(language).then(open)) : null,
    copy: () => phone.copy(link),
  });
}

// ---- what the server says

function snapshot(event) {
  page.heard = { wall: read(event.now), at: performance.now() };
  page.bot = { bot: event.bot, username: event.username };
  page.room = event.room;
  page.models = [];
  const drafts = new Map([...page.phones].map(([person, phone]) => [person, phone.draft]));
  page.phones.clear();
  page.stage = h("main", { class: "stage" });
  document.body.replaceChildren(page.stage);
  for (const model of event.phones) seat(model, drafts.get(model.person));
  if (!page.phones.has(page.chosen)) page.chosen = page.models[0]?.person ?? null;
  draw();
}

function seat(told, draft) {
  const model = { ...told, ...page.bot };
  const phone = new Phone(model, { link: page.link, now: now(), openLink, draft });
  const element = h("div", { class: "seat", "data-seat": model.person }, phone.element);
  page.models.push(model);
  page.phones.set(model.person, phone);
  page.stage.append(element);
  watch.observe(element);
}

const CHANGES = {
  message(phone, { message, person }) {
    phone.message(message);
    if (message.fromBot && !seatOf(person).classList.contains("seen")) notice(person, true);
  },
  edit: (phone, { message }) => phone.edit(message),
  deleted: (phone, { message }) => phone.remove(message),
  answered: (phone, event) => phone.answer(event),
  found: (phone, event) => phone.found(event),
  typing: (phone, { on }) => phone.typing(on),
  state: (phone, event) => phone.state(event),
  person(phone, { type, ...known }) {
    phone.speak(known);
    label();
  },
};

function hear(event) {
  if (event.type === "snapshot") return snapshot(event);
  if (event.type === "clock") {
    page.heard = { wall: read(event.now), at: performance.now() };
    return turn();
  }
  if (event.type === "phone") {
    page.room = event.room;
    seat(event.phone);
    return label();
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
