// Toasts and alerts, and links to the bot.

import { byId, el } from "../dom.js";
import { state } from "../store.js";

export function showToast(text) {
  const node = el("div", { class: "toast" }, text);
  byId("toasts").append(node);
  setTimeout(() => node.classList.add("leaving"), 3200);
  setTimeout(() => node.remove(), 3600);
}

export function showAlert(text) {
  const dialog = byId("alert");
  dialog.querySelector("p").textContent = text;
  dialog.showModal();
}

/** Opens a link to the bot in this page, as a client does. Returns false for any other link. */
export function openBotLink(url) {
  const [, name, payload] = /^https?:\/\/t\.me\/(\w+)(?:\?start=([\w-]{1,64}))?$/i.exec(url) ?? [];
  if (name?.toLowerCase() !== state.bot.username.toLowerCase()) return false;
  openStart(payload ?? "");
  return true;
}

/** Opens the bot's private chat with a start parameter, "" for none. */
export const openStart = (payload) => document.dispatchEvent(new CustomEvent("deeplink", { detail: payload }));

/** Shows the bot's answer to the click of an inline button. */
export function showAnswer(answer) {
  if (answer.url && !openBotLink(answer.url)) window.open(answer.url, "_blank", "noopener");
  if (!answer.text) return;
  if (answer.show_alert) showAlert(answer.text);
  else showToast(answer.text);
}
