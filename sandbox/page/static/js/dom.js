// Helpers to find and build elements.

export const byId = (id) => document.getElementById(id);

/** Builds an element: `el("button", {class: "key", onclick}, "text", child)`. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const ICONS = {
  back: "M15 5l-7 7 7 7", send: "M3 11.5L21 3l-4 18-5.5-6.5L3 11.5zm8.5 3L21 3",
  panel: "M4 5h16v14H4zM15 5v14", moon: "M20 14.5A8.5 8.5 0 019.5 4a8.5 8.5 0 1010.500 10.500z",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M4.500 4.500l1.500 1.500M18 18l1.500 1.500M2 12h2M20 12h2M4.500 19.500L6 18M18 6l1.500-1.500",
  down: "M6 9l6 6 6-6", up: "M6 15l6-6 6 6", block: "M12 3a9 9 0 100 18 9 9 0 000-18zM5.700 5.700l12.600 12.600",
  attach: "M20 11l-8.500 8.500a5.200 5.200 0 01-7.400-7.400L12.500 3.700a3.500 3.500 0 015 5l-8.400 8.400a1.700 1.700 0 01-2.500-2.500L14 7.200",
  keyboard: "M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 15h8", menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18", link: "M8 16L16 8M9 8h7v7", file: "M6 3h8l5 5v13H6zM14 3v5h5",
  share: "M14 5l6 6-6 6M20 11H9a5 5 0 00-5 5v3", copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  reply: "M10 7l-6 5 6 5M4 12h10a6 6 0 016 6v1", edit: "M4 20l1-5L16 4l4 4L9 19l-5 1z", tick: "M5 12.500l4.500 4.500L19 7.500",
  tour: "M12 3a9 9 0 100 18 9 9 0 000-18zM15.500 8.500l-2 5-5 2 2-5z",
  pin: "M9 4h6l-1 6 4 4H6l4-4-1-6zM12 14v6", check: "M2 12l5 5L17 6M10 16l1 1L22 6",
};

/** Builds a line icon. Screen readers skip it: the button around it has the name. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Sets the icon and the name of a button. */
export function setIconButton(button, name, label) {
  button.replaceChildren(icon(name));
  button.setAttribute("aria-label", label);
  button.title = label;
}

/** Builds the card of a contact or a place: a sign with two lines beside it. */
export const buildCard = (sign, title, text) =>
  el("div", { class: "card" }, el("span", { class: "card-sign", "aria-hidden": "true" }, sign), el("span", { class: "file-name" }, el("b", {}, title), el("small", {}, text)));

const AVATARS = ["#ff885e,#ff516a", "#ffcd6a,#ffa85c", "#82b1ff,#665fff", "#a0de7e,#54cb68",
  "#53edd6,#28c9b7", "#72d5fd,#2a9ef1", "#e0a2f3,#d669ed"];

/** Fills an avatar: a photo, initials on a gradient chosen by id, or the bot's icon. */
export function paintAvatar(node, id, name, isBot = false, photo = null) {
  if (photo) {
    node.style.background = `center / cover url("/sandbox/files/${photo}")`;
    node.replaceChildren();
    return node;
  }
  const letters = name.split(/\s+/).map((word) => [...word][0] ?? "").slice(0, 2).join("");
  node.style.background = `linear-gradient(${isBot ? "#5cb8ff,#2f86e0" : AVATARS[Math.abs(id) % AVATARS.length]})`;
  node.replaceChildren(isBot ? icon("menu") : letters.toUpperCase());
  return node;
}

export const safeUrl = (url) => (/^(https?|tg|mailto|tel):/i.test(url) ? url : `https://${url}`);
