// Talking to the sandbox: one state, one stream of events, one way to act.

export async function load() {
  const response = await fetch("/sandbox/state");
  return response.json();
}

/** Does what a person does. Throws an Error with the sandbox's reason if it is refused. */
export async function act(name, body) {
  const response = await fetch(`/sandbox/act/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.refused);
  return answer;
}

export async function upload(person, chat, file) {
  const form = new FormData();
  form.append("file", file);
  const response = await fetch(`/sandbox/upload?person=${person}&chat=${chat}`, { method: "POST", body: form });
  if (!response.ok) throw new Error((await response.json()).refused);
}

export async function control(name) {
  const response = await fetch(`/sandbox/control/${name}`, { method: "POST" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()).said;
}

export const fileUrl = (id) => `/sandbox/files/${id}`;

/** Calls `hear(event)` for each event; `lost` when the line drops, `back` when it is there again. */
export function listen({ hear, lost, back }) {
  const source = new EventSource("/sandbox/events");
  let broken = false;
  source.onmessage = (message) => JSON.parse(message.data).forEach(hear);
  source.onerror = () => { if (!broken) { broken = true; lost(); } };
  source.onopen = () => { if (broken) { broken = false; back(); } };
}
