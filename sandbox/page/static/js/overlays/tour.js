// The tour: a card that tells what to do next and follows what is done.

import { loadGoals } from "../api.js";
import { byId, el, icon } from "../dom.js";
import { buildControlButton, setPanel } from "./panel.js";
import { state } from "../store.js";
import { language, pickText, texts } from "../texts.js";

const ASK_SECONDS = 0.8;
const wide = matchMedia("(min-width: 1101px)");
const phone = matchMedia("(max-width: 720px)");
let steps = [];
let prepare = null;
let current = null;
let done = [];

/** Shows the tour, once per browser. `go(step)` prepares the page for a step. */
export function setUpTour(go) {
  prepare = go;
  steps = state.tour.map((step, index) => ({ ...step, index })).filter((step) => !step.language || step.language === language);
  if (!steps.length) return;
  const place = () => (phone.matches ? document.body : byId("side")).append(byId("tour"));
  phone.addEventListener("change", place);
  place();
  setInterval(follow, ASK_SECONDS * 1000);
  if (!localStorage.getItem("toured")) startTour();
}

/** Shows the first step that is not done; if all are done, the first one. */
export async function startTour() {
  const open = await findOpenStep(0);
  show(open ?? steps[0]);
}

/** Returns the first step from `from` on that waits for something, or undefined. */
async function findOpenStep(from) {
  for (const step of steps.slice(from)) {
    const goals = await loadGoals(step.index);
    if (!goals.length || goals.includes(false)) return step;
  }
  return undefined;
}

function show(step) {
  current = step;
  done = step.goals.map(() => false);
  if (!wide.matches) setPanel(false, false);
  prepare(step);
  if (step.opens_panel && wide.matches) setPanel(true, false);
  draw();
  follow();
}

/** Asks which goals of the step are done, and draws the card again after a change. */
async function follow() {
  const step = current;
  if (!step?.goals.length || document.hidden) return;
  const answer = await loadGoals(step.index).catch(() => []);
  if (step !== current || answer.length !== done.length || answer.every((is, n) => is === done[n])) return;
  if (step.opens_panel && !answer.slice(0, -1).includes(false)) setPanel(true, false);
  done = answer;
  draw();
}

async function goOn() {
  const next = steps.indexOf(current) + 1;
  const open = await findOpenStep(next) ?? steps[next];
  if (open) show(open);
  else end();
}

function end() {
  current = null;
  byId("tour").hidden = true;
  localStorage.setItem("toured", "yes");
}

function draw() {
  const box = byId("tour");
  const isDone = !done.includes(false);
  const isLast = current === steps.at(-1);
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, ...steps.map((step) => el("i", { class: step === current ? "on" : "" })));
  const close = isLast ? null : el("button", { type: "button", onclick: end }, texts.close);
  const next = el("button", { type: "button", class: isDone ? "primary" : "", onclick: isLast ? end : goOn }, isLast ? (isDone ? texts.done : texts.close) : isDone ? texts.next : texts.skip);
  const control = state.controls.find(({ name }) => name === current.control);
  const kept = control && box.querySelector(".control");
  box.replaceChildren(el("h3", { id: "tour-title" }, pickText(current.title)), el("p", {}, pickText(current.body)),
    buildGoals(), control ? kept ?? buildControlButton(control) : "", el("div", { class: "tour-foot" }, dots, close, next));
  box.setAttribute("aria-labelledby", "tour-title");
  box.hidden = false;
}

/** Builds the list of goals: what is done has a tick, what comes next is marked. */
function buildGoals() {
  const at = done.indexOf(false);
  return el("ol", { class: "goals", "aria-live": "polite" }, ...current.goals.map((label, n) =>
    el("li", { class: done[n] ? "done" : n === at ? "next" : "" }, el("i", { "aria-hidden": "true" }, done[n] ? icon("tick") : String(n + 1)), el("span", {}, pickText(label)))));
}
