// Toasts, alerts and the tour.

import { byId, el } from "./dom.js";
import { state } from "./store.js";
import { pickText, texts } from "./texts.js";

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
  document.dispatchEvent(new CustomEvent("deeplink", { detail: payload ?? "" }));
  return true;
}

/** Shows the bot's answer to the click of an inline button. */
export function showAnswer(answer) {
  if (answer.url && !openBotLink(answer.url)) window.open(answer.url, "_blank", "noopener");
  if (!answer.text) return;
  if (answer.show_alert) showAlert(answer.text);
  else showToast(answer.text);
}

/** Shows the steps of the tour, once per browser; `go(step)` prepares the page for a step. */
export function startTour(steps, go) {
  if (!steps.length || localStorage.getItem("toured")) return;
  const box = byId("tour");
  const end = () => { box.hidden = true; localStorage.setItem("toured", "yes"); };
  const show = (index) => {
    const step = steps[index];
    const last = index === steps.length - 1;
    go(step);
    const dots = el("span", { class: "dots", "aria-hidden": "true" }, ...steps.map((_, n) => el("i", { class: n === index ? "on" : "" })));
    const next = el("button", { type: "button", class: "primary", onclick: () => (last ? end() : show(index + 1)) }, last ? texts.done : texts.next);
    const close = el("button", { type: "button", onclick: end }, texts.close);
    box.replaceChildren(el("h3", { id: "tour-title" }, pickText(step.title)), el("p", {}, pickText(step.body)), el("div", { class: "tour-foot" }, dots, last ? null : close, next));
    box.setAttribute("aria-labelledby", "tour-title");
    box.hidden = false;
    next.focus({ preventScroll: true });
  };
  show(0);
}
