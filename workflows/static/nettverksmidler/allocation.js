// What is proposed and what is left of the pot, as amounts are typed. The server answers the same to "recalculate".
(() => {
  "use strict";
  const pot = document.querySelector("[data-allocation]");
  const inputs = document.querySelectorAll("[data-proposed]");
  if (!pot || !inputs.length) return;
  const over = document.querySelector("[data-over]");
  const grouped = (kroner) => {
    const digits = String(Math.abs(kroner)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    return kroner < 0 ? "−" + digits : digits;
  };
  const count = () => {
    let sum = 0;
    for (const input of inputs) {
      const digits = input.value.replace(/[\s.]|kr|,-$|,00$/gi, "");
      if (/^\d+$/.test(digits)) sum += Number(digits);
    }
    const left = Number(pot.dataset.available) - sum;
    pot.querySelector("[data-proposed-sum]").textContent = grouped(sum);
    pot.querySelector("[data-left]").textContent = grouped(left);
    over.hidden = left >= 0;
  };
  document.addEventListener("input", (event) => { if (event.target.matches("[data-proposed]")) count(); });
  count();

  // What is typed is saved a little later, if nobody else has saved meanwhile; the server's answer says so.
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const saved = form.querySelector("[data-saved]");
  let timer = 0, saving = false, stopped = false;
  const save = async () => {
    if (stopped) return;
    if (saving) { wait(); return; }
    saving = true;
    const typed = new FormData(form);
    typed.set("action", "autosave");
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: typed });
      const told = await answer.json();
      saved.textContent = told.said;
      if (answer.ok) {
        form.elements.version.value = told.version;
        form.setAttribute("action", told.url);
        history.replaceState(null, "", told.url);
      } else if (answer.status === 409) stopped = true;
    } catch { /* not saved; the button still saves */ }
    saving = false;
  };
  const wait = () => { clearTimeout(timer); timer = setTimeout(save, 1500); };
  form.addEventListener("input", (event) => { if (event.target.name !== "note") wait(); });
  form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });
})();
