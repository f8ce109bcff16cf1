// Rich messages, block by block, as native elements.

import { card, el, icon } from "../dom.js";
import { fileUrl } from "../api.js";
import { fold, link, spoiler } from "./format.js";
import { words } from "../words.js";

const INLINE = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", marked: "mark",
  subscript: "sub", superscript: "sup",
};

/** A RichText (string, list or typed object) as nodes. */
export function richText(text) {
  if (text === undefined || text === null) return [];
  if (typeof text === "string") return [text];
  if (Array.isArray(text)) return text.flatMap(richText);
  const inside = richText(text.text);
  if (text.type in INLINE) return [el(INLINE[text.type], {}, ...inside)];
  switch (text.type) {
    case "url": return [wrap(link(text.url), inside)];
    case "email_address": return [wrap(link(`mailto:${text.email_address ?? text.text}`), inside)];
    case "phone_number": return [wrap(link(`tel:${text.phone_number ?? text.text}`), inside)];
    case "spoiler": return [wrap(spoiler(), inside)];
    case "anchor": return [el("span", { id: `anchor-${text.name}` })];
    case "anchor_link": return [el("a", { href: `#anchor-${text.name ?? text.anchor_name ?? ""}` }, ...inside)];
    case "mathematical_expression": return [el("code", { class: "math" }, text.expression)];
    case "custom_emoji": return [text.alternative_text ?? "🙂"];
    default: return inside.length ? inside : [];
  }
}

const wrap = (node, inside) => { node.append(...inside); return node; };

/** Blocks as elements. `deeds.key(button)` draws a button of the message. */
export const richBlocks = (blocks, deeds) => blocks.map((block) => richBlock(block, deeds)).filter(Boolean);

function richBlock(block, deeds) {
  const draw = DRAW[block.type];
  return draw ? draw(block, deeds) : el("p", {}, ...richText(block.text));
}

const caption = (block) => {
  const given = block.caption;
  if (!given) return null;
  const text = given.text ?? given;
  return el("figcaption", {}, ...richText(text), given.credit ? el("cite", {}, ...richText(given.credit)) : null);
};
const credit = (block) => (block.credit ? el("cite", {}, ...richText(block.credit)) : null);

const DRAW = {
  paragraph: (block) => el("p", {}, ...richText(block.text)),
  heading: (block) => el(`h${Math.min(6, (block.size ?? 1) + 2)}`, { class: `size-${block.size}` }, ...richText(block.text)),
  pre: (block) => el("pre", { "data-language": block.language, tabindex: "0" }, ...richText(block.text)),
  footer: (block) => el("footer", {}, ...richText(block.text)),
  divider: () => el("hr"),
  anchor: (block) => el("span", { id: `anchor-${block.name}` }),
  mathematical_expression: (block) => el("p", { class: "math" }, block.expression),
  list: (block, deeds) => list(block, deeds),
  blockquote: (block, deeds) => el("blockquote", {}, ...richBlocks(block.blocks ?? [], deeds), ...richText(block.text), credit(block)),
  expandable_blockquote: (block, deeds) => {
    const quote = fold();
    quote.inner.append(...richBlocks(block.blocks ?? [], deeds), ...richText(block.text));
    return quote;
  },
  pullquote: (block) => el("blockquote", { class: "pull" }, ...richText(block.text), credit(block)),
  details: (block, deeds) => el("details", { open: block.is_open || null }, el("summary", {}, ...richText(block.summary)), ...richBlocks(block.blocks ?? [], deeds)),
  table: (block) => table(block),
  photo: (block) => el("figure", {}, picture(block), caption(block)),
  document: (block) => el("figure", {}, el("div", { class: "file" }, el("span", { class: "file-icon" }, icon("file")), words.document), caption(block)),
  collage: (block, deeds) => el("figure", { class: "collage" }, ...richBlocks(block.blocks ?? [], deeds), caption(block)),
  slideshow: (block, deeds) => el("figure", { class: "collage" }, ...richBlocks(block.blocks ?? [], deeds), caption(block)),
  video: (block) => el("figure", {}, el("video", { class: "photo", src: fileUrl(block.video.file_id), controls: true, preload: "metadata", "aria-label": words.video }), caption(block)),
  audio: (block) => el("figure", {}, el("audio", { src: fileUrl(block.audio.file_id), controls: true, preload: "metadata", "aria-label": words.audio }), caption(block)),
  map: (block) => el("figure", {}, card("📍", words.location, `${block.location.latitude.toFixed(5)}, ${block.location.longitude.toFixed(5)}`), caption(block)),
  buttons: (block, deeds) => el("div", { class: "row" }, ...(block.buttons ?? []).map(deeds.key ?? ((button) => el("span", {}, ...richText(button.text))))),
};

function picture(block) {
  const size = Array.isArray(block.photo) ? block.photo.at(-1) : null;
  return size ? el("img", { class: "photo", src: fileUrl(size.file_id), alt: words.photo, loading: "lazy" }) : null;
}

function list(block, deeds) {
  const items = block.items ?? [];
  const ordered = items.some((item) => /\d/.test(item.label ?? "") || item.value !== undefined || item.type !== undefined);
  return el(ordered ? "ol" : "ul", {}, ...items.map((item) => {
    const box = item.has_checkbox ? el("input", { type: "checkbox", disabled: true, checked: item.is_checked || null }) : null;
    return el("li", { value: item.value, class: box ? "task" : null }, box, ...richBlocks(item.blocks ?? [], deeds));
  }));
}

function table(block) {
  const rows = (block.cells ?? []).map((row) => el("tr", {}, ...row.map((cell) => el(cell.is_header ? "th" : "td",
    { colspan: cell.colspan, rowspan: cell.rowspan, align: cell.align, valign: cell.valign }, ...richText(cell.text)))));
  const title = block.caption ? el("caption", {}, ...richText(block.caption.text ?? block.caption)) : null;
  const classes = ["grid", block.is_bordered && "bordered", block.is_striped && "striped"].filter(Boolean).join(" ");
  return el("div", { class: "table-scroll", tabindex: "0" }, el("table", { class: classes }, title, el("tbody", {}, ...rows)));
}
