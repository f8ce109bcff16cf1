// The list above the composer: commands and inline results.

import { runAction } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { openStart } from "./overlays/notice.js";
import { state } from "./store.js";
import { texts } from "./texts.js";

const input = byId("input");
let popupItems = [];
let chosen = -1;
let askedQueryId = null;
let handlers = {};

/** `given`: `sendText(text)` sends a message, `clear()` empties the composer. */
export function setUpSuggestions(given) {
  handlers = given;
  byId("popup").setAttribute("aria-label", texts.menu);
}

/** Handles a key if the list is open. Returns whether it did. */
export function handlePopupKey(event) {
  if (byId("popup").hidden) return false;
  if (["ArrowDown", "ArrowUp"].includes(event.key)) {
    const from = chosen < 0 && event.key === "ArrowUp" ? 0 : chosen;
    selectOption((from + (event.key === "ArrowDown" ? 1 : -1) + popupItems.length) % popupItems.length);
  } else if (chosen >= 0 && ["Enter", "Tab"].includes(event.key)) {
    popupItems[chosen].click();
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}

export function updateSuggestions() {
  const text = input.value;
  const inline = `@${state.bot.username} `;
  if (/^\/\w*$/.test(text)) showCommands(text.slice(1));
  else if (text.startsWith(inline)) askInline(text.slice(inline.length));
  else hidePopup();
}

export function showCommands(prefix) {
  const found = state.commands.commands.filter(({ command }) => command.startsWith(prefix.toLowerCase()));
  openPopup(found.map(({ command, description }) => buildOption(() => { handlers.clear(); handlers.sendText(`/${command}`); },
    el("b", {}, `/${command}`), el("span", {}, description))));
  if (prefix && found.length) selectOption(0);
}

let pause = 0;
function askInline(text) {
  clearTimeout(pause);
  pause = setTimeout(async () => {
    ({ query_id: askedQueryId } = await runAction("inline", { person: state.person, chat: state.chat, text }));
  }, 250);
}

/** Shows the bot's answer to the last inline query. */
export function showResults(queryId, answer) {
  if (queryId !== askedQueryId) return;
  const results = answer.results.map((result) => buildResult(result));
  if (answer.button?.start_parameter) results.unshift(buildResultsButton(answer.button));
  openPopup(results);
}

/** Builds a result: title and description one below the other, with the label of its button. */
function buildResult(result) {
  const [[button] = []] = result.message?.reply_markup?.inline_keyboard ?? [];
  const lines = el("span", { class: "lines" }, el("b", {}, result.title ?? result.caption ?? result.type),
    result.description ? el("span", {}, result.description) : null, button ? el("small", {}, button.text) : null);
  const option = buildOption(() => chooseResult(result.id), lines);
  option.classList.add("stacked");
  return option;
}

/** Builds the button above the results, which opens the bot. */
const buildResultsButton = (button) => buildOption(() => { handlers.clear(); hidePopup(); openStart(button.start_parameter); },
  el("b", { class: "results-button" }, button.text), icon("share"));

async function chooseResult(result) {
  hidePopup();
  handlers.clear();
  await runAction("choose", { person: state.person, chat: state.chat, result });
}

const buildOption = (onclick, ...children) => el("button", { type: "button", role: "option", tabindex: "-1", class: "option", onclick }, ...children);

function openPopup(items) {
  popupItems = items;
  chosen = -1;
  const popup = byId("popup");
  items.forEach((item, index) => { item.id = `option-${index}`; });
  popup.replaceChildren(...items);
  input.removeAttribute("aria-activedescendant");
  popup.hidden = !items.length;
  input.setAttribute("aria-expanded", String(!popup.hidden));
}

function selectOption(index) {
  popupItems[chosen]?.setAttribute("aria-selected", "false");
  chosen = index;
  popupItems[index].setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", popupItems[index].id);
  popupItems[index].scrollIntoView({ block: "nearest" });
}

export function hidePopup() { if (!byId("popup").hidden) openPopup([]); }
