// Where a person writes: text that grows, commands, things to attach, a voice note, an edit under way.

import { seconds } from "./dates.js";
import { h } from "./dom.js";
import { Finds } from "./finds.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { Recorder } from "./recorder.js";
import { samplePdf, samplePhoto, sampleSheet } from "./samples.js";

const LARGEST_FILE = 20 * 1000 * 1000;
const TALLEST = 132;
const SAMPLE_PLACE = { latitude: 34.0209, longitude: -6.8416 };

// actions: {say(text), edit(id, text), file(kind, blob, details), location(place), toast(text),
// inline(words), choose(result), start(token)}
export class Composer {
  constructor(host, { say, direction, language, actions, commands, username }) {
    Object.assign(this, { host, say, direction, language, actions, commands, changing: null });
    this.input = h("textarea", { rows: 1, placeholder: say("message"), "aria-label": say("message"), dir: direction, enterkeyhint: "send" });
    this.go = this.round("send", "go", () => this.submit());
    this.mic = this.round("record", "mic", () => this.record(), "microphone");
    this.clip = this.round("attach", "clip", () => this.attach());
    this.list = this.round("commands", "list", () => this.showCommands(), "menu");
    this.strip = h("div", { class: "strip", hidden: true });
    this.finds = new Finds(username, { say, actions, leave: () => this.clear() });
    this.controls = h("div", { class: "controls" }, this.list, h("div", { class: "field" }, this.input, this.clip), this.mic, this.go);
    this.recording = h("div", { class: "controls recording", hidden: true });
    this.picker = h("input", { type: "file", hidden: true, tabindex: -1 });
    this.element = h("form", { class: "composer" }, this.finds.element, this.strip, this.controls, this.recording, this.picker);
    this.listen();
  }

  round(word, name, act, drawing = word) {
    return h("button", { type: "button", class: `round ${name}`, "aria-label": this.say(word), title: this.say(word), onclick: act }, icon(drawing));
  }

  listen() {
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.input.addEventListener("input", () => this.refresh());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.picker.addEventListener("change", () => {
      const [file] = this.picker.files;
      if (file) this.sendFile(this.picker.dataset.kind, file);
      this.picker.value = "";
    });
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.changing) {
      this.edit(null);
    } else if (event.key === "ArrowUp" && this.finds.enter()) {
      event.preventDefault();
    } else if (event.key === "ArrowUp" && !this.input.value && !this.changing) {
      const last = this.actions.lastOwn();
      if (last) this.edit(last);
      if (last) event.preventDefault();
    }
  }

  refresh() {
    const { input } = this;
    const written = input.value.trim() !== "";
    input.dir = input.value ? "auto" : this.direction;
    input.style.height = "";
    if (input.scrollHeight > input.clientHeight) input.style.height = `${Math.min(input.scrollHeight, TALLEST)}px`;
    this.go.hidden = !written && !this.changing;
    this.mic.hidden = !this.go.hidden;
    this.list.hidden = this.commands.length === 0;
    this.finds.follow(this.changing ? "" : input.value);
    if (input.value === "/" && this.commands.length) this.showCommands();
  }

  clear() {
    this.input.value = "";
    this.refresh();
    this.input.focus();
  }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const { changing } = this;
    this.edit(null);
    this.input.value = "";
    this.refresh();
    this.input.focus();
    if (changing) {
      await this.actions.edit(changing.id, text);
      return;
    }
    await this.actions.say(text);
  }

  edit(message) {
    this.changing = message;
    this.strip.hidden = !message;
    this.strip.replaceChildren();
    if (message) {
      const words = h("span", { class: "strip-words" }, h("strong", {}, this.say("editing")), h("span", { dir: "auto" }, message.text));
      this.strip.append(icon("edit"), words, this.round("cancel", "drop", () => this.edit(null), "close"));
    }
    this.input.value = message ? message.text : "";
    this.refresh();
    this.input.focus();
  }

  showCommands() {
    const items = this.commands.map(({ command, description }) => ({
      label: description,
      detail: `/${command}`,
      act: () => {
        this.input.value = "";
        this.refresh();
        this.actions.say(`/${command}`);
      },
    }));
    openMenu(this.host, items, { className: "sheet commands" }, this.say("commands"));
  }

  attach() {
    const items = [
      { icon: "photo", label: this.say("photo"), act: () => this.pick("photo", "image/jpeg,image/png,image/webp") },
      { icon: "document", label: this.say("document"), act: () => this.pick("document", "") },
      { icon: "location", label: this.say("location"), act: () => this.actions.location(SAMPLE_PLACE) },
      { icon: "photo", quiet: true, label: this.say("samplePhoto"), act: async () => this.sendFile("photo", await samplePhoto(), { name: "photo.jpg" }) },
      { icon: "document", quiet: true, label: this.say("samplePdf"), act: () => this.sendFile("document", samplePdf(), { name: "compte-rendu.pdf" }) },
      { icon: "sheet", quiet: true, label: this.say("sampleSheet"), act: () => this.sendSheet("sample") },
      { icon: "sheet", quiet: true, label: this.say("emptySheet"), act: () => this.sendSheet("template") },
    ];
    openMenu(this.host, items, { className: "sheet attachments" }, this.say("attach"));
  }

  pick(kind, accept) {
    this.picker.accept = accept;
    this.picker.dataset.kind = kind;
    this.picker.click();
  }

  sendFile(kind, file, details = {}) {
    if (file.size > LARGEST_FILE) return this.actions.toast(this.say("large"));
    return this.actions.file(kind, file, details);
  }

  async sendSheet(which) {
    const file = await sampleSheet(which, this.language);
    if (!file) return this.actions.toast(this.say("refused"));
    return this.sendFile("document", file, { name: this.say(`${which}Name`) });
  }

  async record() {
    const recorder = await Recorder.begin();
    const left = h("span", { class: "record-time", role: "timer" }, "0:00");
    const note = h("span", { class: "record-note" }, this.say(recorder.real ? "recording" : "sampleSound"));
    const ticking = setInterval(() => (left.textContent = seconds(recorder.length)), 200);
    const leave = () => {
      clearInterval(ticking);
      this.recording.hidden = true;
      this.controls.hidden = false;
      this.input.focus();
    };
    const drop = this.round("discard", "drop", () => {
      recorder.cancel();
      leave();
    }, "trash");
    const done = this.round("send", "go", async () => {
      leave();
      const { sound, name } = await recorder.finish();
      this.sendFile("voice", sound, { name });
    });
    this.recording.replaceChildren(drop, h("div", { class: "field" }, h("i", { class: "record-light" }), left, note), done);
    this.recording.hidden = false;
    this.controls.hidden = true;
    done.focus();
  }
}
