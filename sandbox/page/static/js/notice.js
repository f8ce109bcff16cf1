// Toasts, alerts and the tour.

import { byId, el } from "./dom.js";
import { state } from "./store.js";
import { spoken, words } from "./words.js";

export function toast(text) {
  const node = el("div", { class: "toast" }, text);
  byId("toasts").append(node);
  setTimeout(() => node.classList.add("leaving"), 3200);
  setTimeout(() => node.remove(), 3600);
}

export function alertBox(text) {
  const dialog = byId("alert");
  dialog.querySelector("p").textContent = text;
  dialog.showModal();
}

/** A link to the bot itself opens its chat here, as a client does; false for any other. */
export function followHere(url) {
  const [, name, payload] = /^https?:\/\/t\.me\/(\w+)(?:\?start=([\w-]{1,64}))?$/i.exec(url) ?? [];
  if (name?.toLowerCase() !== state.bot.username.toLowerCase()) return false;
  document.dispatchEvent(new CustomEvent("deeplink", { detail: payload ?? "" }));
  return true;
}

/** What the bot answered to the press of a button. */
export function showAnswer(answer) {
  if (answer.url && !followHere(answer.url)) window.open(answer.url, "_blank", "noopener");
  if (!answer.text) return;
  if (answer.show_alert) alertBox(answer.text);
  else toast(answer.text);
}

/** Shows the steps one by one, once a browser; `go(step)` prepares the page for a step. */
export function startTour(steps, go) {
  if (!steps.length || localStorage.getItem("toured")) return;
  const box = byId("tour");
  const end = () => { box.hidden = true; localStorage.setItem("toured", "yes"); };
  const show = (index) => {
    const step = steps[index];
    const last = index === steps.length - 1;
    go(step);
    const dots = el("span", { class: "dots", "aria-hidden": "true" }, ...steps.map((_, n) => el("i", { class: n === index ? "on" : "" })));
    const next = el("button", { type: "button", class: "primary", onclick: () => (last ? end() : show(index + 1)) }, last ? words.done : words.next);
    const close = el("button", { type: "button", onclick: end }, words.close);
    box.replaceChildren(el("h3", { id: "tour-title" }, spoken(step.title)), el("p", {}, spoken(step.body)), el("div", { class: "tour-foot" }, dots, last ? null : close, next));
    box.setAttribute("aria-labelledby", "tour-title");
    box.hidden = false;
    next.focus({ preventScroll: true });
  };
  show(0);
}
