// The state of the page. Events change it here, the views only read it.

import { language } from "./texts.js";

export const state = {
  bot: {}, people: [], chats: new Map(), person: null, chat: null,
  limits: {}, requests: [], total: 0, faults: [], controls: [], tour: [],
  unread: new Map(), actions: new Map(), commands: { commands: [], menu_button: { type: "commands" } },
  pressed: new Map(), panel: false, thread: undefined, awaited: null,
};

const getUnreadKey = (person, chat) => `${person}:${chat}`;
export const countUnread = (person, chat) => state.unread.get(getUnreadKey(person, chat)) ?? 0;
export const markRead = (person, chat) => state.unread.delete(getUnreadKey(person, chat));
export const currentChat = () => state.chats.get(state.chat);
/** The people whom visitors see who read the page in this language. */
export const listPeople = () => state.people.filter((person) => !person.page_language || person.page_language === language);
export const currentPerson = () => state.people.find((person) => person.id === state.person);
export const listChats = (person) => [...state.chats.values()]
  .filter((chat) => chat.members.includes(person))
  .sort((a, b) => getLastDate(b) - getLastDate(a));
const getLastDate = (chat) => chat.messages.at(-1)?.date ?? 0;

/** Whether the current person wrote `message`. */
export const isOwn = (message) => message.from?.id === state.person && !message.sender_chat;

export function applyState(whole) {
  const { chats, ...rest } = whole;
  Object.assign(state, rest);
  state.chats = new Map(chats.map((chat) => [chat.id, chat]));
  if (!listPeople().some((person) => person.id === state.person)) {
    state.person = listPeople()[0]?.id ?? null;
  }
}

/** The topic of a message in a forum; null is General. */
const getThread = (message) => (message.is_topic_message ? message.message_thread_id : null);

/** Whether a message belongs to the open topic. Without an open topic, all messages are shown. */
export const isInThread = (message) => state.thread === undefined || getThread(message) === state.thread;

/** The topic that the current person writes into, if it is not General. */
export const targetThread = (replied) => (replied ? getThread(replied) : state.thread) ?? null;

/** Whether the current person may write in `chat`. */
export const canWrite = (chat) => !chat.blocked && (chat.type !== "channel" || chat.admins.includes(state.person));

/** Adds a new message and returns whether it was new. `visible`: whether the open chat can be seen now. */
export function applyMessage(chatId, message, visible) {
  const chat = state.chats.get(chatId);
  if (!chat || chat.messages.some(({ message_id: id }) => id === message.message_id)) return false;
  chat.messages.push(message);
  if (message.outgoing) state.actions.delete(chatId);
  for (const person of chat.members) {
    const looking = person === state.person && chatId === state.chat && visible;
    if (looking || message.from?.id === person) continue;
    state.unread.set(getUnreadKey(person, chatId), countUnread(person, chatId) + 1);
  }
  return true;
}

export function applyEdit(chatId, message) {
  const messages = state.chats.get(chatId)?.messages ?? [];
  const index = messages.findIndex((old) => old.message_id === message.message_id);
  if (index >= 0) messages[index] = message;
}

export function applyDeletion(chatId, ids) {
  const chat = state.chats.get(chatId);
  if (chat) chat.messages = chat.messages.filter((message) => !ids.includes(message.message_id));
}

export function applyRequest(event) {
  state.requests.push(event.request);
  if (state.requests.length > 200) state.requests.shift();
  state.total = event.request.number;
  state.limits = event.limits;
}
