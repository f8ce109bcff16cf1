// The middle column: header, messages, scrolling.

import { runAction } from "./api.js";
import { byId, el, icon, paintAvatar } from "./dom.js";
import { summarize } from "./content/kinds.js";
import { getTitle } from "./list.js";
import { buildMessage } from "./content/message.js";
import { currentChat, isInThread, state, countUnread } from "./store.js";
import { formatCount, language, pickText, texts } from "./texts.js";

const NEAR_END_PX = 120;
const days = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
let handlers = {};

/** `given`: the handlers of clicks inside messages, see message.js. */
export function setUpChat(given) {
  handlers = given;
  const scroll = byId("scroll");
  scroll.addEventListener("scroll", () => {
    byId("to-bottom").hidden = isNearEnd();
    if (scroll.scrollTop < 80) loadOlder();
  });
  byId("to-bottom").append(icon("down"));
  byId("to-bottom").setAttribute("aria-label", texts.bottom);
  byId("to-bottom").onclick = () => scrollToEnd(true);
  scroll.setAttribute("aria-label", texts.messages);
  new ResizeObserver(stayAtEnd).observe(byId("log"));
  scroll.addEventListener("scroll", () => { isAtEnd = isNearEnd() && scroll.scrollTop !== readFrom; });
}

let isAtEnd = true;
/** Where the window was put to show a message from its beginning: it may be near the end, but must stay there. */
let readFrom = null;
const isNearEnd = () => {
  const scroll = byId("scroll");
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END_PX;
};

