// A page of an application saves itself (htmx). Here: what is being typed is never written over by an answer, what
// was not saved says so, and what was typed last is sent on the way out.
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const line = document.getElementById("draft-saved");
  const typed = new Set();  // the fields that were typed in since the last saving began
  const part = (element) => element.closest(".draft-field")?.id;
  const ours = (event) => event.detail.requestConfig?.elt === form || event.detail.elt === form;
  const failed = (event) => { if (ours(event)) { line.textContent = line.dataset.unsaved; typed.add("failed"); } };

  for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => typed.add(part(event.target)));
  form.addEventListener("submit", () => typed.clear());
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (!ours(event)) return;
    typed.clear();
    const [sheet, turn] = form.elements.sheet.value.split(":");  // what is sent next is newer than this
    form.elements.sheet.value = `${sheet}:${Number(turn) + 1}`;
  });
  document.body.addEventListener("htmx:sendError", failed);
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (!ours(event)) return;
    const readable = event.detail.serverResponse.includes("data-draft");
    event.detail.shouldSwap = readable;  // also 409; never a page one was led away to
    event.detail.isError = false;
    if (!readable || event.detail.serverResponse.includes("data-refused")) failed(event);
  });
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    const inUse = target.contains(document.activeElement) && document.activeElement.type !== "file";
    if (target.matches(".draft-field") && (inUse || typed.has(target.id))) event.detail.shouldSwap = false;
  });
  window.addEventListener("pagehide", () => {
    if (!typed.size) return;
    const last = new FormData(form);
    for (const [name, value] of [...last]) if (value instanceof File) last.delete(name);
    last.set("action", "autosave");
    navigator.sendBeacon(form.getAttribute("action"), last);
  });
})();
