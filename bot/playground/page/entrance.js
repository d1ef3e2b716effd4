// The foot of an empty chat: the Start button, and a place for a personal link that was passed on.

import { tokenOf } from "./deeplink.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

// actions: {start(token or null), toast(text)}
export function entrance({ say, direction, model, actions }) {
  const start = h("button", { type: "button", class: "wide", onclick: () => actions.start(model.start) }, say("start"));
  const input = h("input", { type: "text", inputmode: "url", enterkeyhint: "go", autocomplete: "off", placeholder: say("pasteLink"), "aria-label": say("pasteLink"), dir: direction });
  const go = h("button", { type: "submit", class: "round go", "aria-label": say("send"), title: say("send"), hidden: true }, icon("send"));
  const form = h("form", { class: "controls entrance" }, h("div", { class: "field" }, icon("link"), input), go);
  input.addEventListener("input", () => {
    go.hidden = input.value.trim() === "";
    input.dir = input.value ? "auto" : direction;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const token = tokenOf(input.value, model.username);
    if (token) actions.start(token);
    else if (input.value.trim()) actions.toast(say("noLink"));
  });
  return [start, form];
}
