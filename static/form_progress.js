// Says in each part of the form, and beside its button, what is still needed; and there, what the chosen plan costs.
// The server has written the same for the form as it was opened.
(() => {
  const form = document.querySelector("[data-progress]");
  if (!form) return;
  const all = form.querySelector("[data-needed-all]");
  const price = form.querySelector("[data-price-here]");

  const isFilled = (control) =>
    ["checkbox", "radio"].includes(control.type) ? control.checked : control.value.trim() !== "";
  const isRemote = () => form.elements.remote?.value === "remote";
  const counts = (control) =>
    !control.closest("[hidden]") && !(isRemote() && control.dataset.neededAs === "location");
  // What a control is needed for, by its name, with the first control of each to jump to.
  const missing = (within) => {
    const groups = new Map();
    for (const control of within.querySelectorAll("[data-needed]")) {
      if (!counts(control)) continue;
      const key = control.dataset.neededAs ?? control.name;
      const group = groups.get(key) ?? { label: control.dataset.needed, first: control, isFilled: false };
      group.isFilled ||= isFilled(control);
      groups.set(key, group);
    }
    return [...groups.values()].filter((group) => !group.isFilled);
  };

  const link = ({ label, first }) => {
    const made = document.createElement("a");
    made.href = `#${first.id}`;
    made.textContent = label;
    return made;
  };
  const list = (line, before, parts) => {
    line.replaceChildren(before, " ", ...parts.flatMap((part, index) => (index ? [", ", part] : [part])));
  };
  const complete = (text) => {
    const made = document.createElement("span");
    made.className = "complete";
    made.textContent = text;
    return made;
  };
  const show = () => {
    for (const line of form.querySelectorAll("[data-needed-here]")) {
      const needed = missing(line.closest(".part"));
      if (needed.length) list(line, line.dataset.neededHere, needed.map((group) => group.label));
      else line.replaceChildren(complete(line.dataset.complete));
    }
    const needed = missing(form);
    if (needed.length) list(all, all.dataset.neededAll, needed.map(link));
    else all.replaceChildren(complete(all.dataset.complete));
    const plan = form.querySelector("[name=plan]:checked");
    if (!plan) return price.replaceChildren();
    const sum = document.createElement("strong");
    sum.textContent = plan.dataset.price;
    return price.replaceChildren(sum, ` ${plan.dataset.plan} · ${plan.dataset.days}`);
  };

  let frame = 0;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(show);
  };
  for (const sign of ["input", "change"]) form.addEventListener(sign, soon);
  // The browser fills a form that somebody comes back to only after this.
  addEventListener("pageshow", soon);
  soon();
})();