export function scrollToEnd(smooth = false) {
  const scroll = byId("scroll");
  isAtEnd = true;
  readFrom = null;
  scroll.scrollTo({ top: scroll.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

/** Keeps the log scrolled to its end after the window or a message changed its size. */
export function stayAtEnd() { if (isAtEnd) scrollToEnd(); }

export function drawHead() {
  const chat = currentChat();
  if (!chat) return;
  byId("head-title").textContent = getTitle(chat);
  paintAvatar(byId("head-avatar"), chat.id, getTitle(chat), chat.type === "private", chat.photo);
  const action = state.actions.get(chat.id);
  const status = byId("head-status");
  status.classList.toggle("accent", Boolean(action));
  if (action) {
    const doing = action === "typing" ? texts.typing : texts.sending;
    status.replaceChildren(doing, el("span", { class: "typing", "aria-hidden": "true" }, el("i"), el("i"), el("i")));
  } else {
    status.textContent = describeStatus(chat);
  }
  drawPinned(chat);
}

function describeStatus(chat) {
  if (chat.type === "private") return chat.blocked ? texts.blocked : texts.bot;
  return formatCount(chat.count, chat.type === "channel" ? texts.subscribers : texts.members);
}

function drawPinned(chat) {
  const pinned = chat.messages.find((message) => message.message_id === chat.pinned.at(-1));
  const bar = byId("pinned");
  bar.hidden = !pinned;
  if (!pinned) return;
  bar.replaceChildren(icon("pin"), el("b", {}, texts.pinned), el("span", {}, summarize(pinned)));
  bar.onclick = () => findNode(pinned.message_id)?.scrollIntoView({ block: "center", behavior: "smooth" });
}

const findNode = (id) => byId("log").querySelector(`[data-id="${id}"]`);

export function drawLog() {
  const chat = currentChat();
  const log = byId("log");
  log.setAttribute("aria-busy", "true");
  log.replaceChildren();
  if (!chat) return;
  if (!chat.messages.length) log.append(buildWelcome(chat));
  const unread = countUnread(state.person, chat.id);
  chat.messages.filter(isInThread).forEach((message) => appendMessage(message, false));
  groupByAuthor();
  const nodes = log.querySelectorAll("[data-id]");
  const firstUnread = unread ? nodes[Math.max(0, nodes.length - unread)] : null;
  if (firstUnread && unread < nodes.length) {
    firstUnread.before(el("p", { class: "unread-line" }, el("span", {}, texts.newMessages)));
  }
  log.removeAttribute("aria-busy");
  scrollToEnd();
  if (firstUnread) scrollToNode(firstUnread.previousElementSibling ?? firstUnread);
}

/** Scrolls up to `node`, the first unread message. Never scrolls down: what fits into the window is visible anyway. */
function scrollToNode(node) {
  const scroll = byId("scroll");
  const top = node.offsetTop - scroll.offsetTop - 8;
  if (top >= scroll.scrollTop) return;
  scroll.scrollTop = top;
  isAtEnd = isNearEnd();
}

function buildWelcome(chat) {
  if (chat.type !== "private") return el("p", { class: "service" }, texts.empty);
  const described = pickText({ ...state.bot.descriptions, ru: state.bot.descriptions?.ru ?? state.bot.description });
  return el("div", { class: "welcome" },
    paintAvatar(el("span", { class: "avatar big", "aria-hidden": "true" }), state.bot.id, state.bot.first_name, true),
    el("h3", {}, described ? texts.what : state.bot.first_name), el("p", {}, described || texts.empty));
}

function appendMessage(message, fresh) {
  const log = byId("log");
  log.querySelector(".welcome")?.remove();
  const day = formatDay(message);
  if (log.dataset.day !== day || !log.querySelector(".day")) {
    log.append(el("p", { class: "day" }, el("span", {}, day)));
    log.dataset.day = day;
  }
  const node = buildMessage(message, handlers);
  if (fresh) node.classList.add("fresh");
  log.append(node);
}

function formatDay(message) {
  const date = new Date(message.date * 1000);
  const now = new Date(state.now ?? Date.now());
  const ago = Math.round((getMidnight(now) - getMidnight(date)) / 864e5);
  return { 0: texts.today, 1: texts.yesterday }[ago] ?? days.format(date);
}
const getMidnight = (date) => new Date(date).setHours(0, 0, 0, 0);

/** Moves neighbours by the same author closer together; the last one gets the tail. */
function groupByAuthor() {
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
  if (!isInThread(message)) return;
  const isAwaited = message.outgoing && state.awaited === state.chat;
  const follow = isAtEnd || isAwaited || message.from?.id === state.person;
  if (isAwaited) state.awaited = null;
  state.now = Math.max(message.date * 1000, new Date(state.now ?? 0).getTime());
  appendMessage(message, true);
  groupByAuthor();
  if (follow) showNew(findNode(message.message_id));
}

/** Scrolls to a new message, the last one: to its beginning if it does not fit into the window. */
function showNew(node) {
  if (node && isCutAtEnd(node)) {
    isAtEnd = false;
    // Offsets of the layout, because the message is still animated.
    byId("scroll").scrollTop = node.offsetTop - byId("scroll").offsetTop - 8;
    readFrom = byId("scroll").scrollTop;
  } else {
    scrollToEnd();
  }
}

export function changeMessage(message) {
  const old = findNode(message.message_id);
  if (!old) return;
  const node = buildMessage(message, handlers);
  const isRead = isAtEnd || isInWindow(old);
  const isNewText = getWords(old) !== getWords(node);
  const focused = old.contains(document.activeElement) ? [...old.querySelectorAll(".key")].indexOf(document.activeElement) : -1;
  old.replaceWith(node);
  if (focused >= 0) node.querySelectorAll(".key")[focused]?.focus({ preventScroll: true });
  groupByAuthor();
  if (isRead && isNewText && node === byId("log").lastElementChild && isCutAtEnd(node)) showNew(node);
}

const getWords = (node) => node.querySelector(".text, .rich")?.textContent;
/** Whether the beginning of the last message is out of the window when its end is in it. */
function isCutAtEnd(node) {
  const scroll = byId("scroll");
  return node.offsetTop - scroll.offsetTop < scroll.scrollHeight - scroll.clientHeight;
}

function isInWindow(node) {
  const { top, bottom } = node.getBoundingClientRect();
  const frame = byId("scroll").getBoundingClientRect();
  return bottom > frame.top && top < frame.bottom;
}

export function removeMessages(ids) {
  ids.map(findNode).filter(Boolean).forEach((node) => {
    node.classList.add("leaving");
    setTimeout(() => { node.remove(); groupByAuthor(); }, 180);
  });
}

let loading = false;
async function loadOlder() {
  const chat = currentChat();
  if (loading || !chat?.messages.length || chat.complete) return;
  loading = true;
  const older = await runAction("history", { person: state.person, chat: chat.id, before: chat.messages[0].message_id });
  loading = false;
  chat.complete = !older.length;
  if (!older.length || chat !== currentChat()) return;
  chat.messages.unshift(...older);
  const scroll = byId("scroll");
  const below = scroll.scrollHeight - scroll.scrollTop;
  drawLog();
  scroll.scrollTop = scroll.scrollHeight - below;
}
