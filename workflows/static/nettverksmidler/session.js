// Says some minutes before a session ends that it does, and lets one stay. The server ends it, whatever is said here.
(() => {
  "use strict";
  const dialog = document.getElementById("session-end");
  if (!dialog || !dialog.showModal) return;
  const WARNED = 3 * 60 * 1000, EVERY = 10 * 1000;  // before the end; how often the clock is looked at
  const KEY = "session-seen";  // tabs tell each other of what they ask the server for
  const text = document.getElementById("session-end-text");
  const form = dialog.querySelector("form"), again = form.querySelector("a"), stay = form.querySelector("[type=submit]");
  const idle = Number(dialog.dataset.idle) * 1000;
  const whole = Date.now() + Number(dialog.dataset.whole) * 1000;
  let ends = 0, closed = 0;  // when it ends if nothing is done, and which end somebody has closed the warning of

  const seen = (at) => {
    ends = Math.max(ends, Math.min(at + idle, whole));
    if (dialog.open && ends - Date.now() > WARNED) dialog.close();
  };
  const tell = () => { try { localStorage.setItem(KEY, String(Date.now())); } catch { /* each tab for itself */ } };
  const say = (sentence) => { if (text.textContent !== sentence) text.textContent = sentence; };
  const over = () => {
    say(text.dataset.overText);
    stay.hidden = true;
    again.hidden = false;
    if (!dialog.open) dialog.showModal();
    again.focus();
  };
  const look = () => {
    const left = ends - Date.now();
    if (left > WARNED || again.hidden === false) return;
    if (left <= 0) { over(); return; }
    const time = new Date(ends).toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
    const last = ends >= whole;
    say(text.dataset[last ? "wholeText" : "idleText"].replace("{time}", time));
    stay.hidden = last;
    if (!dialog.open && closed !== ends) dialog.showModal();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    } catch { return; }  // no line: the warning stays, and can be answered again
    finally { stay.removeAttribute("aria-busy"); }
    if (answer.ok) { seen(Date.now()); tell(); } else over();
  });
  form.querySelector("[data-close]").addEventListener("click", () => { closed = ends; dialog.close(); });
  dialog.addEventListener("cancel", () => { closed = ends; });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) { seen(Date.now()); tell(); }
  });
  window.addEventListener("storage", (event) => { if (event.key === KEY && event.newValue) seen(Number(event.newValue)); });
  document.addEventListener("visibilitychange", look);
  seen(Date.now());
  tell();
  setInterval(look, EVERY);
})();
