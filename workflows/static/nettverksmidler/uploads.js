// Files by drag and drop, checked before they are sent, and sent with progress. Without this the plain input does it all.
(() => {
  "use strict";
  const LARGE = 512 * 1024; // bytes; a smaller file has come before a bar is drawn

  const size = (bytes) => (
    bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`
  );

  const enhance = (zone) => {
    const input = zone.querySelector("input[type=file]");
    if (!input || zone.classList.contains("upload-zone")) return;
    const told = zone.querySelector("[data-told]");
    const kinds = input.accept.split(",").filter(Boolean);
    zone.classList.add("upload-zone");
    told.textContent = zone.dataset.drop;

    const look = () => {
      const file = input.files[0];
      const kind = file && kinds.length && !kinds.some((each) => file.name.toLowerCase().endsWith(each));
      const large = file && file.size > Number(zone.dataset.most);
      told.classList.toggle("ds-validation-message", Boolean(kind || large));
      told.textContent = !file ? zone.dataset.drop
        : kind ? zone.dataset.wrong.replace("{name}", file.name)
        : large ? zone.dataset.large.replace("{name}", file.name).replace("{size}", size(file.size))
        : `${file.name}, ${size(file.size)}`;
      if (kind || large) input.value = "";
    };
    input.addEventListener("change", look);
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      const [file] = event.dataTransfer.files;
      if (!file || input.disabled) return;
      const one = new DataTransfer();
      one.items.add(file);
      input.files = one.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  // The answer is shown as the browser would have shown it, under the address it came from.
  const arrive = (answer) => {
    if (answer.responseURL !== location.href) history.pushState(null, "", answer.responseURL);
    document.open();
    document.write(answer.responseText);
    document.close();
  };

  const send = (form, button, zone) => {
    const typed = new FormData(form);
    if (button?.name) typed.append(button.name, button.value);
    const line = document.createElement("p");
    const bar = document.createElement("progress");
    line.setAttribute("role", "status");
    line.textContent = zone.dataset.sending;
    bar.max = 1;
    bar.setAttribute("aria-label", zone.dataset.sending);
    (button?.parentElement || form).append(line, bar);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.addEventListener("load", () => arrive(request));
    request.addEventListener("error", () => {
      bar.remove();
      line.textContent = zone.dataset.failed;
      line.className = "ds-validation-message";
      button?.removeAttribute("aria-busy");
    });
    request.open("POST", form.getAttribute("action") || location.href);
    request.send(typed);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target, zones = [...form.querySelectorAll("[data-upload]")];
    const chosen = zones.filter((zone) => zone.querySelector("input[type=file]")?.files.length);
    const bytes = chosen.reduce((sum, zone) => sum + zone.querySelector("input[type=file]").files[0].size, 0);
    if (event.defaultPrevented || form.method !== "post" || bytes < LARGE) return;
    event.preventDefault();
    send(form, event.submitter, chosen[0]);
  });

  const enhanceIn = (root) => { for (const zone of root.querySelectorAll("[data-upload]")) enhance(zone); };
  enhanceIn(document);
  document.addEventListener("htmx:load", (event) => enhanceIn(event.target));
})();
