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

  // The sum of a budget. Digits are read as the server does: spaces and dots between thousands, comma before øre.
  for (const budget of document.querySelectorAll("[data-sum]")) {
    const total = budget.querySelector("[data-sum-total]");
    budget.addEventListener("input", () => {
      let sum = 0;
      for (const input of budget.querySelectorAll("input")) {
        const digits = input.value.replace(/[\s.]|kr|,-$|,00$/gi, "");
        if (digits === "") continue;
        if (!/^\d+$/.test(digits)) { total.textContent = "–"; return; }
        sum += Number(digits);
      }
      total.textContent = String(sum).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    });
  }

  // What is chosen in a long list, of which only a part is seen.
  for (const line of document.querySelectorAll("[data-chosen-in]")) {
    const list = document.getElementById(line.dataset.chosenIn);
    list?.addEventListener("change", () => {
      line.textContent = [...list.selectedOptions].map((option) => option.text).join(", ") || "–";
    });
  }

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
