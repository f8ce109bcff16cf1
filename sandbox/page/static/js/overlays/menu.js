// The context menu of a message: reply, forward, copy, edit.

import { runAction } from "../api.js";
import { el, icon } from "../dom.js";
import { chooseChat } from "./dialogs.js";
import { showToast } from "./notice.js";
import { isOwn, state } from "../store.js";
import { texts } from "../texts.js";

const EDGE_PX = 8;
let opened = null;

/** Opens the menu of `message` where the pointer is. `handlers`: `reply(message)`, `edit(message)`, `open(chat)`. */
export function openMenu(event, message, handlers) {
  if (event.target.closest("a[href]") || String(getSelection())) return;
  event.preventDefault();
  closeMenu();
  const bubble = event.currentTarget.querySelector(".bubble");
  opened = el("div", { class: "context-menu", role: "menu" }, ...listItems(message, bubble, handlers).map(buildItem));
  document.body.append(opened);
  const { offsetWidth: width, offsetHeight: height } = opened;
  opened.style.left = `${Math.max(EDGE_PX, Math.min(event.clientX, innerWidth - width - EDGE_PX))}px`;
  opened.style.top = `${Math.max(EDGE_PX, Math.min(event.clientY, innerHeight - height - EDGE_PX))}px`;
  opened.firstChild.focus({ preventScroll: true });
}

function listItems(message, bubble, { reply, edit, open }) {
  const copied = message.text ?? message.caption ?? (message.rich_message ? bubble.querySelector(".rich").innerText : "");
  const items = [["reply", texts.reply, () => reply(message)]];
  if (copied) items.push(["copy", texts.copy, async () => { await navigator.clipboard.writeText(copied); showToast(texts.copied); }]);
  if (message.message_id > 0) items.push(["share", texts.forward, () => forward(message, open)]);
  if (isOwn(message) && message.text) items.push(["edit", texts.edit, () => edit(message)]);
  return items;
}

const buildItem = ([name, label, act]) => el("button", {
  type: "button", role: "menuitem", class: "option", onclick: () => { closeMenu(); act(); },
}, icon(name), label);

async function forward(message, open) {
  const from = { person: state.person, chat: state.chat, message: message.message_id };
  const to = await chooseChat();
  if (to === null) return;
  try {
    await runAction("forward", { ...from, to });
    open(to);
  } catch (error) { showToast(error.message); }
}

function closeMenu() {
  opened?.remove();
  opened = null;
}

function moveFocus(by) {
  const items = [...opened.children];
  items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
}

/** Closes the menu when something else is clicked, scrolled or typed. */
export function setUpMenu() {
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest(".context-menu")) closeMenu(); });
  document.addEventListener("scroll", closeMenu, true);
  addEventListener("resize", closeMenu);
  document.addEventListener("keydown", (event) => {
    if (!opened) return;
    if (event.key === "Escape") closeMenu();
    else if (event.key === "ArrowDown") moveFocus(1);
    else if (event.key === "ArrowUp") moveFocus(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
