// The middle column: head, messages, scrolling.

import { act } from "./api.js";
import { byId, el, icon, paintAvatar } from "./dom.js";
import { summary } from "./content/kinds.js";
import { titleOf } from "./list.js";
import { messageNode } from "./content/message.js";
import { currentChat, state, unreadOf } from "./store.js";
import { counted, language, spoken, words } from "./words.js";

const NEAR = 120;
const days = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
let deeds = {};

/** `given`: what pressing things in a message does, see message.js. */
export function setUpChat(given) {
  deeds = given;
  const scroll = byId("scroll");
  scroll.addEventListener("scroll", () => {
    byId("to-bottom").hidden = isNearEnd();
    if (scroll.scrollTop < 80) loadOlder();
  });
  byId("to-bottom").append(icon("down"));
  byId("to-bottom").setAttribute("aria-label", words.bottom);
  byId("to-bottom").onclick = () => toEnd(true);
  scroll.setAttribute("aria-label", words.messages);
  new ResizeObserver(keepEnd).observe(byId("log"));
  scroll.addEventListener("scroll", () => { stuck = isNearEnd(); });
}

let stuck = true;
const isNearEnd = () => {
  const scroll = byId("scroll");
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
};

export function toEnd(smooth = false) {
  const scroll = byId("scroll");
  stuck = true;
  scroll.scrollTo({ top: scroll.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

/** After the window or a message changed its size: who was at the end stays there. */
export function keepEnd() { if (stuck) toEnd(); }

export function drawHead() {
  const chat = currentChat();
  if (!chat) return;
  byId("head-title").textContent = titleOf(chat);
  paintAvatar(byId("head-avatar"), chat.id, titleOf(chat), chat.type === "private", chat.photo);
  const action = state.actions.get(chat.id);
  const status = byId("head-status");
  status.classList.toggle("accent", Boolean(action));
  if (action) {
    const doing = action === "typing" ? words.typing : words.sending;
    status.replaceChildren(doing, el("span", { class: "typing", "aria-hidden": "true" }, el("i"), el("i"), el("i")));
  } else {
    status.textContent = statusOf(chat);
  }
  drawPinned(chat);
}

function statusOf(chat) {
  if (chat.type === "private") return chat.blocked ? words.blocked : words.bot;
  return counted(chat.count, chat.type === "channel" ? words.subscribers : words.members);
}

function drawPinned(chat) {
  const pinned = chat.messages.find((message) => message.message_id === chat.pinned.at(-1));
  const bar = byId("pinned");
  bar.hidden = !pinned;
  if (!pinned) return;
  bar.replaceChildren(icon("pin"), el("b", {}, words.pinned), el("span", {}, summary(pinned)));
  bar.onclick = () => nodeOf(pinned.message_id)?.scrollIntoView({ block: "center", behavior: "smooth" });
}

const nodeOf = (id) => byId("log").querySelector(`[data-id="${id}"]`);

export function drawLog() {
  const chat = currentChat();
  const log = byId("log");
  log.setAttribute("aria-busy", "true");
  log.replaceChildren();
  if (!chat) return;
  if (!chat.messages.length) log.append(welcome(chat));
  const unread = unreadOf(state.person, chat.id);
  chat.messages.forEach((message) => place(message, false));
  group();
  const firstUnread = unread ? log.querySelectorAll("[data-id]")[Math.max(0, chat.messages.length - unread)] : null;
  if (firstUnread && unread < chat.messages.length) {
    firstUnread.before(el("p", { class: "unread-line" }, el("span", {}, words.newMessages)));
  }
  log.removeAttribute("aria-busy");
  toEnd();
  if (firstUnread) fromTop(firstUnread.previousElementSibling ?? firstUnread);
}

/** Reading goes on where it stopped; what fits into the window is all there anyway. */
function fromTop(node) {
  const scroll = byId("scroll");
  const top = node.offsetTop - scroll.offsetTop - 8;
  if (top >= scroll.scrollTop) return;
  scroll.scrollTop = top;
  stuck = isNearEnd();
}

function welcome(chat) {
  if (chat.type !== "private") return el("p", { class: "service" }, words.empty);
  const described = spoken({ ...state.bot.descriptions, ru: state.bot.descriptions?.ru ?? state.bot.description });
  return el("div", { class: "welcome" },
    paintAvatar(el("span", { class: "avatar big", "aria-hidden": "true" }), state.bot.id, state.bot.first_name, true),
    el("h3", {}, described ? words.what : state.bot.first_name), el("p", {}, described || words.empty));
}

function place(message, fresh) {
  const log = byId("log");
  log.querySelector(".welcome")?.remove();
  const day = dayOf(message);
  if (log.dataset.day !== day || !log.querySelector(".day")) {
    log.append(el("p", { class: "day" }, el("span", {}, day)));
    log.dataset.day = day;
  }
  const node = messageNode(message, deeds);
  if (fresh) node.classList.add("fresh");
  log.append(node);
}

function dayOf(message) {
  const date = new Date(message.date * 1000);
  const now = new Date(state.now ?? Date.now());
  const ago = Math.round((midnight(now) - midnight(date)) / 864e5);
  return { 0: words.today, 1: words.yesterday }[ago] ?? days.format(date);
}
const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);

/** Neighbours by the same author stand closer; the last one has the tail. */
function group() {
  const nodes = [...byId("log").children];
  nodes.forEach((node, index) => {
    if (!node.classList.contains("message")) return;
    const next = nodes[index + 1];
    const same = next?.dataset.author === node.dataset.author;
    node.classList.toggle("tail", !same);
    if (next?.classList.contains("message")) next.classList.toggle("follows", same);
  });
}

export function addMessage(message) {
  const follow = stuck || message.from?.id === state.person;
  state.now = Math.max(message.date * 1000, new Date(state.now ?? 0).getTime());
  place(message, true);
  group();
  if (follow) showNew(nodeOf(message.message_id));
}

/** A message taller than the window is read from its beginning. */
function showNew(node) {
  if (node && node.offsetHeight > byId("scroll").clientHeight) {
    stuck = false;
    // Layout offsets, since the message is still growing into place.
    byId("scroll").scrollTop = node.offsetTop - byId("scroll").offsetTop - 8;
  } else {
    toEnd();
  }
}

export function changeMessage(message) {
  const old = nodeOf(message.message_id);
  if (!old) return;
  const node = messageNode(message, deeds);
  const focused = old.contains(document.activeElement) ? [...old.querySelectorAll(".key")].indexOf(document.activeElement) : -1;
  old.replaceWith(node);
  if (focused >= 0) node.querySelectorAll(".key")[focused]?.focus({ preventScroll: true });
  group();
}

export function removeMessages(ids) {
  ids.map(nodeOf).filter(Boolean).forEach((node) => {
    node.classList.add("leaving");
    setTimeout(() => { node.remove(); group(); }, 180);
  });
}

let loading = false;
async function loadOlder() {
  const chat = currentChat();
  if (loading || !chat?.messages.length || chat.complete) return;
  loading = true;
  const older = await act("history", { person: state.person, chat: chat.id, before: chat.messages[0].message_id });
  loading = false;
  chat.complete = !older.length;
  if (!older.length || chat !== currentChat()) return;
  chat.messages.unshift(...older);
  const scroll = byId("scroll");
  const below = scroll.scrollHeight - scroll.scrollTop;
  drawLog();
  scroll.scrollTop = scroll.scrollHeight - below;
}
