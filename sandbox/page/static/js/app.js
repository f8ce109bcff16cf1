// Where it begins: load, draw, listen.

import { act, listen, load } from "./api.js";
import { addMessage, changeMessage, drawHead, drawLog, keepEnd, removeMessages, setUpChat } from "./chat.js";
import { drawFoot, loadCommands, openDraft, prefill, say, setUpComposer, startEdit, startReply } from "./composer.js";
import { byId, dress } from "./dom.js";
import { drawChats, drawPeople } from "./list.js";
import { followHere, showAnswer, startTour, toast } from "./notice.js";
import { drawPanel, setPanel, setUpPanel } from "./panel.js";
import { chatsOf, currentChat, read, state, takeDeleted, takeEdited, takeMessage, takeRequest, takeWhole } from "./store.js";
import { showResults } from "./suggest.js";
import { language, words } from "./words.js";

const ACTION_SECONDS = 5;

function drawSides() {
  drawPeople(choosePerson);
  drawChats(openChat);
  const unread = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
  document.title = unread ? `(${unread}) ${state.bot.first_name}` : state.bot.first_name;
}

function choosePerson(id) {
  state.person = id;
  sessionStorage.setItem("person", id);
  const chats = chatsOf(id);
  showChat((chats.find((chat) => chat.type === "private") ?? chats[0])?.id ?? null);
  drawSides();
}

function openChat(id) {
  byId("app").dataset.view = "chat";
  showChat(id);
  if (matchMedia("(hover: hover)").matches) byId("input").focus({ preventScroll: true });
}

function showChat(id) {
  state.chat = id;
  drawHead();
  drawLog();
  read(state.person, id);
  const chat = currentChat();
  byId("block-button").hidden = chat?.type !== "private";
  byId("chat").hidden = !chat;
  drawFoot();
  openDraft();
  drawSides();
  loadCommands();
}

const here = (event) => event.chat_id === state.chat && chatsOf(state.person).some((chat) => chat.id === event.chat_id);

const HEAR = {
  message(event) {
    takeMessage(event.chat_id, event.message, !document.hidden && byId("chat").offsetParent !== null);
    if (here(event)) { addMessage(event.message); drawFoot(); drawHead(); }
    drawSides();
  },
  edited(event) {
    takeEdited(event.chat_id, event.message);
    if (here(event)) changeMessage(event.message);
    drawSides();
  },
  deleted(event) {
    takeDeleted(event.chat_id, event.message_ids);
    if (here(event)) { removeMessages(event.message_ids); drawFoot(); }
    drawSides();
  },
  action(event) {
    state.actions.set(event.chat_id, event.action);
    setTimeout(() => { state.actions.delete(event.chat_id); drawHead(); drawSides(); }, ACTION_SECONDS * 1000);
    drawHead();
    drawSides();
  },
  callback_answer(event) {
    state.pressed.get(event.query_id)?.();
    state.pressed.delete(event.query_id);
    if (event.user_id === state.person) showAnswer(event.answer);
  },
  inline_answer(event) { showResults(event.query_id, event.answer); },
  request(event) { takeRequest(event); drawPanel(); },
  chat(event) {
    if (!event.chat) return;
    state.chats.set(event.chat.id, event.chat);
    if (here(event)) { drawHead(); drawFoot(); }
    drawSides();
  },
  commands() { loadCommands(); },
  people() { refresh(); },
  bot() { refresh(); },
  reload() { refresh(); },
};

let refreshing = 0;
function refresh() {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => { takeWhole(await load()); showChat(state.chat ?? chatsOf(state.person)[0]?.id ?? null); }, 60);
}

function setUpTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    dress(byId("theme-button"), theme === "dark" ? "sun" : "moon", words.theme);
  };
  byId("theme-button").onclick = () => {
    localStorage.setItem("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    apply();
  };
  dark.addEventListener("change", apply);
  apply();
}

function setUpHead() {
  dress(byId("back-button"), "back", words.back);
  dress(byId("panel-button"), "panel", words.panel);
  dress(byId("block-button"), "block", words.block);
  byId("back-button").onclick = () => { byId("app").dataset.view = "list"; };
  byId("block-button").onclick = () => act("block", { person: state.person, blocked: !currentChat().blocked }).catch((error) => toast(error.message));
}

/** Links to the bot, wherever they stand. */
function setUpLinks() {
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[href]");
    if (anchor && followHere(anchor.href)) event.preventDefault();
  });
  document.addEventListener("deeplink", ({ detail: payload }) => {
    const own = chatsOf(state.person).find((chat) => chat.type === "private");
    if (!own) return;
    openChat(own.id);
    if (payload || !own.messages.length) say(payload ? `/start ${payload}` : "/start");
  });
}

function tourStep(step) {
  if (step.person) choosePerson(step.person);
  byId("app").dataset.view = "chat";
  if (step.text) prefill(step.text);
}

async function begin() {
  document.documentElement.lang = language;
  byId("brand").textContent = words.chats;
  setUpTheme();
  setUpHead();
  setUpLinks();
  state.person = Number(sessionStorage.getItem("person")) || null;
  takeWhole(await load());
  setUpChat({ command: say, reply: startReply, edit: startEdit });
  setUpComposer();
  setUpPanel();
  choosePerson(state.person);
  listen({ hear: (event) => HEAR[event.type]?.(event), lost: () => toast(words.offline), back: refresh });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { read(state.person, state.chat); drawSides(); } });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.panel) setPanel(false); });
  addEventListener("resize", keepEnd);
  startTour(state.tour, tourStep);
}

begin();
