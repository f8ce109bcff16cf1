// The rarer kinds of messages, and every message in one line.

import { card, el } from "../dom.js";
import { richBlocks } from "./rich.js";
import { words } from "../words.js";

const NAMED = ["photo", "document", "video", "animation", "audio", "sticker", "voice", "video_note", "venue", "location"];

/** A short text of a message for lists and replies. */
export function summary(message) {
  const kind = NAMED.find((name) => name in message);
  const text = message.text ?? message.caption ?? (message.rich_message ? richText(message) : "");
  return [kind && (words[kind] ?? words.document), text || plain(message)].filter(Boolean).join(", ") || service(message) || words.other;
}

const richText = (message) => {
  const holder = el("div");
  holder.append(...richBlocks(message.rich_message.blocks, {}));
  return holder.textContent;
};

function plain(message) {
  if (message.poll) return `📊 ${message.poll.question}`;
  if (message.dice) return message.dice.emoji;
  if (message.contact) return `👤 ${nameOf(message.contact)}`;
  return message.venue?.title ?? "";
}

const nameOf = (contact) => [contact.first_name, contact.last_name].filter(Boolean).join(" ");

export const isService = (message) => Boolean(service(message));

/** What happened to the chat itself; "" for what somebody wrote. */
export function service(message) {
  if (message.forum_topic_created) return `# ${message.forum_topic_created.name}`;
  if (message.new_chat_members) return message.new_chat_members.map((user) => `+ ${user.first_name}`).join(", ");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "↗ supergroup";
  if (message.new_chat_title) return `${words.newTitle}: ${message.new_chat_title}`;
  if (message.new_chat_photo) return words.newPhoto;
  if (message.delete_chat_photo) return words.noPhoto;
  return "";
}

/** What the bubble of a poll, a dice, a contact or a place holds. */
export function otherKinds(message) {
  const parts = [];
  if (message.poll) parts.push(poll(message.poll));
  if (message.dice) parts.push(dice(message.dice));
  if (message.contact) parts.push(card("👤", nameOf(message.contact), message.contact.phone_number));
  if (message.location) parts.push(place(message.location, message.venue));
  return parts;
}

function poll({ question, options, total_voter_count: voters, is_closed: closed }) {
  const rows = options.map(({ text, voter_count: count }) =>
    el("li", {}, el("span", {}, text), el("small", {}, voters ? `${Math.round((count / voters) * 100)}%` : "0%")));
  return el("div", { class: "poll" }, el("b", {}, question), el("small", {}, closed ? words.pollClosed : words.poll), el("ul", {}, ...rows));
}

const dice = ({ emoji, value }) =>
  el("div", { class: "dice", role: "img", "aria-label": `${emoji} ${value}` }, emoji, el("b", {}, String(value)));

function place({ latitude, longitude }, venue) {
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return card("📍", venue?.title ?? words.location, venue ? `${venue.address} · ${where}` : where);
}
