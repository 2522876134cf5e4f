// The form works without this file; it spares round trips: location rows, the regions of remote work, the logo's preview.
(() => {
  const rows = document.querySelector("[data-locations]");
  const add = document.querySelector("button[name=add_location]");

  const number = (row, index) => {
    const name = `${index + 1}`;
    row.setAttribute("aria-label", row.getAttribute("aria-label").replace(/\d+/, name));
    for (const control of row.querySelectorAll("select, input")) {
      const label = row.querySelector(`label[for="${control.id}"]`);
      control.id = `${control.name}-${name}`;
      if (label) label.htmlFor = control.id;
    }
  };
  const renumber = () => [...rows.children].forEach(number);

  const addRemove = (row) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "text-button";
    button.textContent = rows.dataset.removeLabel;
    button.addEventListener("click", () => {
      const neighbour = row.previousElementSibling ?? row.nextElementSibling;
      row.remove();
      renumber();
      rows.dispatchEvent(new Event("change", { bubbles: true }));
      neighbour?.querySelector("select")?.focus();
    });
    row.append(button);
  };

  if (rows && add) {
    [...rows.children].slice(1).forEach(addRemove);
    const append = () => {
      const row = rows.lastElementChild.cloneNode(true);
      row.querySelectorAll(".error, .text-button").forEach((node) => node.remove());
      for (const control of row.querySelectorAll("select, input")) {
        control.value = "";
        control.removeAttribute("aria-invalid");
        control.removeAttribute("aria-describedby");
      }
      rows.append(row);
      renumber();
      addRemove(row);
      return row;
    };
    add.addEventListener("click", (event) => {
      event.preventDefault();
      append().querySelector("select").focus();
    });
    rows.addEventListener("addrow", append);
  }

  const region = document.querySelector("[data-region]");
  const policies = document.querySelectorAll("[name=remote]");
  if (region && policies.length) {
    const show = () => {
      const chosen = document.querySelector("select[name=remote], [name=remote]:checked");
      region.hidden = chosen?.value !== "remote";
    };
    policies.forEach((policy) => policy.addEventListener("change", show));
    show();
  }

  const upload = document.querySelector("[data-upload]");
  const file = upload?.querySelector("input[type=file]");
  file?.addEventListener("change", () => {
    const chosen = file.files[0];
    if (!chosen?.type.startsWith("image/")) return;
    const preview = upload.querySelector("img") ?? document.createElement("img");
    preview.className = "logo logo-large";
    preview.width = preview.height = 56;
    preview.alt = "";
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      preview.src = reader.result;
      file.before(preview);
    });
    reader.readAsDataURL(chosen);
    file.form.addEventListener("reset", () => preview.remove(), { once: true });
  });
})();
