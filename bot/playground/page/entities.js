// Turns a message's text and entities into elements. Offsets count UTF-16 units, as JavaScript does.
// The text goes in as text nodes only, and a link is followed only to the schemes listed here.

import { h } from "./dom.js";

const SCHEMES = ["http:", "https:", "mailto:", "tel:", "tg:"];

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
};

const BLOCKS = { blockquote: "blockquote", expandable_blockquote: "blockquote", pre: "pre" };

const LINKS = {
  url: (text) => (/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`),
  text_link: (_text, entity) => entity.url,
  email: (text) => `mailto:${text}`,
  phone_number: (text) => `tel:${text.replace(/[^\d+]/g, "")}`,
};

// Paragraphs, each free to find its own direction, grouped into quotes where the text says so.
// acts: {onCommand(text), opener(address)}; opener gives what a tap on a link into the chat does, or null.
export function render(text, entities, acts = {}) {
  const fragment = document.createDocumentFragment();
  let host = fragment;
  let open = null;
  let start = 0;
  for (const line of text.split("\n")) {
    const block = entities.find((entity) => entity.type in BLOCKS && covers(entity, start, line.length));
    if (block !== open) {
      host = block ? fragment.appendChild(h(BLOCKS[block.type])) : fragment;
      open = block;
    }
    const direction = directionOf(line);
    const paragraph = h("div", direction ? { class: "line", dir: direction } : { class: "line" });
    paragraph.append(...inline(text, start, start + line.length, entities, acts));
    if (!line) paragraph.append(h("br"));
    host.append(paragraph);
    start += line.length + 1;
  }
  return fragment;
}

function covers(entity, start, length) {
  const end = entity.offset + entity.length;
  return length ? entity.offset < start + length && end > start : entity.offset <= start && end > start;
}

function inline(text, start, end, entities, acts) {
  const inside = entities.filter((entity) => !(entity.type in BLOCKS) && covers(entity, start, end - start));
  const cuts = new Set([start, end]);
  for (const { offset, length } of inside) {
    cuts.add(Math.min(Math.max(offset, start), end));
    cuts.add(Math.min(Math.max(offset + length, start), end));
  }
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(0, -1).map((from, index) => {
    const piece = document.createTextNode(text.slice(from, places[index + 1]));
    const around = inside.filter(({ offset, length }) => offset <= from && offset + length > from);
    return around.reduceRight((node, entity) => wrap(node, entity, text, acts), piece);
  });
}

function wrap(node, entity, text, acts) {
  const words = text.slice(entity.offset, entity.offset + entity.length);
  if (entity.type in TAGS) return h(TAGS[entity.type], {}, node);
  if (entity.type in LINKS) return link(node, LINKS[entity.type](words, entity), acts);
  if (entity.type === "bot_command") {
    return h("button", { type: "button", class: "command", onclick: () => acts.onCommand(words) }, node);
  }
  if (entity.type === "spoiler") return spoiler(node);
  if (["mention", "hashtag", "cashtag", "text_mention"].includes(entity.type)) return h("span", { class: "tag" }, node);
  return node;
}

function spoiler(node) {
  const show = (event) => event.currentTarget.classList.add("shown");
  return h("button", { type: "button", class: "spoiler", onclick: show }, node);
}

function link(node, address, acts) {
  const open = acts.opener?.(address);
  if (open) return h("a", { href: "#", class: "opens", dir: "ltr", onclick: open }, node);
  let url = null;
  try {
    url = new URL(address);
  } catch {
    return node;
  }
  if (!SCHEMES.includes(url.protocol)) return node;
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, node);
}

const RIGHT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/;

// The direction of the first strong letter outside isolates; null where there is none, as in
// "٦٠٪": such a line runs as the telephone does, where dir="auto" would run it left to right.
export function directionOf(line) {
  let depth = 0;
  for (const letter of line) {
    if ("\u2066\u2067\u2068".includes(letter)) depth += 1;
    else if (letter === "\u2069") depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (letter === "\u200F") return "rtl";
    else if (letter === "\u200E") return "ltr";
    else if (/\p{L}/u.test(letter)) return RIGHT.test(letter) ? "rtl" : "ltr";
  }
  return null;
}
