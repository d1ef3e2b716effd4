// Plays a voice note or a sound: a button, bars that fill, and the time.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { seconds } from "./dates.js";

const BARS = 30;

let playing = null;

export function player(address, { seed, say }) {
  const sound = new Audio();
  sound.preload = "metadata";
  sound.src = address;
  const button = h("button", { type: "button", class: "player-button", "aria-label": say("play") }, icon("play"));
  const bars = h("span", { class: "player-bars", "aria-hidden": "true" });
  for (let index = 0; index < BARS; index += 1) {
    const bar = h("i");
    bar.style.height = `${height(seed, index)}%`;
    bars.append(bar);
  }
  const left = h("span", { class: "player-time" }, "0:00");
  const total = () => (Number.isFinite(sound.duration) ? sound.duration : 0);
  const draw = () => {
    const share = Math.min(1, sound.currentTime / (total() || 1));
    [...bars.children].forEach((bar, index) => bar.classList.toggle("heard", index < share * BARS));
    left.textContent = seconds(sound.paused && sound.currentTime === 0 ? total() : sound.currentTime);
  };
  const show = () => {
    button.replaceChildren(icon(sound.paused ? "play" : "pause"));
    button.setAttribute("aria-label", say(sound.paused ? "play" : "pause"));
    draw();
  };
  button.addEventListener("click", () => {
    if (!sound.paused) return sound.pause();
    if (playing && playing !== sound) playing.pause();
    playing = sound;
    return sound.play().catch(show);
  });
  sound.addEventListener("play", show);
  sound.addEventListener("pause", show);
  sound.addEventListener("timeupdate", draw);
  sound.addEventListener("durationchange", draw);
  sound.addEventListener("loadedmetadata", () => measure(sound));
  sound.addEventListener("ended", () => {
    sound.currentTime = 0;
    show();
  });
  return h("div", { class: "player" }, button, h("span", { class: "player-body" }, bars, left));
}

// A recording made in the browser does not know its own length until it has been read to the end.
function measure(sound) {
  if (Number.isFinite(sound.duration)) return;
  sound.addEventListener("durationchange", () => (sound.currentTime = 0), { once: true });
  sound.currentTime = Number.MAX_SAFE_INTEGER;
}

// A quiet, repeatable wave for a message: the same note always looks the same.
function height(seed, index) {
  const wave = Math.sin(seed * 12.9 + index * 1.7) * 0.5 + Math.sin(seed * 4.1 + index * 0.6) * 0.5;
  return Math.round(24 + 76 * Math.abs(wave));
}
