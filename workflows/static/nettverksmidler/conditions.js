// Fields that are only for some show and hide while one answers. The server decides when it is sent; without scripts
// every field is there, with a sentence that says when it is asked. Nothing is evaluated as code.
(() => {
  "use strict";
  const digits = (text) => {
    const plain = text.replace(/[\s.]|kr|,-$|,00$/gi, "").replace("\u2212", "-");
    return /^-?\d+$/.test(plain) ? Number(plain) : null;
  };
  const day = (text) => {
    const iso = text.match(/^(\d{4})-(\d{2})-(\d{2})$/);
    if (iso) return text;
    const [, d, m, y] = text.match(/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/) || [];
    return y ? `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}` : null;
  };
  const inputs = (form, name) => {
    const own = [...form.elements].filter((each) => each.name === name);
    return own.length ? own : [...form.elements].filter((each) => each.name?.startsWith(`${name}_`));  // of several parts
  };
  const values = (form, name) => inputs(form, name)
    .filter((each) => !["checkbox", "radio"].includes(each.type) || each.checked)
    .filter((each) => !each.closest("[data-show-when][hidden]"))  // what is hidden is not answered
    .map((each) => each.value.trim()).filter(Boolean);
  const read = {
    number: (all) => digits(all[0]), day: (all) => day(all[0]), several: (all) => all,
    yes_no: (all) => all[0] === "yes", one: (all) => all[0].split(" ")[0],
  };
  const signs = {
    "==": (a, b) => a === b, "!=": (a, b) => a !== b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
    "<": (a, b) => a < b, "<=": (a, b) => a <= b,
    includes: (all, b) => all.some((each) => each === b || each.startsWith(`${b} `)),
  };
  const holds = (form, term) => {
    const all = values(form, term.field);
    if (term.operator.endsWith("answered")) return (all.length > 0) === (term.operator === "answered");
    const answer = all.length ? read[term.as]?.(all) : null;
    return answer !== null && answer !== undefined && signs[term.operator](answer, term.value);
  };
  const settle = (form) => {
    const parts = [...form.querySelectorAll("[data-show-when]")];
    for (let again = true, turns = parts.length; again && turns >= 0; turns -= 1) {  // one may hang on another
      again = false;
      for (const part of parts) {
        const { any, terms } = JSON.parse(part.dataset.showWhen);
        const shown = terms[any ? "some" : "every"]((term) => holds(form, term));
        if (part.hidden === shown) { part.hidden = !shown; again = true; }
        const row = part.closest(".draft-field");  // with what the rules find of it
        if (row) row.hidden = !shown;
      }
    }
  };
  const all = () => {
    for (const form of document.forms) if (form.querySelector("[data-show-when]")) settle(form);
  };
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => event.target.form && settle(event.target.form));
  }
  document.addEventListener("htmx:afterSettle", all);
  all();
})();
