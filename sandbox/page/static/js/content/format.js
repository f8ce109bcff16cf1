// Text with entities to DOM. Offsets are UTF-16 units, as JavaScript's own.

import { el, icon, safeUrl } from "../dom.js";
import { words } from "../words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code",
};

/** `text` with `entities` as a fragment. `onCommand(text)` runs when a /command is pressed. */
export function formatted(text, entities = [], onCommand = null) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, nest(entities), onCommand);
  return fragment;
}

function nest(entities) {
  const roots = [];
  const open = [];
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  for (const entity of sorted) {
    const node = { ...entity, end: entity.offset + entity.length, inside: [] };
    while (open.length && open.at(-1).end <= node.offset) open.pop();
    (open.length ? open.at(-1).inside : roots).push(node);
    open.push(node);
  }
  return roots;
}

function fill(parent, text, from, to, nodes, onCommand) {
  let at = from;
  for (const node of nodes) {
    parent.append(text.slice(at, node.offset));
    const made = element(node, text, onCommand);
    fill(made.inner ?? made, text, node.offset, node.end, node.inside, onCommand);
    parent.append(made);
    at = node.end;
    const isBlock = ["blockquote", "expandable_blockquote", "pre"].includes(node.type);
    if (isBlock && text[at] === "\n") at += 1;
  }
  parent.append(text.slice(at, to));
}

function element(node, text, onCommand) {
  const value = text.slice(node.offset, node.end);
  if (node.type in TAGS) return el(TAGS[node.type]);
  switch (node.type) {
    case "url": return link(safeUrl(value));
    case "text_link": return link(node.url);
    case "phone_number": return link(`tel:${value}`);
    case "email": return link(`mailto:${value}`);
    case "bot_command": return el("button", { type: "button", class: "command", onclick: () => onCommand?.(value) });
    case "spoiler": return spoiler();
    case "pre": return el("pre", { "data-language": node.language, tabindex: "0" });
    case "blockquote": return el("blockquote");
    case "expandable_blockquote": return fold();
    default: return el("span", { class: `entity ${node.type}` });
  }
}

export const link = (href) => el("a", { href, target: "_blank", rel: "noopener noreferrer" });

export function spoiler() {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0" });
  const reveal = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    node.classList.add("shown");
  };
  node.addEventListener("click", reveal, { once: true });
  node.addEventListener("keydown", reveal);
  return node;
}

/** A quote that shows three lines until it is pressed. */
export function fold() {
  const inner = el("div", { class: "fold-text" });
  const button = el("button", { type: "button", class: "fold-button", "aria-expanded": "false", "aria-label": words.more }, icon("down"));
  const quote = el("blockquote", { class: "fold" }, inner, button);
  const toggle = () => {
    const shown = quote.classList.toggle("shown");
    button.setAttribute("aria-expanded", String(shown));
    button.setAttribute("aria-label", shown ? words.less : words.more);
  };
  quote.addEventListener("click", (event) => { if (!event.target.closest("a")) toggle(); });
  quote.inner = inner;
  return quote;
}
