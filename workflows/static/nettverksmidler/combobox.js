// Suggestions for what a register knows, as the ARIA combobox pattern has it. Without this the server reads the text.
(() => {
  "use strict";
  const WAIT = 150; // milliseconds after the last key

  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };

  const tell = (element) => {
    for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  // Among several: a tick for what was chosen, beside those there are.
  const tick = (input, found) => {
    const base = input.id.replace(/_0$/, "");
    let box = document.getElementById(`${base}_${found.value}`);
    if (!box) {
      const field = make("div", { class: "ds-field" });
      box = make("input", { class: "ds-input", type: "checkbox", name: input.name, value: found.value, id: `${base}_${found.value}` });
      field.append(box, make("label", { class: "ds-label", for: box.id }, found.label));
      input.closest("fieldset").querySelector(".ticked").append(field);
    }
    box.checked = true;
    input.value = "";
    tell(box);
  };

  // What is known beside: filled in where nothing is written.
  const fill = (form, known) => {
    for (const [name, text] of Object.entries(known || {})) {
      const other = form.elements[name];
      if (other && other.value === "") { other.value = text; tell(other); }
    }
  };

  const enhance = (input) => {
    if (input.getAttribute("role") === "combobox") return;
    const several = input.hasAttribute("data-suggest-several");
    const list = make("ul", { role: "listbox", id: `${input.id}_list`, class: "suggestions", hidden: "", "aria-label": input.labels[0]?.textContent.trim() || input.name });
    const status = make("div", { role: "status", class: "ds-sr-only" });
    let shown = [], active = -1, timer = 0, asking = null;
    input.after(list, status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
      input.setAttribute(name, value);
    }

    const point = (to) => {
      active = to;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === to)));
      if (to < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[to].id);
        list.children[to].scrollIntoView({ block: "nearest" });
      }
    };
    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      point(-1);
    };
    const choose = (found) => {
      close();
      document.querySelector(`[data-candidates="${input.name}"]`)?.remove();
      if (several) tick(input, found);
      else {
        input.value = found.text;
        fill(input.form, found.fills);
        tell(input);
        close();
      }
    };
    const show = (found) => {
      shown = found;
      list.replaceChildren(...found.map((each, at) => {
        const option = make("li", { role: "option", id: `${list.id}_${at}`, "aria-selected": "false" });
        option.append(make("span", {}, each.label), make("span", { class: "hint" }, several || each.text.includes(each.label) ? each.value : each.text));
        return option;
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      status.textContent = input.dataset.suggestFound.replace("{count}", String(found.length));
      point(-1);
    };
    const ask = async () => {
      const text = input.value.trim();
      if (!text) { close(); return; }
      asking?.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
        const told = await answer.json();
        if (document.activeElement === input) show(told.found);
      } catch { /* no suggestions; the text is read when the form is sent */ }
    };

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (event.isTrusted) timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    list.addEventListener("click", (event) => {
      const at = [...list.children].indexOf(event.target.closest("li"));
      if (at >= 0) choose(shown[at]);
    });
    input.addEventListener("keydown", (event) => {
      const open = !list.hidden, last = shown.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) ask();
        else if (event.key === "ArrowDown") point(active < last ? active + 1 : 0);
        else point(active > 0 ? active - 1 : last);
      } else if (event.key === "Escape" && open) { event.preventDefault(); close(); }
      else if (event.key === "Enter" && open && active >= 0) { event.preventDefault(); choose(shown[active]); }
    });
  };

  const enhanceIn = (root) => { for (const input of root.querySelectorAll("[data-suggest]")) enhance(input); };
  enhanceIn(document);
  document.addEventListener("htmx:load", (event) => enhanceIn(event.target));
})();
