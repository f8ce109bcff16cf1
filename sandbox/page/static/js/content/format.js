// Formatted text as DOM nodes. Offsets are UTF-16 units, like those of JavaScript strings.

import { el, icon, safeUrl } from "../dom.js";
import { texts } from "../texts.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code",
};

/** Returns `text` with `entities` as a fragment. `onCommand(text)` runs when a /command is clicked. */
export function formatText(text, entities = [], onCommand = null) {
  const fragment = document.createDocumentFragment();
  appendEntities(fragment, text, 0, text.length, nestEntities(entities), onCommand);
  return fragment;
}

function nestEntities(entities) {
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

function appendEntities(parent, text, from, to, nodes, onCommand) {
  let at = from;
  for (const node of nodes) {
    parent.append(text.slice(at, node.offset));
    const made = buildElement(node, text, onCommand);
    appendEntities(made.inner ?? made, text, node.offset, node.end, node.inside, onCommand);
    parent.append(made);
    at = node.end;
    const isBlock = ["blockquote", "expandable_blockquote", "pre"].includes(node.type);
    if (isBlock && text[at] === "\n") at += 1;
  }
  parent.append(text.slice(at, to));
}

function buildElement(node, text, onCommand) {
  const value = text.slice(node.offset, node.end);
  if (node.type in TAGS) return el(TAGS[node.type]);
  switch (node.type) {
    case "url": return buildLink(safeUrl(value));
    case "text_link": return buildLink(node.url);
    case "phone_number": return buildLink(`tel:${value}`);
    case "email": return buildLink(`mailto:${value}`);
    case "bot_command": return el("button", { type: "button", class: "command", onclick: () => onCommand?.(value) });
    case "spoiler": return buildSpoiler();
    case "pre": return el("pre", { "data-language": node.language, tabindex: "0" });
    case "blockquote": return el("blockquote");
    case "expandable_blockquote": return buildFold();
    default: return el("span", { class: `entity ${node.type}` });
  }
}

export const buildLink = (href) => el("a", { href, target: "_blank", rel: "noopener noreferrer" });

export function buildSpoiler() {
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

/** Builds a quote that shows three lines until it is clicked. */
export function buildFold() {
  const inner = el("div", { class: "fold-text" });
  const button = el("button", { type: "button", class: "fold-button", "aria-expanded": "false", "aria-label": texts.more }, icon("down"));
  const quote = el("blockquote", { class: "fold" }, inner, button);
  const toggle = () => {
    const shown = quote.classList.toggle("shown");
    button.setAttribute("aria-expanded", String(shown));
    button.setAttribute("aria-label", shown ? texts.less : texts.more);
  };
  quote.addEventListener("click", (event) => { if (!event.target.closest("a")) toggle(); });
  quote.inner = inner;
  return quote;
}
