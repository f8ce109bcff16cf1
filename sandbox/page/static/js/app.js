// The entry point: loads the state, draws the page, applies events.

import { runAction, listen, loadState } from "./api.js";
import { addMessage, changeMessage, drawHead, drawLog, stayAtEnd, removeMessages, setUpChat } from "./chat.js";
import { drawFoot, loadCommands, openDraft, prefillInput, sendText, setUpComposer, startEdit, startReply } from "./composer.js";
import { byId, el, setIconButton } from "./dom.js";
import { drawChats, drawPeople } from "./list.js";
import { openMenu, setUpMenu } from "./overlays/menu.js";
import { openBotLink, showAnswer, showToast } from "./overlays/notice.js";
import { drawPanel, setPanel, setUpPanel } from "./overlays/panel.js";
import { setUpTour, startTour } from "./overlays/tour.js";
import { listChats, currentChat, markRead, state, applyDeletion, applyEdit, applyMessage, applyRequest, applyState } from "./store.js";
import { showResults } from "./suggest.js";
import { LANGUAGE_NAMES, chooseLanguage, language, texts } from "./texts.js";
import { drawTopics } from "./topics.js";

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
  const chats = listChats(id);
  showChat((chats.find((chat) => chat.type === "private") ?? chats[0])?.id ?? null);
  drawSides();
}

function openChat(id) {
  byId("app").dataset.view = "chat";
  showChat(id);
  if (matchMedia("(hover: hover)").matches) byId("input").focus({ preventScroll: true });
}

function showChat(id) {
  if (id !== state.chat) state.thread = undefined;
  state.chat = id;
  drawHead();
  drawTopics(openTopic);
  drawLog();
  markRead(state.person, id);
  const chat = currentChat();
  byId("block-button").hidden = chat?.type !== "private";
  byId("chat").hidden = !chat;
  drawFoot();
  openDraft();
  drawSides();
  loadCommands();
}

function openTopic(id) {
  state.thread = id;
  showChat(state.chat);
}

const isOpenChat = (event) => event.chat_id === state.chat && listChats(state.person).some((chat) => chat.id === event.chat_id);

const EVENT_HANDLERS = {
  message(event) {
    if (!applyMessage(event.chat_id, event.message, !document.hidden && byId("chat").offsetParent !== null)) return;
    if (isOpenChat(event)) { addMessage(event.message); drawFoot(); drawHead(); }
    drawSides();
  },
  ephemeral(event) { if (event.receiver_id === state.person) EVENT_HANDLERS.message(event); },
  edited(event) {
    if ((event.receiver_id ?? state.person) !== state.person) return;
    applyEdit(event.chat_id, event.message);
    if (isOpenChat(event)) changeMessage(event.message);
    drawSides();
  },
  deleted(event) {
    applyDeletion(event.chat_id, event.message_ids);
    if (isOpenChat(event)) { removeMessages(event.message_ids); drawFoot(); }
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
  request(event) { applyRequest(event); drawPanel(); },
  chat(event) {
    if (!event.chat) return;
    state.chats.set(event.chat.id, event.chat);
    if (isOpenChat(event)) { drawHead(); drawTopics(openTopic); drawFoot(); }
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
  refreshing = setTimeout(async () => { applyState(await loadState()); showChat(state.chat ?? listChats(state.person)[0]?.id ?? null); }, 60);
}

function setUpTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    setIconButton(byId("theme-button"), theme === "dark" ? "sun" : "moon", texts.theme);
  };
  byId("theme-button").onclick = () => {
    localStorage.setItem("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    apply();
  };
  dark.addEventListener("change", apply);
  apply();
}

function setUpHead() {
  setIconButton(byId("back-button"), "back", texts.back);
  setIconButton(byId("tour-button"), "tour", texts.tour);
  byId("tour-button").onclick = startTour;
  setIconButton(byId("panel-button"), "panel", texts.panel);
  setIconButton(byId("block-button"), "block", texts.block);
  byId("back-button").onclick = () => { byId("app").dataset.view = "list"; };
  byId("block-button").onclick = () => runAction("block", { person: state.person, blocked: !currentChat().blocked }).catch((error) => showToast(error.message));
}

/** Shows the choice of the page's language, if people of several languages are here. */
function setUpLanguage() {
  const box = byId("languages");
  box.hidden = !state.people.some((person) => person.page_language);
  box.setAttribute("aria-label", texts.pageLanguage);
  box.replaceChildren(...Object.entries(LANGUAGE_NAMES).map(([code, name]) =>
    el("button", { type: "button", lang: code, title: name, "aria-label": name, "aria-pressed": String(code === language), onclick: () => chooseLanguage(code) }, code.toUpperCase())));
}

/** Opens links to the bot in this page. */
function setUpLinks() {
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[href]");
    if (anchor && openBotLink(anchor.href)) event.preventDefault();
  });
  document.addEventListener("inline", ({ detail }) => { if (detail.chat !== state.chat) openChat(detail.chat); prefillInput(`@${state.bot.username} ${detail.query}`); });
  document.addEventListener("deeplink", ({ detail: payload }) => {
    const own = listChats(state.person).find((chat) => chat.type === "private");
    if (!own) return;
    openChat(own.id);
    if (payload || !own.messages.length) sendText(payload ? `/start ${payload}` : "/start");
  });
}

function showTourStep(step) {
  if (step.person) choosePerson(step.person);
  byId("app").dataset.view = "chat";
  if (step.text) prefillInput(step.text);
}

async function startPage() {
  document.documentElement.lang = language;
  byId("brand").textContent = texts.chats;
  setUpTheme();
  setUpHead();
  setUpLinks();
  state.person = Number(sessionStorage.getItem("person")) || null;
  // Events come first, so that none is missed. Those that the state has already are ignored.
  await listen({ onEvent: (event) => EVENT_HANDLERS[event.type]?.(event), onLost: () => showToast(texts.offline), onBack: refresh });
  applyState(await loadState());
  setUpLanguage();
  setUpMenu();
  const handlers = { command: sendText, reply: startReply, edit: startEdit };
  setUpChat({ ...handlers, menu: (event, message) => openMenu(event, message, { ...handlers, open: openChat }) });
  setUpComposer();
  setUpPanel();
  choosePerson(state.person);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { markRead(state.person, state.chat); drawSides(); } });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.panel) setPanel(false); });
  addEventListener("resize", stayAtEnd);
  byId("tour-button").hidden = !state.tour.length;
  setUpTour(showTourStep);
}

startPage();
