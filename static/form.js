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
  if (file) {
    const [choose, name, remove] = ["choose", "name", "remove"].map((part) => upload.querySelector(`[data-file-${part}]`));
    const before = upload.querySelector("img");
    let preview = null;
    const show = () => {
      const chosen = file.files[0];
      name.hidden = remove.hidden = !chosen;
      name.textContent = chosen?.name ?? "";
      preview?.remove();
      if (before) before.hidden = false;
      if (!chosen?.type.startsWith("image/")) return tell();
      preview = document.createElement("img");
      preview.className = "logo logo-large";
      preview.width = preview.height = 56;
      preview.alt = "";
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        preview.src = reader.result;
        if (before) before.hidden = true;
        if (file.files[0] === chosen) file.before(preview);
        tell();
      });
      return reader.readAsDataURL(chosen);
    };
    // For the preview beside the form, which the file itself is not sent to.
    const tell = () => upload.dispatchEvent(new Event("logochange", { bubbles: true }));
    upload.classList.add("file");
    choose.hidden = false;
    file.addEventListener("change", show);
    file.form.addEventListener("reset", () => setTimeout(show));
    remove.addEventListener("click", () => {
      file.value = "";
      show();
      file.focus();
    });
  }
})();
