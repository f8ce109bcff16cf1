// The bottom: writing, commands, inline results, reply keyboards.

import { act, upload } from "./api.js";
import { byId, dress, el, icon } from "./dom.js";
import { toast } from "./notice.js";
import { summary } from "./message.js";
import { currentChat, currentPerson, state } from "./store.js";
import { words } from "./words.js";

const input = byId("input");
let popupItems = [];
let chosen = -1;
let editing = null;
let replying = null;
let asked = null;
let dismissed = null;

export function setUpComposer() {
  dress(byId("send"), "send", words.send);
  dress(byId("keyboard-button"), "keyboard", words.keyboard);
  byId("attach").prepend(icon("attach"));
  byId("file").setAttribute("aria-label", words.attach);
  input.placeholder = words.write;
  input.setAttribute("aria-label", words.write);
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  input.addEventListener("input", () => { grow(); suggest(); });
  input.addEventListener("keydown", onKey);
  byId("file").addEventListener("change", attach);
  byId("menu-button").onclick = () => (byId("popup").hidden ? showCommands("") : hidePopup());
  byId("start").onclick = () => (currentChat().blocked ? act("block", { person: state.person, blocked: false }) : say("/start"));
  byId("keyboard-button").onclick = () => { const box = byId("reply-keyboard"); box.hidden = !box.hidden; };
  document.addEventListener("inline", (event) => { input.value = `@${state.bot.username} ${event.detail}`; input.focus(); suggest(); });
  document.addEventListener("click", (event) => { if (!event.target.closest(".foot")) hidePopup(); });
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

function onKey(event) {
  const open = !byId("popup").hidden;
  if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    mark((chosen + (event.key === "ArrowDown" ? 1 : -1) + popupItems.length) % popupItems.length);
  } else if (open && chosen >= 0 && ["Enter", "Tab"].includes(event.key)) {
    event.preventDefault();
    popupItems[chosen].click();
  } else if (event.key === "Escape") {
    hidePopup();
    setContext(null, null);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "ArrowUp" && !input.value) {
    const own = currentChat().messages.filter((message) => message.from?.id === state.person && message.text).at(-1);
    if (own) { event.preventDefault(); startEdit(own); }
  }
}

export async function say(text) {
  hidePopup();
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

function suggest() {
  const text = input.value;
  const inline = `@${state.bot.username} `;
  if (/^\/\w*$/.test(text)) showCommands(text.slice(1));
  else if (text.startsWith(inline)) askInline(text.slice(inline.length));
  else hidePopup();
}

function showCommands(prefix) {
  const found = state.commands.commands.filter(({ command }) => command.startsWith(prefix.toLowerCase()));
  openPopup(found.map(({ command, description }) => option(() => { input.value = ""; grow(); say(`/${command}`); },
    el("b", {}, `/${command}`), el("span", {}, description))));
  if (prefix && found.length) mark(0);
}

let pause = 0;
function askInline(text) {
  clearTimeout(pause);
  pause = setTimeout(async () => {
    ({ query_id: asked } = await act("inline", { person: state.person, chat: state.chat, text }));
  }, 250);
}

/** The bot's inline results have come. */
export function showResults(queryId, answer) {
  if (queryId !== asked) return;
  openPopup(answer.results.map((result) => option(() => choose(result.id),
    el("b", {}, result.title ?? result.caption ?? result.type), el("span", {}, result.description ?? ""))));
}

async function choose(result) {
  hidePopup();
  input.value = "";
  grow();
  await act("choose", { person: state.person, chat: state.chat, result });
}

const option = (onclick, ...children) => el("button", { type: "button", role: "option", tabindex: "-1", class: "option", onclick }, ...children);

function openPopup(items) {
  popupItems = items;
  chosen = -1;
  const popup = byId("popup");
  items.forEach((item, index) => { item.id = `option-${index}`; });
  popup.replaceChildren(...items);
  input.removeAttribute("aria-activedescendant");
  popup.hidden = !items.length;
  input.setAttribute("aria-expanded", String(!popup.hidden));
}

function mark(index) {
  popupItems[chosen]?.setAttribute("aria-selected", "false");
  chosen = index;
  popupItems[index].setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", popupItems[index].id);
  popupItems[index].scrollIntoView({ block: "nearest" });
}

export function hidePopup() { if (!byId("popup").hidden) openPopup([]); }

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
