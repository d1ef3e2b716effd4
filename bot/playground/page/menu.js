// A small list of things to do, over a phone's screen. Arrows move, Escape closes, focus goes back.

import { animate, h } from "./dom.js";
import { icon } from "./icons.js";

let closeOpen = () => {};

// items: {icon?, label, detail?, act, quiet?}; place: {x, y} inside `host`, or {className} for a fixed place,
// and {titled} where the label is to be read above the items.
export function openMenu(host, items, place, label) {
  closeOpen();
  const from = document.activeElement;
  const menu = h("div", { class: `menu ${place.className ?? ""}`, role: "menu", "aria-label": label });
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    closeOpen = () => {};
    if (!document.activeElement || document.activeElement === document.body) from?.focus();
  };
  const outside = (event) => {
    if (!menu.contains(event.target)) close();
  };
  if (place.titled) menu.append(h("p", { class: "menu-title", "aria-hidden": "true" }, label));
  menu.append(...items.map((item) => entry(item, close)));
  menu.addEventListener("keydown", (event) => walk(event, menu, close));
  document.addEventListener("pointerdown", outside, true);
  closeOpen = close;
  host.append(menu);
  if ("x" in place) settle(menu, host, place);
  animate(menu, [{ opacity: 0, transform: "scale(.96)" }, { opacity: 1, transform: "none" }], 140);
  menu.querySelector("[role=menuitem]")?.focus({ preventScroll: true });
  return close;
}

function entry(item, close) {
  const act = () => {
    close();
    item.act();
  };
  const words = h("span", { class: "menu-words" }, h("span", {}, h("bdi", {}, item.label)));
  if (item.detail) words.append(h("small", {}, h("bdi", {}, item.detail)));
  const properties = { type: "button", role: "menuitem", class: item.quiet ? "quiet" : "", onclick: act };
  return h("button", properties, item.icon ? h("span", { class: `menu-icon of-${item.icon}` }, icon(item.icon)) : null, words);
}

function settle(menu, host, { x, y }) {
  const room = host.getBoundingClientRect();
  const left = Math.max(8, Math.min(x - room.left - menu.offsetWidth / 2, room.width - menu.offsetWidth - 8));
  const top = Math.max(8, Math.min(y - room.top, room.height - menu.offsetHeight - 8));
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

function walk(event, menu, close) {
  const entries = [...menu.querySelectorAll("[role=menuitem]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const next = (entries.indexOf(document.activeElement) + step + entries.length) % entries.length;
    entries[next].focus();
    event.preventDefault();
  } else if (event.key === "Escape" || event.key === "Tab") {
    close();
    event.preventDefault();
  }
}
