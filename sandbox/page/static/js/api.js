// The page's requests to the sandbox: state, events, actions, uploads.

export async function loadState() {
  const response = await fetch("/sandbox/state");
  return response.json();
}

/** Runs an action as a person. Throws an Error with the reason if it is not allowed. */
export async function runAction(name, body) {
  const response = await fetch(`/sandbox/act/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.refused);
  return answer;
}

export async function uploadFile({ person, chat, thread }, file, caption) {
  const form = new FormData();
  form.append("file", file);
  form.append("caption", caption);
  const within = thread === null ? "" : `&thread=${thread}`;
  const response = await fetch(`/sandbox/upload?person=${person}&chat=${chat}${within}`, { method: "POST", body: form });
  if (!response.ok) throw new Error((await response.json()).refused);
}

export async function runControl(name) {
  const response = await fetch(`/sandbox/control/${name}`, { method: "POST" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()).said;
}

/** Returns for each goal of a step of the tour whether it is done. */
export async function loadGoals(index) {
  const response = await fetch(`/sandbox/tour/${index}`);
  return response.ok ? response.json() : [];
}

export const fileUrl = (id) => `/sandbox/files/${id}`;

/**
 * Calls `onEvent(event)` for each event, `onLost()` when the connection drops, `onBack()` when it is back.
 * The returned promise is fulfilled when events begin to arrive.
 */
export function listen({ onEvent, onLost, onBack }) {
  const source = new EventSource("/sandbox/events");
  let broken = false;
  source.onmessage = (message) => JSON.parse(message.data).forEach(onEvent);
  source.onerror = () => { if (!broken) { broken = true; onLost(); } };
  return new Promise((resolve) => {
    source.onopen = () => { resolve(); if (broken) { broken = false; onBack(); } };
  });
}
