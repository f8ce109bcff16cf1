// The bottom: writing, replying, editing, files, reply keyboards.

import { act, upload } from "./api.js";
import { byId, dress, el, icon } from "./dom.js";
import { toast } from "./notice.js";
import { summary } from "./content/kinds.js";
import { currentChat, currentPerson, state } from "./store.js";
import { hidePopup, popupKey, setUpSuggestions, showCommands, suggest } from "./suggest.js";
import { words } from "./words.js";

const input = byId("input");
const drafts = new Map();
let drafted = null;
let editing = null;
let replying = null;
let dismissed = null;

export function setUpComposer() {
  dress(byId("send"), "send", words.send);
  dress(byId("keyboard-button"), "keyboard", words.keyboard);
  byId("attach").prepend(icon("attach"));
  byId("file").setAttribute("aria-label", words.attach);
  input.placeholder = words.write;
  input.setAttribute("aria-label", words.write);
  setUpSuggestions({ say, clear: () => { input.value = ""; grow(); } });
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  input.addEventListener("input", () => { grow(); suggest(); });
  input.addEventListener("keydown", onKey);
  byId("file").addEventListener("change", attach);
  byId("menu-button").onclick = () => (byId("popup").hidden ? showCommands("") : hidePopup());
  byId("start").onclick = () => (currentChat().blocked ? act("block", { person: state.person, blocked: false }) : say("/start"));
  byId("keyboard-button").onclick = () => { const box = byId("reply-keyboard"); box.hidden = !box.hidden; };
  document.addEventListener("inline", (event) => { input.value = `@${state.bot.username} ${event.detail}`; input.focus(); suggest(); });
  document.addEventListener("click", (event) => { if (!event.target.closest(".foot")) hidePopup(); });
  document.addEventListener("keydown", typeAnywhere);
}

/** Whoever begins to type means the message, wherever the focus is. */
function typeAnywhere(event) {
  const elsewhere = !event.target.closest("input, textarea, dialog, .tour, .panel");
  const letter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (elsewhere && letter && input.offsetParent) input.focus({ preventScroll: true });
}

function grow() {
  if (!input.offsetParent) return;  // Hidden, it has no height to measure.
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

function onKey(event) {
  if (popupKey(event)) return;
  if (event.key === "Escape") {
    hidePopup();
    setContext(null, null);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "ArrowUp" && event.ctrlKey) {
    event.preventDefault();
    replyToEarlier();
  } else if (event.key === "ArrowUp" && !input.value) {
    const own = currentChat().messages.filter((message) => message.from?.id === state.person && message.text).at(-1);
    if (own) { event.preventDefault(); startEdit(own); }
  } else if (event.key === "PageUp" || event.key === "PageDown") {
    event.preventDefault();
    const scroll = byId("scroll");
    scroll.scrollBy({ top: (event.key === "PageUp" ? -0.85 : 0.85) * scroll.clientHeight });
  }
}

/** Ctrl+Up, as on the desktop: reply to the last message, then to the one before it. */
function replyToEarlier() {
  const { messages } = currentChat();
  const at = replying ? messages.findIndex((message) => message.message_id === replying.message_id) : messages.length;
  if (at > 0) startReply(messages[at - 1]);
}

export async function say(text) {
  hidePopup();
  if (input.value.trim() === text) { input.value = ""; grow(); }
  try {
    await act("send", { person: state.person, chat: state.chat, text, reply_to: replying?.message_id ?? null });
    setContext(null, null);
  } catch (error) { toast(error.message); }
}

async function submit() {
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  grow();
  if (!editing) return say(text);
  const body = { person: state.person, chat: state.chat, message: editing.message_id, text };
  setContext(null, null);
  try { await act("edit", body); } catch (error) { toast(error.message); }
}

async function attach(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  try { await upload(state.person, state.chat, file); } catch (error) { toast(error.message); }
}

export function startEdit(message) { setContext(message, null); input.value = message.text ?? ""; grow(); input.focus(); }
export function startReply(message) { setContext(null, message); input.focus(); }
export function prefill(text) { input.value = text; grow(); input.focus({ preventScroll: true }); suggest(); }

/** Every chat keeps what was being written in it. */
export function openDraft() {
  const place = `${state.person}:${state.chat}`;
  if (place === drafted) return;
  setContext(null, null);
  hidePopup();
  if (drafted) drafts.set(drafted, input.value);
  drafted = place;
  input.value = drafts.get(drafted) ?? "";
  grow();
}

function setContext(edit, reply) {
  if (editing && !edit) input.value = "";
  editing = edit;
  replying = reply;
  const box = byId("replying");
  const message = edit ?? reply;
  box.hidden = !message;
  if (!message) return;
  const cancel = el("button", { type: "button", class: "icon-button", "aria-label": words.cancel, onclick: () => setContext(null, null) }, icon("close"));
  box.replaceChildren(el("div", {}, el("b", {}, edit ? words.edit : words.reply), el("span", {}, summary(message))), cancel);
}

/** What of the bottom shows: START, "only admins", the composer; menu button; reply keyboard. */
export function drawFoot() {
  const chat = currentChat();
  if (!chat) return;
  const fresh = chat.type === "private" && !chat.messages.length;
  const readonly = chat.type === "channel" && !chat.admins.includes(state.person);
  const start = byId("start");
  start.hidden = !(fresh || readonly || chat.blocked);
  start.disabled = readonly;
  start.textContent = chat.blocked ? words.unblock : readonly ? words.readonly : words.start;
  byId("composer").hidden = !start.hidden;
  grow();
  const menu = byId("menu-button");
  menu.hidden = !state.commands.commands.length || state.commands.menu_button.type !== "commands";
  menu.replaceChildren(icon("menu"), el("span", {}, words.menu));
  drawReplyKeyboard(chat);
}

function drawReplyKeyboard(chat) {
  const holder = chat.messages.filter((message) => message.reply_keyboard).at(-1);
  const keyboard = holder?.reply_keyboard.keyboard;
  const box = byId("reply-keyboard");
  byId("keyboard-button").hidden = !keyboard;
  box.hidden = !keyboard || dismissed === holder.message_id;
  box.classList.toggle("tall", Boolean(keyboard) && !holder.reply_keyboard.resize_keyboard);
  input.placeholder = holder?.reply_keyboard.input_field_placeholder ?? words.write;
  if (!keyboard) return;
  box.replaceChildren(...keyboard.map((row) => el("div", { class: "row" }, ...row.map((button) =>
    el("button", { type: "button", class: "key", onclick: () => tap(button, holder) }, button.text)))));
}

function tap(button, holder) {
  if (holder.reply_keyboard.one_time_keyboard) dismissed = holder.message_id;
  say(button.text);
}

export async function loadCommands() {
  if (!currentPerson() || !currentChat()) return;
  state.commands = await act("commands", { person: state.person, chat: state.chat });
  drawFoot();
}
