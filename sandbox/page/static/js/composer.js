// The footer of a chat: writing, replying, editing, files, reply keyboards.

import { runAction, uploadFile } from "./api.js";
import { byId, setIconButton, el, icon } from "./dom.js";
import { askCaption } from "./overlays/dialogs.js";
import { showToast } from "./overlays/notice.js";
import { summarize } from "./content/kinds.js";
import { canWrite, currentChat, currentPerson, state, targetThread } from "./store.js";
import { hidePopup, handlePopupKey, setUpSuggestions, showCommands, updateSuggestions } from "./suggest.js";
import { texts } from "./texts.js";

const input = byId("input");
const drafts = new Map();
let draftKey = null;
let editing = null;
let replying = null;
let dismissed = null;

export function setUpComposer() {
  setIconButton(byId("send"), "send", texts.send);
  setIconButton(byId("keyboard-button"), "keyboard", texts.keyboard);
  byId("attach").prepend(icon("attach"));
  byId("file").setAttribute("aria-label", texts.attach);
  input.placeholder = texts.write;
  input.setAttribute("aria-label", texts.write);
  setUpSuggestions({ sendText, clear: () => { input.value = ""; resizeInput(); } });
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  input.addEventListener("input", () => { resizeInput(); updateSuggestions(); });
  input.addEventListener("keydown", handleKey);
  byId("file").addEventListener("change", attachFile);
  byId("menu-button").onclick = () => (byId("popup").hidden ? showCommands("") : hidePopup());
  byId("start").onclick = () => (currentChat().blocked ? runAction("block", { person: state.person, blocked: false }) : sendText("/start"));
  byId("keyboard-button").onclick = () => { const box = byId("reply-keyboard"); box.hidden = !box.hidden; };
  document.addEventListener("click", (event) => { if (!event.target.closest(".foot")) hidePopup(); });
  document.addEventListener("keydown", focusOnTyping);
}

/** Focuses the message input when a letter is typed anywhere on the page. */
function focusOnTyping(event) {
  const elsewhere = !event.target.closest("input, textarea, dialog, .tour, .panel");
  const letter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (elsewhere && letter && input.offsetParent) input.focus({ preventScroll: true });
}

function resizeInput() {
  if (!input.offsetParent) return;  // A hidden input has no height to measure.
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

function handleKey(event) {
  if (handlePopupKey(event)) return;
  if (event.key === "Escape") {
    hidePopup();
    setContext(null, null);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "ArrowUp" && event.ctrlKey) {
    event.preventDefault();
    replyToPrevious();
  } else if (event.key === "ArrowUp" && !input.value) {
    const own = currentChat().messages.filter((message) => message.from?.id === state.person && message.text).at(-1);
    if (own) { event.preventDefault(); startEdit(own); }
  } else if (event.key === "PageUp" || event.key === "PageDown") {
    event.preventDefault();
    const scroll = byId("scroll");
    scroll.scrollBy({ top: (event.key === "PageUp" ? -0.85 : 0.85) * scroll.clientHeight });
  }
}

/** Ctrl+Up, as in Telegram Desktop: replies to the last message, then to the one before it. */
function replyToPrevious() {
  const { messages } = currentChat();
  const at = replying ? messages.findIndex((message) => message.message_id === replying.message_id) : messages.length;
  if (at > 0) startReply(messages[at - 1]);
}

export async function sendText(text) {
  hidePopup();
  if (input.value.trim() === text) { input.value = ""; resizeInput(); }
  try {
    await runAction("send", { person: state.person, chat: state.chat, text, reply_to: replying?.message_id ?? null, thread: targetThread(replying) });
    setContext(null, null);
  } catch (error) { showToast(error.message); }
}

async function submit() {
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  resizeInput();
  if (!editing) return sendText(text);
  const body = { person: state.person, chat: state.chat, message: editing.message_id, text };
  setContext(null, null);
  try { await runAction("edit", body); } catch (error) { showToast(error.message); }
}

async function attachFile(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const place = { person: state.person, chat: state.chat, thread: targetThread(null) };
  const caption = await askCaption(file, input.value.trim());
  if (caption === null) return;
  input.value = "";
  resizeInput();
  try { await uploadFile(place, file, caption); } catch (error) { showToast(error.message); }
}

export function startEdit(message) { setContext(message, null); input.value = message.text ?? ""; resizeInput(); input.focus(); }
export function startReply(message) { setContext(null, message); input.focus(); }
export function prefillInput(text) { input.value = text; resizeInput(); input.focus({ preventScroll: true }); updateSuggestions(); }

/** Saves the draft of the chat that was open and shows the draft of this one. */
export function openDraft() {
  const place = `${state.person}:${state.chat}:${state.thread}`;
  if (place === draftKey) return;
  setContext(null, null);
  hidePopup();
  if (draftKey) drafts.set(draftKey, input.value);
  draftKey = place;
  input.value = drafts.get(draftKey) ?? "";
  resizeInput();
}

function setContext(edit, reply) {
  if (editing && !edit) input.value = "";
  editing = edit;
  replying = reply;
  const box = byId("replying");
  const message = edit ?? reply;
  box.hidden = !message;
  if (!message) return;
  const cancel = el("button", { type: "button", class: "icon-button", "aria-label": texts.cancel, onclick: () => setContext(null, null) }, icon("close"));
  box.replaceChildren(el("div", {}, el("b", {}, edit ? texts.edit : texts.reply), el("span", {}, summarize(message))), cancel);
}

/** Shows START, "only admins" or the composer, the menu button, and the reply keyboard. */
export function drawFoot() {
  const chat = currentChat();
  if (!chat) return;
  const fresh = chat.type === "private" && !chat.messages.length;
  const readonly = !chat.blocked && !canWrite(chat);
  const start = byId("start");
  start.hidden = !(fresh || readonly || chat.blocked);
  start.disabled = readonly;
  start.textContent = chat.blocked ? texts.unblock : readonly ? texts.readonly : texts.start;
  byId("composer").hidden = !start.hidden;
  resizeInput();
  const menu = byId("menu-button");
  menu.hidden = !state.commands.commands.length || state.commands.menu_button.type !== "commands";
  menu.replaceChildren(icon("menu"), el("span", {}, texts.menu));
  drawReplyKeyboard(chat);
}

function drawReplyKeyboard(chat) {
  const holder = chat.messages.filter((message) => message.reply_keyboard).at(-1);
  const keyboard = holder?.reply_keyboard.keyboard;
  const box = byId("reply-keyboard");
  byId("keyboard-button").hidden = !keyboard;
  box.hidden = !keyboard || dismissed === holder.message_id;
  box.classList.toggle("tall", Boolean(keyboard) && !holder.reply_keyboard.resize_keyboard);
  input.placeholder = holder?.reply_keyboard.input_field_placeholder ?? texts.write;
  if (!keyboard) return;
  box.replaceChildren(...keyboard.map((row) => el("div", { class: "row" }, ...row.map((button) =>
    el("button", { type: "button", class: "key", onclick: () => pressReplyButton(button, holder) }, button.text)))));
}

function pressReplyButton(button, holder) {
  if (holder.reply_keyboard.one_time_keyboard) dismissed = holder.message_id;
  sendText(button.text);
}

export async function loadCommands() {
  if (!currentPerson() || !currentChat()) return;
  state.commands = await runAction("commands", { person: state.person, chat: state.chat });
  drawFoot();
}
