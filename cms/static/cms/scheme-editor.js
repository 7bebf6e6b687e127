// Where a condition names a field, offer the fields of the form as they stand in the editor, also those just added.
(() => {
  const list = () => document.getElementById("scheme-fields");
  const spelt = { æ: "ae", ø: "o", å: "a" };
  const codeOf = (label) =>
    label.toLowerCase().replace(/[æøå]/g, (letter) => spelt[letter]).normalize("NFKD")
      .replace(/[^\x00-\x7f]/g, "").replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 40);

  const offer = (form) => {
    const options = [];
    for (const label of document.querySelectorAll(`[name^="${form}-"][name*="-value-fields-"][name$="-value-label_nb"]`)) {
      const gone = document.getElementsByName(label.name.replace(/-value-label_nb$/, "-deleted"))[0];
      if (!label.value || (gone && gone.value)) continue;
      const code = document.getElementsByName(label.name.replace(/label_nb$/, "code"))[0];
      const option = document.createElement("option");
      option.value = (code && code.value) || codeOf(label.value);
      option.textContent = label.value;
      options.push(option);
    }
    list().replaceChildren(...options);
  };

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("input[list=scheme-fields]") && list()) offer(event.target.name.split("-")[0]);
  });
})();
