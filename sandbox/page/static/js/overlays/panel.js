// The right column: controls, limits, faults, and the requests of the bot.

import { runAction, runControl } from "../api.js";
import { byId, el, icon } from "../dom.js";
import { showToast } from "./notice.js";
import { state } from "../store.js";
import { pickText, texts } from "../texts.js";

const MAX_REQUESTS = 60;
const CHART_SECONDS = 60;
const rates = new Array(CHART_SECONDS).fill(0);
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

/** Opens or closes the panel. `focus`: a person did it, so the focus follows. */
export function setPanel(open, focus = true) {
  if (open === state.panel) return;
  state.panel = open;
  byId("panel").hidden = !open;
  byId("app").classList.toggle("with-panel", open);
  byId("panel-button").setAttribute("aria-expanded", String(open));
  if (open) buildPanel();
  if (focus) (open ? byId("panel").querySelector("button") : byId("panel-button")).focus();
}

function buildPanel() {
  const head = el("header", { class: "panel-head" }, el("h2", {}, texts.panel),
    el("button", { type: "button", class: "icon-button", "aria-label": texts.close, onclick: () => setPanel(false) }, icon("close")));
  const parts = [head];
  if (state.controls.length) parts.push(buildSection(texts.demo, el("div", { class: "controls" }, ...state.controls.map(buildControlButton))));
  parts.push(buildSection(texts.limits, buildLimits()), buildSection(texts.faults, buildFaults()));
  parts.push(buildSection(texts.requests, el("ol", { class: "requests", id: "requests" })));
  byId("panel").replaceChildren(...parts);
  byId("panel").setAttribute("aria-label", texts.panel);
  drawPanel();
  drawChart();
}

const buildSection = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);

export function buildControlButton({ name, label }) {
  const press = async (event) => {
    event.currentTarget.disabled = true;
    const button = event.currentTarget;
    try {
      const said = await runControl(name);
      if (said) showToast(pickText(said));
    } catch (error) { showToast(error.message); }
    button.disabled = false;
  };
  return el("button", { type: "button", class: "control", onclick: press }, pickText(label));
}

function buildLimits() {
  const enforce = buildSwitch(texts.enforce, state.limits.enforced, async (on) => { state.limits = await runAction("limits", { enforced: on }); });
  const gauge = el("div", { class: "gauge", role: "img", id: "gauge" }, el("i"));
  return el("div", {}, enforce, gauge, el("canvas", { id: "chart", width: 560, height: 96, "aria-hidden": "true" }), el("dl", { id: "numbers" }));
}

function buildFaults() {
  const kinds = { 429: texts.e429, "5xx": texts.e5xx, dropped: texts.dropped, slow: texts.slow };
  return el("div", {}, ...Object.entries(kinds).map(([kind, label]) => buildSwitch(label, state.faults.some((rule) => rule.kind === kind), async (on) => {
    state.faults = await runAction("fault", { kind, on, rate: kind === "slow" ? 1 : 0.3 });
  })));
}

function buildSwitch(label, on, change) {
  const box = el("input", { type: "checkbox", role: "switch", checked: on || null });
  box.addEventListener("change", () => change(box.checked).catch((error) => showToast(error.message)));
  return el("label", { class: "switch" }, el("span", {}, label), box, el("i", { "aria-hidden": "true" }));
}

/** Draws at most once per frame, for any number of requests. */
export function drawPanel() {
  if (!state.panel || due) return;
  due = true;
  requestAnimationFrame(() => { due = false; drawRequests(); drawNumbers(); });
}

function drawRequests() {
  const list = byId("requests");
  if (!list) return;
  const newest = state.requests.filter((request) => !isIdlePoll(request)).slice(-MAX_REQUESTS).reverse();
  const known = new Set([...list.children].map((node) => Number(node.dataset.number)));
  const fresh = newest.filter((request) => !known.has(request.number));
  list.prepend(...fresh.map(buildRequest));
  while (list.children.length > MAX_REQUESTS) list.lastChild.remove();
}

/** Whether a request is a poll without updates. There is one every few seconds, so the list leaves them out. */
const isIdlePoll = ({ method, answer }) => method.toLowerCase() === "getupdates" && answer.endsWith('"result": []}');

const formatDuration = (ms) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} ${texts.seconds}`);

function buildRequest(request) {
  const good = request.status === 200 ? "good" : request.status === 429 ? "slow" : "bad";
  return el("li", { "data-number": request.number }, el("details", {},
    el("summary", {}, el("span", { class: `dot ${good}` }), el("b", {}, request.method), el("span", { class: "status" }, request.status || "—"), el("small", {}, formatDuration(request.ms))),
    el("h4", {}, texts.arguments), el("pre", {}, JSON.stringify(request.arguments, null, 1)),
    el("h4", {}, texts.answer), el("pre", {}, request.answer)));
}

function drawNumbers() {
  const { limits } = state;
  const share = Math.min(1, (limits.last_second ?? 0) / (limits.per_second || 30));
  const gauge = byId("gauge");
  gauge.firstChild.style.width = `${share * 100}%`;
  gauge.classList.toggle("full", share > 0.95);
  gauge.setAttribute("aria-label", `${limits.last_second} / ${limits.per_second} ${texts.perSecond}`);
  const refused = Object.values(limits.refused ?? {}).reduce((sum, count) => sum + count, 0);
  const rows = [[texts.sent, limits.sent], [texts.peak, `${limits.peak} / ${limits.per_second}`], [texts.refused, refused], [texts.requests, state.total]];
  if (limits.stars_spent) rows.push([texts.stars, limits.stars_spent]);
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
  const step = width / CHART_SECONDS;
  rates.forEach((rate, index) => {
    const tall = Math.max(2, (rate / top) * (height - 4));
    context.globalAlpha = rate ? 0.9 : 0.25;
    context.beginPath();
    context.roundRect(index * step + 1, height - tall, step - 2, tall, 2);
    context.fill();
  });
}
