// One message: a bubble with its text, media, time and keyboard.

import { runAction, fileUrl } from "../api.js";
import { el, icon, paintAvatar } from "../dom.js";
import { formatText } from "./format.js";
import { buildOtherKinds, describeService, summarize } from "./kinds.js";
import { chooseChat } from "../overlays/dialogs.js";
import { showToast } from "../overlays/notice.js";
import { buildRichBlocks, buildRichText } from "./rich.js";
import { currentChat, isOwn, state } from "../store.js";
import { language, texts } from "../texts.js";

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const formatTime = (message) => clock.format(new Date(message.date * 1000));

/** Builds a message. `handlers`: `command(text)`, `reply(message)`, `edit(message)`. */
export function buildMessage(message, handlers) {
  const own = isOwn(message);
  if (describeService(message)) return buildServiceMessage(message);
  const chat = currentChat();
  const bubble = el("div", { class: getBubbleClass(message) }, ...buildHeading(message, own, chat), ...buildBody(message, handlers), buildMeta(message, own));
  const node = el("article", {
    class: `message ${own ? "own" : "other"}`, "data-id": message.message_id, tabindex: "-1",
    "data-author": message.sender_chat?.id ?? message.from.id,
    "aria-label": `${own ? texts.you : getAuthor(message, chat)}, ${formatTime(message)}`,
  }, bubble);
  if (!own && chat.type !== "private" && chat.type !== "channel") {
    node.prepend(paintAvatar(el("span", { class: "avatar tiny", "aria-hidden": "true" }), message.from.id, message.from.first_name, message.from.is_bot));
  }
  node.addEventListener("contextmenu", (event) => handlers.menu(event, message));
  const keyboard = buildInlineKeyboard(message);
  if (keyboard) node.append(keyboard);
  bubble.addEventListener("dblclick", () => (own ? handlers.edit(message) : handlers.reply(message)));
  return node;
}

function buildServiceMessage(message) {
  const node = el("p", { class: "service", "data-id": message.message_id }, describeService(message));
  if (message.new_chat_photo) node.append(buildPhoto({ photo: message.new_chat_photo }));
  return node;
}

const getAuthor = (message, chat) => (chat.type === "channel" ? chat.title : message.from.first_name);

function getBubbleClass(message) {
  const bare = message.sticker ? "bare" : "";
  const wide = message.rich_message ? "wide" : "";
  const pictured = message.photo && !message.caption ? "picture" : message.photo ? "captioned" : "";
  return ["bubble", bare, wide, pictured].filter(Boolean).join(" ");
}

function buildHeading(message, own, chat) {
  const parts = [];
  if (!own && chat.type !== "private") parts.push(el("p", { class: "author" }, getAuthor(message, chat)));
  const topic = state.thread === undefined && chat.topics.find(({ id }) => id !== null && id === message.message_thread_id);
  if (topic) parts.push(el("p", { class: "topic-name" }, `# ${topic.name}`));
  if (message.forward_origin) {
    const from = message.forward_origin.sender_user?.first_name ?? message.forward_origin.chat?.title ?? "";
    parts.push(el("p", { class: "forwarded" }, `${texts.forwarded} `, el("b", {}, from)));
  }
  if (message.via_bot) parts.push(el("p", { class: "forwarded" }, `${texts.via} @${message.via_bot.username}`));
  if (message.reply_to_message) {
    const quoted = message.reply_to_message;
    parts.push(el("div", { class: "quoted" }, el("b", {}, quoted.from?.first_name ?? chat.title), el("span", {}, summarize(quoted))));
  }
  return parts;
}

