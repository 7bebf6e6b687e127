// Small comforts; every page works without them. No inline handlers, nothing is evaluated.
(() => {
  "use strict";

  // How many characters are left of a long text.
  for (const line of document.querySelectorAll("[data-limit]")) {
    const input = document.getElementById(line.dataset.limitFor);
    if (!input) continue;
    const tell = () => {
      const left = Number(line.dataset.limit) - input.value.length;
      const text = left < 0 ? line.dataset.limitOver : line.dataset.limitLeft;
      line.textContent = text.replace("{count}", String(Math.abs(left)));
    };
    input.addEventListener("input", tell);
    if (input.value) tell();
  }

  // The sum of a budget, and how near overhead is to its limit. Digits are read as the server does: spaces and dots
  // between thousands, comma before øre.
  const grouped = (kroner) => String(kroner).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const read = (input) => {
    const digits = input.value.replace(/[\s.]|kr|,-$|,00$/gi, "");
    return digits === "" ? 0 : /^\d+$/.test(digits) ? Number(digits) : NaN;
  };
  const tellShare = (line, overhead, sum) => {
    const { percent, inclusive, near, of, already, states } = JSON.parse(line.dataset.share);
    const whole = of ?? sum, part = (overhead + already) * 100;
    const over = part > percent * whole || (part === percent * whole && !inclusive);
    const state = states[!(whole > 0) ? "unknown" : over ? "over" : part >= near * percent * whole ? "near" : "under"];
    const round = over ? Math.ceil : Math.floor;
    const told = {
      limit: percent,
      share: round(part / whole * 100 + (over ? -1e-9 : 1e-9)) / 100,
      most: `kr\u00a0${grouped(Math.max(Math.floor(whole * percent / 100) - already, 0))}`,
    };
    const mark = line.querySelector("[role=status]");
    if (mark.textContent !== state.mark) mark.textContent = state.mark;
    mark.dataset.color = state.tone;
    line.querySelector("[data-share-sentence]").textContent = state.sentence.replace(/\{(\w+)\}/g, (_, name) => (
      typeof told[name] === "number" ? String(told[name]).replace(".", ",") : told[name]
    ));
  };
  document.addEventListener("input", (event) => {
    const budget = event.target.closest("[data-sum]");
    if (!budget) return;
    const amounts = [...budget.querySelectorAll("input")].map((input) => [input.name, read(input)]);
    const sum = amounts.reduce((before, [, amount]) => before + amount, 0);
    budget.querySelector("[data-sum-total]").textContent = Number.isNaN(sum) ? "–" : grouped(sum);
    const line = budget.querySelector("[data-share]");
    const overhead = amounts.find(([name]) => name.endsWith("_overhead"));
    if (line && overhead) tellShare(line, overhead[1], sum);
  });

  // What stands after "#" is never told to the server: where a log-in lies on the way, it is handed on from here.
  const next = document.querySelector("form input[type=hidden][name=next]");
  if (next && location.hash && !next.value.includes("#")) next.value += location.hash;

  // A form that is on its way is not sent twice. (The server would only do it once; this saves the waiting.)
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button || event.target.method !== "post") return;
    if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    button.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  });
})();
