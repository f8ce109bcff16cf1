// Polls, dice, contacts, places and service messages; a summary of any message.

import { buildCard, el } from "../dom.js";
import { buildRichBlocks } from "./rich.js";
import { texts } from "../texts.js";

const NAMED_KINDS = ["photo", "document", "video", "animation", "audio", "sticker", "voice", "video_note", "venue", "location"];

/** Returns a message in one line, for lists and replies. */
export function summarize(message) {
  const kind = NAMED_KINDS.find((name) => name in message);
  const text = message.text ?? message.caption ?? (message.rich_message ? getRichText(message) : "");
  return [kind && (texts[kind] ?? texts.document), text || summarizePlain(message)].filter(Boolean).join(", ") || describeService(message) || texts.other;
}

const getRichText = (message) => {
  const holder = el("div");
  holder.append(...buildRichBlocks(message.rich_message.blocks, {}));
  return holder.textContent;
};

function summarizePlain(message) {
  if (message.poll) return `📊 ${message.poll.question}`;
  if (message.dice) return message.dice.emoji;
  if (message.contact) return `👤 ${getFullName(message.contact)}`;
  return message.venue?.title ?? "";
}

const getFullName = (contact) => [contact.first_name, contact.last_name].filter(Boolean).join(" ");

export const isServiceMessage = (message) => Boolean(describeService(message));

/** Returns the text of a service message; "" for any other message. */
export function describeService(message) {
  if (message.forum_topic_created) return `# ${message.forum_topic_created.name}`;
  if (message.new_chat_members) return message.new_chat_members.map((user) => `+ ${user.first_name}`).join(", ");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "↗ supergroup";
  if (message.new_chat_title) return `${texts.newTitle}: ${message.new_chat_title}`;
  if (message.new_chat_photo) return texts.newPhoto;
  if (message.delete_chat_photo) return texts.noPhoto;
  return "";
}

/** Builds the parts of a bubble for a poll, a dice, a contact or a place. */
export function buildOtherKinds(message) {
  const parts = [];
  if (message.poll) parts.push(buildPoll(message.poll));
  if (message.dice) parts.push(buildDice(message.dice));
  if (message.contact) parts.push(buildCard("👤", getFullName(message.contact), message.contact.phone_number));
  if (message.location) parts.push(buildPlace(message.location, message.venue));
  return parts;
}

function buildPoll({ question, options, total_voter_count: voters, is_closed: closed }) {
  const rows = options.map(({ text, voter_count: count }) =>
    el("li", {}, el("span", {}, text), el("small", {}, voters ? `${Math.round((count / voters) * 100)}%` : "0%")));
  return el("div", { class: "poll" }, el("b", {}, question), el("small", {}, closed ? texts.pollClosed : texts.poll), el("ul", {}, ...rows));
}

const buildDice = ({ emoji, value }) =>
  el("div", { class: "dice", role: "img", "aria-label": `${emoji} ${value}` }, emoji, el("b", {}, String(value)));

function buildPlace({ latitude, longitude }, venue) {
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return buildCard("📍", venue?.title ?? texts.location, venue ? `${venue.address} · ${where}` : where);
}