function buildBody(message, handlers) {
  const parts = [];
  if (message.photo) parts.push(buildPhoto(message));
  if (message.sticker) parts.push(el("div", { class: "sticker", role: "img", "aria-label": texts.sticker }, "🙂"));
  if (message.document) parts.push(buildDocument(message.document));
  if (message.voice) parts.push(el("div", { class: "voice" }, "▶", el("span", { class: "wave", "aria-hidden": "true" }), texts.voice));
  parts.push(...buildOtherKinds(message));
  if (message.rich_message) parts.push(el("div", { class: "rich" }, ...buildRichBlocks(message.rich_message.blocks, { ...handlers, key: (button) => buildKey(message, button) })));
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  if (text) parts.push(el("div", { class: "text", dir: "auto" }, formatText(text, entities, handlers.command)));
  if (message.preview) parts.splice(message.link_preview_options.show_above_text ? 0 : parts.length, 0, buildPreview(message));
  return parts;
}

/** Builds the preview picture of a link. */
const buildPreview = ({ preview }) => el("img", {
  class: "photo linked", src: fileUrl(preview.file_id), alt: texts.photo, width: preview.width, height: preview.height, loading: "lazy",
});

function buildPhoto(message) {
  const size = message.photo.at(-1);
  return el("img", {
    class: `photo ${message.has_media_spoiler ? "veiled" : ""}`, src: fileUrl(size.file_id), alt: message.caption ?? texts.photo,
    width: Math.max(size.width, 120), height: Math.max(size.height, 120), loading: "lazy",
    onclick: (event) => event.target.classList.remove("veiled"),
  });
}

function buildDocument(file) {
  const size = file.file_size > 1e6 ? `${(file.file_size / 1e6).toFixed(1)} MB` : `${Math.ceil(file.file_size / 1e3)} KB`;
  return el("a", { class: "file", href: fileUrl(file.file_id), download: file.file_name ?? "file" },
    el("span", { class: "file-icon" }, icon("file")),
    el("span", { class: "file-name" }, el("b", {}, file.file_name ?? texts.document), el("small", {}, size)));
}

function buildMeta(message, own) {
  return el("span", { class: "meta" },
    message.edit_date ? `${texts.edited} ` : null,
    el("time", { datetime: new Date(message.date * 1000).toISOString() }, formatTime(message)),
    own ? icon("check") : null);
}

function buildInlineKeyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el("div", { class: "inline-keyboard" }, ...rows.map((row) => el("div", { class: "row" }, ...row.map((button) => buildKey(message, button)))));
}

/** Builds the label of a button; in a rich message it is a RichText. */
const buildLabel = (button) => [el("span", { class: "label" }, ...buildRichText(button.text))];

function buildKey(message, button) {
  const attributes = { class: `key ${button.style ?? ""}`, dir: "auto" };
  if (button.url) {
    return el("a", { ...attributes, href: button.url, target: "_blank", rel: "noopener noreferrer" }, ...buildLabel(button), icon("link"));
  }
  if (button.copy_text) {
    const copy = async () => { await navigator.clipboard.writeText(button.copy_text.text); showToast(texts.copied); };
    return el("button", { ...attributes, type: "button", onclick: copy }, ...buildLabel(button), icon("copy"));
  }
  const shared = button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query;
  const query = button.switch_inline_query_current_chat ?? shared;
  if (query !== undefined) {
    const type = async () => {
      const chat = shared === undefined ? state.chat : await chooseChat();
      if (chat !== null) document.dispatchEvent(new CustomEvent("inline", { detail: { chat, query } }));
    };
    return el("button", { ...attributes, type: "button", onclick: type }, ...buildLabel(button), icon("share"));
  }
  return el("button", { ...attributes, type: "button", onclick: (event) => pressButton(event.currentTarget, message, button) }, ...buildLabel(button));
}

async function pressButton(node, message, button) {
  if (node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  const release = () => { node.classList.remove("waiting"); node.removeAttribute("aria-busy"); };
  try {
    const body = { person: state.person, chat: state.chat, message: message.message_id, data: button.callback_data };
    const { query_id: id } = await runAction("click", body);
    state.awaited = state.chat;
    state.pressed.set(id, release);
    setTimeout(() => { state.pressed.delete(id); release(); }, 15_000);
  } catch (error) {
    release();
    showToast(error.message);
  }
}
