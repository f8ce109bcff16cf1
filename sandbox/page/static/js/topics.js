// The topics of a forum, as tabs above its messages.

import { byId, el } from "./dom.js";
import { currentChat, state } from "./store.js";
import { texts } from "./texts.js";

/** Draws the tabs; `choose(id)` opens a topic: undefined for all, null for General. */
export function drawTopics(choose) {
  const topics = currentChat()?.topics ?? [];
  const bar = byId("topics");
  bar.hidden = !topics.length;
  bar.setAttribute("aria-label", texts.topics);
  if (!topics.length) return;
  const tab = (id, name) => el("button", { type: "button", role: "tab", "aria-selected": String(state.thread === id), onclick: () => choose(id) }, name);
  bar.replaceChildren(tab(undefined, texts.allTopics), ...topics.map(({ id, name }) => tab(id, id === null ? texts.general : name)));
}
