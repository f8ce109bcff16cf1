// The right column, for the curious: requests as they pass, limits, trouble on demand.

import { act, control } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { toast } from "./notice.js";
import { state } from "./store.js";
import { spoken, words } from "./words.js";

const SHOWN = 60;
const HISTORY = 60;
const rates = new Array(HISTORY).fill(0);
let counted = 0;
let due = false;

export function setUpPanel() {
  const button = byId("panel-button");
  button.setAttribute("aria-expanded", "false");
  button.onclick = () => setPanel(!state.panel);
  counted = state.total;
  setInterval(() => {
    rates.push(state.total - counted);
    rates.shift();
    counted = state.total;
    if (state.panel) drawChart();
  }, 1000);
}

export function setPanel(open) {
  state.panel = open;
  byId("panel").hidden = !open;
  byId("app").classList.toggle("with-panel", open);
  byId("panel-button").setAttribute("aria-expanded", String(open));
  if (!open) { byId("panel-button").focus(); return; }
  build();
  byId("panel").querySelector("button").focus();
}

function build() {
  const head = el("header", { class: "panel-head" }, el("h2", {}, words.panel),
    el("button", { type: "button", class: "icon-button", "aria-label": words.close, onclick: () => setPanel(false) }, icon("close")));
  const parts = [head];
  if (state.controls.length) parts.push(section(words.demo, el("div", { class: "controls" }, ...state.controls.map(controlButton))));
  parts.push(section(words.limits, limitsBox()), section(words.faults, faultsBox()));
  parts.push(section(words.requests, el("ol", { class: "requests", id: "requests" })));
  byId("panel").replaceChildren(...parts);
  byId("panel").setAttribute("aria-label", words.panel);
  drawPanel();
  drawChart();
}

const section = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);

function controlButton({ name, label }) {
  const press = async (event) => {
    event.currentTarget.disabled = true;
    const button = event.currentTarget;
    try {
      const said = await control(name);
      if (said) toast(said);
    } catch (error) { toast(error.message); }
    button.disabled = false;
  };
  return el("button", { type: "button", class: "control", onclick: press }, spoken(label));
}

function limitsBox() {
  const enforce = toggle(words.enforce, state.limits.enforced, async (on) => { state.limits = await act("limits", { enforced: on }); });
  const gauge = el("div", { class: "gauge", role: "img", id: "gauge" }, el("i"));
  return el("div", {}, enforce, gauge, el("canvas", { id: "chart", width: 560, height: 96, "aria-hidden": "true" }), el("dl", { id: "numbers" }));
}

function faultsBox() {
  const kinds = { 429: words.e429, "5xx": words.e5xx, dropped: words.dropped, slow: words.slow };
  return el("div", {}, ...Object.entries(kinds).map(([kind, label]) => toggle(label, state.faults.some((rule) => rule.kind === kind), async (on) => {
    state.faults = await act("fault", { kind, on, rate: kind === "slow" ? 1 : 0.3 });
  })));
}

function toggle(label, on, change) {
  const box = el("input", { type: "checkbox", role: "switch", checked: on || null });
  box.addEventListener("change", () => change(box.checked).catch((error) => toast(error.message)));
  return el("label", { class: "switch" }, el("span", {}, label), box, el("i", { "aria-hidden": "true" }));
}

/** Draws at most once a frame, however many requests pass. */
export function drawPanel() {
  if (!state.panel || due) return;
  due = true;
  requestAnimationFrame(() => { due = false; drawRequests(); drawNumbers(); });
}

function drawRequests() {
  const list = byId("requests");
  if (!list) return;
  const newest = state.requests.filter((request) => !isIdlePoll(request)).slice(-SHOWN).reverse();
  const known = new Set([...list.children].map((node) => Number(node.dataset.number)));
  const fresh = newest.filter((request) => !known.has(request.number));
  list.prepend(...fresh.map(requestNode));
  while (list.children.length > SHOWN) list.lastChild.remove();
}

/** A poll that brought nothing: there is one every few seconds, and they would drown the rest. */
const isIdlePoll = ({ method, answer }) => method.toLowerCase() === "getupdates" && answer.endsWith('"result": []}');

const duration = (ms) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} ${words.seconds}`);

function requestNode(request) {
  const good = request.status === 200 ? "good" : request.status === 429 ? "slow" : "bad";
  return el("li", { "data-number": request.number }, el("details", {},
    el("summary", {}, el("span", { class: `dot ${good}` }), el("b", {}, request.method), el("span", { class: "status" }, request.status || "—"), el("small", {}, duration(request.ms))),
    el("h4", {}, words.arguments), el("pre", {}, JSON.stringify(request.arguments, null, 1)),
    el("h4", {}, words.answer), el("pre", {}, request.answer)));
}

function drawNumbers() {
  const { limits } = state;
  const share = Math.min(1, (limits.last_second ?? 0) / (limits.per_second || 30));
  const gauge = byId("gauge");
  gauge.firstChild.style.width = `${share * 100}%`;
  gauge.classList.toggle("full", share > 0.95);
  gauge.setAttribute("aria-label", `${limits.last_second} / ${limits.per_second} ${words.perSecond}`);
  const refused = Object.values(limits.refused ?? {}).reduce((sum, count) => sum + count, 0);
  const rows = [[words.sent, limits.sent], [words.peak, `${limits.peak} / ${limits.per_second}`], [words.refused, refused], [words.requests, state.total]];
  if (limits.stars_spent) rows.push([words.stars, limits.stars_spent]);
  byId("numbers").replaceChildren(...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value ?? 0))]));
}

function drawChart() {
  const canvas = byId("chart");
  if (!canvas) return;
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  const top = Math.max(30, ...rates);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).color;
  const step = width / HISTORY;
  rates.forEach((rate, index) => {
    const tall = Math.max(2, (rate / top) * (height - 4));
    context.globalAlpha = rate ? 0.9 : 0.25;
    context.beginPath();
    context.roundRect(index * step + 1, height - tall, step - 2, tall, 2);
    context.fill();
  });
}
