// The state of the page. Events change it here, the views only read it.

export const state = {
  bot: {}, people: [], chats: new Map(), person: null, chat: null,
  limits: {}, requests: [], total: 0, faults: [], controls: [], tour: [],
  unread: new Map(), actions: new Map(), commands: { commands: [], menu_button: { type: "commands" } },
  pressed: new Map(), panel: false,
};

const getUnreadKey = (person, chat) => `${person}:${chat}`;
export const countUnread = (person, chat) => state.unread.get(getUnreadKey(person, chat)) ?? 0;
export const markRead = (person, chat) => state.unread.delete(getUnreadKey(person, chat));
export const currentChat = () => state.chats.get(state.chat);
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
  if (!state.people.some((person) => person.id === state.person)) {
    state.person = state.people[0]?.id ?? null;
  }
}

/** Adds a new message. `visible`: whether the open chat can be seen now. */
export function applyMessage(chatId, message, visible) {
  const chat = state.chats.get(chatId);
  if (!chat) return;
  chat.messages.push(message);
  if (message.outgoing) state.actions.delete(chatId);
  for (const person of chat.members) {
    const looking = person === state.person && chatId === state.chat && visible;
    if (looking || message.from?.id === person) continue;
    state.unread.set(getUnreadKey(person, chatId), countUnread(person, chatId) + 1);
  }
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
