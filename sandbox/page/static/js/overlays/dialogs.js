// Dialogs that ask for a chat or for the caption of a file.

import { el, icon, paintAvatar } from "../dom.js";
import { canWrite, listChats, state } from "../store.js";
import { texts } from "../texts.js";

/** Shows a dialog and returns what `finish(value)` was called with, null if it was closed. */
function ask(label, build) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { class: "sheet", "aria-label": label });
    const finish = (value) => { dialog.close(); resolve(value); };
    dialog.append(el("h3", {}, label), ...build(finish));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(null); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Asks for one of the chats that the current person may write to. Returns its id, or null. */
export function chooseChat() {
  const row = (chat, finish) => {
    const title = chat.type === "private" ? state.bot.first_name : chat.title;
    return el("button", { type: "button", class: "option", onclick: () => finish(chat.id) },
      paintAvatar(el("span", { class: "avatar tiny", "aria-hidden": "true" }), chat.id, title, chat.type === "private", chat.photo), el("b", {}, title));
  };
  return ask(texts.chooseChat, (finish) => listChats(state.person).filter(canWrite).map((chat) => row(chat, finish)));
}

/** Shows a file and asks for its caption. Returns the caption, "" for none, null to cancel. */
export async function askCaption(file, caption) {
  const url = URL.createObjectURL(file);
  const answer = await ask(file.type.startsWith("image/") ? texts.photo : texts.document, (finish) => buildCaptionForm(file, url, caption, finish));
  URL.revokeObjectURL(url);
  return answer;
}

function buildCaptionForm(file, url, caption, finish) {
  const shown = file.type.startsWith("image/")
    ? el("img", { class: "sheet-picture", src: url, alt: file.name })
    : el("p", { class: "file" }, el("span", { class: "file-icon" }, icon("file")), el("b", {}, file.name));
  const input = el("input", { type: "text", value: caption, placeholder: texts.caption, "aria-label": texts.caption, maxlength: "1024", autofocus: true });
  const submit = (event) => { event.preventDefault(); finish(input.value.trim()); };
  return [shown, el("form", { class: "sheet-form", onsubmit: submit }, input,
    el("span", { class: "sheet-foot" },
      el("button", { type: "button", onclick: () => finish(null) }, texts.cancel),
      el("button", { type: "submit", class: "primary" }, texts.send)))];
}
