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
})();
