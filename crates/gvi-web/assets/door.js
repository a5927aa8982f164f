// The door list of a call-in, for a telephone that loses its connection. Each press becomes a mark with an id of its own, minted here; what
// cannot be sent waits in this browser's storage, as ids and states and nothing else, and is sent when the connection is back. The house
// takes each id once, so that nothing is counted twice. Without this script the same buttons are plain forms.
"use strict";

(() => {
  const list = document.querySelector("[data-door]");
  if (!list) return;
  const key = `vapenvila-door-${list.dataset.door}`;
  const words = list.dataset;
  const token = list.querySelector("input[name=csrf]")?.value ?? "";
  const line = document.getElementById("door-line");
  // The house's clock, not the telephone's: its moment when the page was made, and the time since.
  // Two marks never have the same second, so that the later one stays the later one.
  let last = 0;
  const moment = () => { last = Math.max(last + 1, Math.floor(Number(words.now) + performance.now() / 1000)); return last; };

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  };
  const write = (marks) => {
    try {
      if (marks.length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(marks));
    } catch {
      // A browser that keeps nothing: the marks of this page still wait in it.
    }
  };
  let waiting = read();
  last = Math.max(0, ...waiting.map((mark) => Number(mark.at) || 0));
  const keep = () => write(waiting);

  const mint = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
  };

  const say = (text) => { line.textContent = text; };
  const show = (summons, text) => {
    const row = list.querySelector(`[data-summons="${summons}"] [data-door-state]`);
    if (row) row.textContent = text;
  };
  const label = (mark) => list.querySelector(`button[name=mark][value="${mark}"]`)?.dataset.label ?? mark;
  const tell = () => {
    if (waiting.length > 0) say(words.waits.replace("#", String(waiting.length)));
    else say(words.sent);
  };

  // Marks go one after the other, in the order in which they were made. What the house refuses is not tried again.
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    let signedOut = false;
    while (waiting.length > 0) {
      const mark = waiting[0];
      let answer;
      try {
        answer = await fetch(`/summons/${mark.summons}/door`, {
          method: "POST",
          headers: { "Content-Type": "application/json", Accept: "application/json", "x-csrf-token": token },
          body: JSON.stringify({ mark_id: mark.id, mark: mark.mark, reason: mark.reason, at: String(mark.at) }),
        });
      } catch {
        break;
      }
      // Whoever is signed out signs in and comes back to this page: the marks wait.
      if (answer.status === 401 || answer.status === 403) {
        signedOut = true;
        break;
      }
      if (answer.status >= 500 || answer.status === 429) break;
      waiting = waiting.filter((one) => one.id !== mark.id);
      keep();
      show(mark.summons, answer.ok ? label(mark.mark) : words.refused);
    }
    sending = false;
    if (signedOut) say(words.signedOut);
    else tell();
  };

  list.addEventListener("submit", (event) => {
    const form = event.target;
    const mark = event.submitter?.value;
    if (!mark) return;
    event.preventDefault();
    // Another press on the same guest is another mark: the page's own guard against double sending does not apply.
    event.stopPropagation();
    const summons = form.dataset.summons;
    const reason = form.querySelector("select[name=reason]")?.value ?? "";
    waiting.push({ id: mint(), summons, mark, reason, at: moment() });
    keep();
    show(summons, `${label(mark)} (${words.onTheWay})`);
    tell();
    send();
  });

  for (const mark of waiting) show(mark.summons, `${label(mark.mark)} (${words.onTheWay})`);
  if (waiting.length > 0) tell();
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(() => { if (waiting.length > 0) send(); }, 5000);
  if (waiting.length > 0) send();
})();
