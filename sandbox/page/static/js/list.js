// The left column: the people to play, and the chats of the current one.

import { byId, el, icon, paintAvatar } from "./dom.js";
import { isServiceMessage, summarize } from "./content/kinds.js";
import { formatTime } from "./content/message.js";
import { listChats, listPeople, state, countUnread } from "./store.js";
import { formatCount, language, texts } from "./texts.js";

const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });

/** Returns the time of a message of today, the weekday within a week, else the date. */
function formatWhen(message) {
  const date = new Date(message.date * 1000);
  const midnight = new Date(state.now ?? Date.now()).setHours(0, 0, 0, 0);
  if (date >= midnight) return formatTime(message);
  return (midnight - date < 6 * 864e5 ? weekday : day).format(date);
}

export const getTitle = (chat) => (chat.type === "private" ? state.bot.first_name : chat.title);

export function drawPeople(choose) {
  const box = byId("people");
  box.setAttribute("aria-label", texts.people);
  box.replaceChildren(...listPeople().map((person) => {
    const total = listChats(person.id).reduce((sum, chat) => sum + countUnread(person.id, chat.id), 0);
    const current = person.id === state.person;
    const avatar = paintAvatar(el("span", { class: "avatar", "aria-hidden": "true" }), person.id, person.first_name);
    return el("button", { type: "button", class: "person", "aria-pressed": String(current), onclick: () => choose(person.id) },
      el("span", { class: "ring" }, avatar, !current && total ? buildBadge(total) : null),
      el("span", { class: "person-name" }, person.first_name));
  }));
}

const buildBadge = (count) => el("span", { class: "badge", role: "img", "aria-label": formatCount(count, texts.unread) }, String(count));

/** Returns the last message in one line, in groups with its author. */
function buildPreview(chat, last) {
  const text = summarize(last).slice(0, 120);
  const named = chat.type !== "private" && chat.type !== "channel" && last.from && !isServiceMessage(last);
  return named ? `${last.from.id === state.person ? texts.you : last.from.first_name}: ${text}` : text;
}

export function drawChats(open) {
  const box = byId("chats");
  box.setAttribute("aria-label", texts.chats);
  box.replaceChildren(...listChats(state.person).map((chat) => buildRow(chat, open)));
}

function buildRow(chat, open) {
  const last = chat.messages.at(-1);
  const unread = countUnread(state.person, chat.id);
  const isBot = chat.type === "private";
  const action = state.actions.get(chat.id);
  const preview = action ? el("span", { class: "accent" }, `${texts.typing}…`) : last ? buildPreview(chat, last) : texts.empty;
  const mine = last && last.from?.id === state.person && !action;
  return el("button", { type: "button", class: "chat-row", "aria-current": chat.id === state.chat ? "true" : null, onclick: () => open(chat.id) },
    paintAvatar(el("span", { class: "avatar", "aria-hidden": "true" }), chat.id, getTitle(chat), isBot, chat.photo),
    el("span", { class: "chat-text" },
      el("span", { class: "chat-line" }, el("b", { class: "chat-name" }, getTitle(chat)), last ? el("time", { class: mine ? "mine" : "" }, mine ? icon("check") : null, formatWhen(last)) : null),
      el("span", { class: "chat-line" }, el("span", { class: "preview" }, preview), unread ? buildBadge(unread) : null)));
}
