// The left column: who one is, and that person's chats.

import { byId, el, icon, paintAvatar } from "./dom.js";
import { isService, summary } from "./content/kinds.js";
import { timeOf } from "./content/message.js";
import { chatsOf, state, unreadOf } from "./store.js";
import { counted, language, words } from "./words.js";

const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });

/** Today's messages have a time, this week's a weekday, older ones a date. */
function whenOf(message) {
  const date = new Date(message.date * 1000);
  const midnight = new Date(state.now ?? Date.now()).setHours(0, 0, 0, 0);
  if (date >= midnight) return timeOf(message);
  return (midnight - date < 6 * 864e5 ? weekday : day).format(date);
}

export const titleOf = (chat) => (chat.type === "private" ? state.bot.first_name : chat.title);

export function drawPeople(choose) {
  const box = byId("people");
  box.setAttribute("aria-label", words.people);
  box.replaceChildren(...state.people.map((person) => {
    const total = chatsOf(person.id).reduce((sum, chat) => sum + unreadOf(person.id, chat.id), 0);
    const current = person.id === state.person;
    const avatar = paintAvatar(el("span", { class: "avatar", "aria-hidden": "true" }), person.id, person.first_name);
    return el("button", { type: "button", class: "person", "aria-pressed": String(current), onclick: () => choose(person.id) },
      el("span", { class: "ring" }, avatar, !current && total ? badge(total) : null),
      el("span", { class: "person-name" }, person.first_name));
  }));
}

const badge = (count) => el("span", { class: "badge", role: "img", "aria-label": counted(count, words.unread) }, String(count));

/** In groups one wants to know who said it. */
function previewOf(chat, last) {
  const text = summary(last).slice(0, 120);
  const named = chat.type !== "private" && chat.type !== "channel" && last.from && !isService(last);
  return named ? `${last.from.id === state.person ? words.you : last.from.first_name}: ${text}` : text;
}

export function drawChats(open) {
  const box = byId("chats");
  box.setAttribute("aria-label", words.chats);
  box.replaceChildren(...chatsOf(state.person).map((chat) => row(chat, open)));
}

function row(chat, open) {
  const last = chat.messages.at(-1);
  const unread = unreadOf(state.person, chat.id);
  const isBot = chat.type === "private";
  const action = state.actions.get(chat.id);
  const preview = action ? el("span", { class: "accent" }, `${words.typing}…`) : last ? previewOf(chat, last) : words.empty;
  const mine = last && last.from?.id === state.person && !action;
  return el("button", { type: "button", class: "chat-row", "aria-current": chat.id === state.chat ? "true" : null, onclick: () => open(chat.id) },
    paintAvatar(el("span", { class: "avatar", "aria-hidden": "true" }), chat.id, titleOf(chat), isBot, chat.photo),
    el("span", { class: "chat-text" },
      el("span", { class: "chat-line" }, el("b", { class: "chat-name" }, titleOf(chat)), last ? el("time", { class: mine ? "mine" : "" }, mine ? icon("check") : null, whenOf(last)) : null),
      el("span", { class: "chat-line" }, el("span", { class: "preview" }, preview), unread ? badge(unread) : null)));
}
