// The blocks of rich messages as native elements.

import { buildCard, el, icon } from "../dom.js";
import { fileUrl } from "../api.js";
import { buildFold, buildLink, buildSpoiler } from "./format.js";
import { texts } from "../texts.js";

const INLINE = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", marked: "mark",
  subscript: "sub", superscript: "sup",
};

/** Returns the nodes of a RichText: a string, a list or a typed object. */
export function buildRichText(text) {
  if (text === undefined || text === null) return [];
  if (typeof text === "string") return [text];
  if (Array.isArray(text)) return text.flatMap(buildRichText);
  const inside = buildRichText(text.text);
  if (text.type in INLINE) return [el(INLINE[text.type], {}, ...inside)];
  switch (text.type) {
    case "url": return [wrapNodes(buildLink(text.url), inside)];
    case "email_address": return [wrapNodes(buildLink(`mailto:${text.email_address ?? text.text}`), inside)];
    case "phone_number": return [wrapNodes(buildLink(`tel:${text.phone_number ?? text.text}`), inside)];
    case "spoiler": return [wrapNodes(buildSpoiler(), inside)];
    case "anchor": return [el("span", { id: `anchor-${text.name}` })];
    case "anchor_link": return [el("a", { href: `#anchor-${text.name ?? text.anchor_name ?? ""}` }, ...inside)];
    case "mathematical_expression": return [el("code", { class: "math" }, text.expression)];
    case "custom_emoji": return [text.alternative_text ?? "🙂"];
    default: return inside.length ? inside : [];
  }
}

const wrapNodes = (node, inside) => { node.append(...inside); return node; };

/** Returns the elements of blocks. `handlers.key(button)` builds a button of the message. */
export const buildRichBlocks = (blocks, handlers) => blocks.map((block) => buildRichBlock(block, handlers)).filter(Boolean);

function buildRichBlock(block, handlers) {
  const draw = BUILDERS[block.type];
  return draw ? draw(block, handlers) : el("p", {}, ...buildRichText(block.text));
}

const buildCaption = (block) => {
  const given = block.caption;
  if (!given) return null;
  const text = given.text ?? given;
  return el("figcaption", {}, ...buildRichText(text), given.credit ? el("cite", {}, ...buildRichText(given.credit)) : null);
};
const buildCredit = (block) => (block.credit ? el("cite", {}, ...buildRichText(block.credit)) : null);

const BUILDERS = {
  paragraph: (block) => el("p", {}, ...buildRichText(block.text)),
  heading: (block) => el(`h${Math.min(6, (block.size ?? 1) + 2)}`, { class: `size-${block.size}` }, ...buildRichText(block.text)),
  pre: (block) => el("pre", { "data-language": block.language, tabindex: "0" }, ...buildRichText(block.text)),
  footer: (block) => el("footer", {}, ...buildRichText(block.text)),
  divider: () => el("hr"),
  anchor: (block) => el("span", { id: `anchor-${block.name}` }),
  mathematical_expression: (block) => el("p", { class: "math" }, block.expression),
  list: (block, handlers) => buildList(block, handlers),
  blockquote: (block, handlers) => el("blockquote", {}, ...buildRichBlocks(block.blocks ?? [], handlers), ...buildRichText(block.text), buildCredit(block)),
  expandable_blockquote: (block, handlers) => {
    const quote = buildFold();
    quote.inner.append(...buildRichBlocks(block.blocks ?? [], handlers), ...buildRichText(block.text));
    return quote;
  },
  pullquote: (block) => el("blockquote", { class: "pull" }, ...buildRichText(block.text), buildCredit(block)),
  details: (block, handlers) => el("details", { open: block.is_open || null }, el("summary", {}, ...buildRichText(block.summary)), ...buildRichBlocks(block.blocks ?? [], handlers)),
  table: (block) => buildTable(block),
  photo: (block) => el("figure", {}, buildPicture(block), buildCaption(block)),
  document: (block) => el("figure", {}, el("div", { class: "file" }, el("span", { class: "file-icon" }, icon("file")), texts.document), buildCaption(block)),
  collage: (block, handlers) => el("figure", { class: "collage" }, ...buildRichBlocks(block.blocks ?? [], handlers), buildCaption(block)),
  slideshow: (block, handlers) => el("figure", { class: "collage" }, ...buildRichBlocks(block.blocks ?? [], handlers), buildCaption(block)),
  video: (block) => el("figure", {}, el("video", { class: "photo", src: fileUrl(block.video.file_id), controls: true, preload: "metadata", "aria-label": texts.video }), buildCaption(block)),
  audio: (block) => el("figure", {}, el("audio", { src: fileUrl(block.audio.file_id), controls: true, preload: "metadata", "aria-label": texts.audio }), buildCaption(block)),
  map: (block) => el("figure", {}, buildCard("📍", texts.location, `${block.location.latitude.toFixed(5)}, ${block.location.longitude.toFixed(5)}`), buildCaption(block)),
  buttons: (block, handlers) => el("div", { class: "row" }, ...(block.buttons ?? []).map(handlers.key ?? ((button) => el("span", {}, ...buildRichText(button.text))))),
};

function buildPicture(block) {
  const size = Array.isArray(block.photo) ? block.photo.at(-1) : null;
  return size ? el("img", { class: "photo", src: fileUrl(size.file_id), alt: texts.photo, loading: "lazy" }) : null;
}

function buildList(block, handlers) {
  const items = block.items ?? [];
  const ordered = items.some((item) => /\d/.test(item.label ?? "") || item.value !== undefined || item.type !== undefined);
  return el(ordered ? "ol" : "ul", {}, ...items.map((item) => {
    const box = item.has_checkbox ? el("input", { type: "checkbox", disabled: true, checked: item.is_checked || null }) : null;
    return el("li", { value: item.value, class: box ? "task" : null }, box, ...buildRichBlocks(item.blocks ?? [], handlers));
  }));
}

function buildTable(block) {
  const rows = (block.cells ?? []).map((row) => el("tr", {}, ...row.map((cell) => el(cell.is_header ? "th" : "td",
    { colspan: cell.colspan, rowspan: cell.rowspan, align: cell.align, valign: cell.valign }, ...buildRichText(cell.text)))));
  const title = block.caption ? el("caption", {}, ...buildRichText(block.caption.text ?? block.caption)) : null;
  const classes = ["grid", block.is_bordered && "bordered", block.is_striped && "striped"].filter(Boolean).join(" ");
  return el("div", { class: "table-scroll", tabindex: "0" }, el("table", { class: classes }, title, el("tbody", {}, ...rows)));
}
