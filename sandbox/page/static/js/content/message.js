// One message: a bubble with text, media, keyboard, time.

import { act, fileUrl } from "../api.js";
import { el, icon, paintAvatar } from "../dom.js";
import { formatted } from "./format.js";
import { otherKinds, service, summary } from "./kinds.js";
import { toast } from "../notice.js";
import { richBlocks, richText } from "./rich.js";
import { currentChat, isOwn, state } from "../store.js";
import { language, words } from "../words.js";

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
export const timeOf = (message) => clock.format(new Date(message.date * 1000));

/** `deeds`: what pressing things does: `command(text)`, `reply(message)`, `edit(message)`. */
export function messageNode(message, deeds) {
  const own = isOwn(message);
  if (service(message)) return serviceNode(message);
  const chat = currentChat();
  const bubble = el("div", { class: bubbleClass(message) }, ...heading(message, own, chat), ...body(message, deeds), meta(message, own));
  const node = el("article", {
    class: `message ${own ? "own" : "other"}`, "data-id": message.message_id, tabindex: "-1",
    "data-author": message.sender_chat?.id ?? message.from.id,
    "aria-label": `${own ? words.you : authorOf(message, chat)}, ${timeOf(message)}`,
  }, bubble);
  if (!own && chat.type !== "private" && chat.type !== "channel") {
    node.prepend(paintAvatar(el("span", { class: "avatar tiny", "aria-hidden": "true" }), message.from.id, message.from.first_name, message.from.is_bot));
  }
  const keyboard = inlineKeyboard(message);
  if (keyboard) node.append(keyboard);
  bubble.addEventListener("dblclick", () => (own ? deeds.edit(message) : deeds.reply(message)));
  return node;
}

function serviceNode(message) {
  const node = el("p", { class: "service", "data-id": message.message_id }, service(message));
  if (message.new_chat_photo) node.append(photo({ photo: message.new_chat_photo }));
  return node;
}

const authorOf = (message, chat) => (chat.type === "channel" ? chat.title : message.from.first_name);

function bubbleClass(message) {
  const bare = message.sticker ? "bare" : "";
  const wide = message.rich_message ? "wide" : "";
  const pictured = message.photo && !message.caption ? "picture" : message.photo ? "captioned" : "";
  return ["bubble", bare, wide, pictured].filter(Boolean).join(" ");
}

function heading(message, own, chat) {
  const parts = [];
  if (!own && chat.type !== "private") parts.push(el("p", { class: "author" }, authorOf(message, chat)));
  if (message.forward_origin) {
    const from = message.forward_origin.sender_user?.first_name ?? message.forward_origin.chat?.title ?? "";
    parts.push(el("p", { class: "forwarded" }, `${words.forwarded} `, el("b", {}, from)));
  }
  if (message.via_bot) parts.push(el("p", { class: "forwarded" }, `${words.via} @${message.via_bot.username}`));
  if (message.reply_to_message) {
    const quoted = message.reply_to_message;
    parts.push(el("div", { class: "quoted" }, el("b", {}, quoted.from?.first_name ?? chat.title), el("span", {}, summary(quoted))));
  }
  return parts;
}

function body(message, deeds) {
  const parts = [];
  if (message.photo) parts.push(photo(message));
  if (message.sticker) parts.push(el("div", { class: "sticker", role: "img", "aria-label": words.sticker }, "🙂"));
  if (message.document) parts.push(documentLink(message.document));
  if (message.voice) parts.push(el("div", { class: "voice" }, "▶", el("span", { class: "wave", "aria-hidden": "true" }), words.voice));
  parts.push(...otherKinds(message));
  if (message.rich_message) parts.push(el("div", { class: "rich" }, ...richBlocks(message.rich_message.blocks, { ...deeds, key: (button) => key(message, button) })));
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  if (text) parts.push(el("div", { class: "text", dir: "auto" }, formatted(text, entities, deeds.command)));
  if (message.preview) parts.splice(message.link_preview_options.show_above_text ? 0 : parts.length, 0, preview(message));
  return parts;
}

/** The picture that a link leads to. */
const preview = (message) => el("img", { class: "photo linked", src: fileUrl(message.preview.file_id), alt: words.photo, loading: "lazy" });

function photo(message) {
  const size = message.photo.at(-1);
  return el("img", {
    class: `photo ${message.has_media_spoiler ? "veiled" : ""}`, src: fileUrl(size.file_id), alt: message.caption ?? words.photo,
    width: Math.max(size.width, 120), height: Math.max(size.height, 120), loading: "lazy",
    onclick: (event) => event.target.classList.remove("veiled"),
  });
}

function documentLink(file) {
  const size = file.file_size > 1e6 ? `${(file.file_size / 1e6).toFixed(1)} MB` : `${Math.ceil(file.file_size / 1e3)} KB`;
  return el("a", { class: "file", href: fileUrl(file.file_id), download: file.file_name ?? "file" },
    el("span", { class: "file-icon" }, icon("file")),
    el("span", { class: "file-name" }, el("b", {}, file.file_name ?? words.document), el("small", {}, size)));
}

function meta(message, own) {
  return el("span", { class: "meta" },
    message.edit_date ? `${words.edited} ` : null,
    el("time", { datetime: new Date(message.date * 1000).toISOString() }, timeOf(message)),
    own ? icon("check") : null);
}

function inlineKeyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el("div", { class: "inline-keyboard" }, ...rows.map((row) => el("div", { class: "row" }, ...row.map((button) => key(message, button)))));
}

/** Within a rich message a label is a rich text too. */
const labelOf = (button) => richText(button.text);

function key(message, button) {
  const attributes = { class: `key ${button.style ?? ""}`, dir: "auto" };
  if (button.url) {
    return el("a", { ...attributes, href: button.url, target: "_blank", rel: "noopener noreferrer" }, ...labelOf(button), icon("link"));
  }
  if (button.copy_text) {
    const copy = async () => { await navigator.clipboard.writeText(button.copy_text.text); toast(words.copied); };
    return el("button", { ...attributes, type: "button", onclick: copy }, ...labelOf(button), icon("copy"));
  }
  const query = button.switch_inline_query_current_chat ?? button.switch_inline_query;
  if (query !== undefined) {
    const type = () => document.dispatchEvent(new CustomEvent("inline", { detail: query }));
    return el("button", { ...attributes, type: "button", onclick: type }, ...labelOf(button), icon("share"));
  }
  return el("button", { ...attributes, type: "button", onclick: (event) => press(event.currentTarget, message, button) }, ...labelOf(button));
}

async function press(node, message, button) {
  if (node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  const release = () => { node.classList.remove("waiting"); node.removeAttribute("aria-busy"); };
  try {
    const body = { person: state.person, chat: state.chat, message: message.message_id, data: button.callback_data };
    const { query_id: id } = await act("press", body);
    state.pressed.set(id, release);
    setTimeout(() => { state.pressed.delete(id); release(); }, 15_000);
  } catch (error) {
    release();
    toast(error.message);
  }
}
