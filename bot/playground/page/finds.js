// What a bot finds for words typed after its @name, above the place where they are typed.

import { h } from "./dom.js";

const PAUSE = 250; // milliseconds without a key, before the bot is asked

// actions: {inline(words), choose(result), start(token)}; leave() empties the place where one types.
export class Finds {
  constructor(username, { say, actions, leave }) {
    Object.assign(this, { name: `@${username.toLowerCase()}`, say, actions, leave, words: null });
    this.element = h("div", { class: "finds", role: "group", "aria-label": say("found"), hidden: true, onkeydown: (event) => this.key(event) });
  }

  // The words after the name in `text`, null where it does not begin with it.
  asked(text) {
    const [name, ...words] = text.trimStart().split(/(?<=^\S+)\s/u);
    return name.toLowerCase() === this.name && words.length ? words.join(" ").trim() : null;
  }

  follow(text) {
    const words = this.asked(text);
    if (words === this.words) return;
    this.words = words;
    clearTimeout(this.soon);
    if (words === null) this.hide();
    else this.soon = setTimeout(() => this.actions.inline(words), PAUSE);
  }

  show({ words, results, button }) {
    if (words !== this.words) return;
    const rows = results.map(({ id, title, description }) => this.row(title, description, () => this.actions.choose(id)));
    if (button) rows.unshift(this.row(button.text, "", () => this.actions.start(button.start_parameter), "way"));
    if (!rows.length) rows.push(h("p", { class: "none" }, this.say("nothingFound")));
    this.element.replaceChildren(...rows);
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }

  row(title, description, act, name = "") {
    const words = [h("strong", {}, h("bdi", {}, title)), description ? h("span", {}, h("bdi", {}, description)) : null];
    const tap = () => {
      this.leave();
      act();
    };
    return h("button", { type: "button", class: `find ${name}`, onclick: tap }, words);
  }

  hide() {
    this.element.replaceChildren();
    this.element.hidden = true;
  }

  // Takes the keyboard to the last row; false where none is shown.
  enter() {
    const last = [...this.element.querySelectorAll("button")].at(-1);
    if (this.element.hidden || !last) return false;
    last.focus();
    return true;
  }

  key(event) {
    const rows = [...this.element.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(document.activeElement) + step))].focus();
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
  }
}
