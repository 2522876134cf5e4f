// What is typed into the posting form is kept on this device, until the form is sent; then the company and the contact are.
// Files, hidden fields, and what is marked `data-not-kept` are never kept. Where nothing can be stored, nothing happens.
(() => {
  const KEY = "posting-form";
  const KEPT_AFTER_POSTING = ["company_name", "company_url", "contact_name", "contact_email", "salary_currency"];
  const DAYS = 30;
  const PAUSE_MS = 300;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      if (!kept || (kept.pairs && Date.now() - kept.at < DAYS * 864e5)) return kept;
      localStorage.removeItem(KEY);
    } catch {
      // No storage here, or not our text in it.
    }
    return null;
  };
  const write = (kept) => {
    try {
      if (kept) localStorage.setItem(KEY, JSON.stringify({ ...kept, at: Date.now() }));
      else localStorage.removeItem(KEY);
      return true;
    } catch {
      return false;
    }
  };

  // The page after a posting says so.
  if (document.querySelector("[data-message=posted]")) {
    const pairs = read()?.pairs.filter(([name, value]) => KEPT_AFTER_POSTING.includes(name) && value);
    write(pairs?.length ? { pairs, posted: true } : null);
  }

  const form = document.querySelector("[data-kept-form]");
  if (!form) return;
  const notice = document.querySelector("[data-kept-notice]");
  const rows = form.querySelector("[data-locations]");
  const controls = () =>
    [...form.elements].filter(
      (control) =>
        control.name && !["file", "hidden", "submit", "button"].includes(control.type) && !("notKept" in control.dataset),
    );
  const isChecked = (control) => ["checkbox", "radio"].includes(control.type);
  const pairs = () =>
    controls()
      .filter((control) => !control.disabled && (!isChecked(control) || control.checked))
      .map((control) => [control.name, control.value]);

  const isUntouched = (control) => {
    if (isChecked(control)) return control.checked === control.defaultChecked;
    if (!control.options) return control.value === control.defaultValue;
    const first = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex === Math.max(first, 0);
  };
  // Shown again after it was sent, a form is not empty, and its values are newer than what was kept.
  const isEmpty = () => form.dataset.keptForm === "new" && controls().every(isUntouched);

  const tellOthers = () => {
    for (const control of controls()) control.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const fill = (kept) => {
    const values = new Map();
    for (const [name, value] of kept.pairs) values.set(name, [...(values.get(name) ?? []), value]);
    // A plan chosen on the way here is newer than the one that was kept.
    if (new URLSearchParams(location.search).has("plan")) values.delete("plan");
    for (let row = rows.children.length; row < values.get("country")?.length; row++) {
      rows.dispatchEvent(new Event("addrow"));
    }
    for (const control of controls()) {
      const ofName = values.get(control.name) ?? [];
      if (isChecked(control)) {
        if (ofName.includes(control.value) && !control.disabled) control.checked = true;
      } else if (ofName.length) {
        const value = ofName.shift();
        const isOffered = !control.options || [...control.options].some((option) => option.value === value);
        if (isOffered) control.value = value;
      }
    }
    tellOthers();
  };

  const kept = form.dataset.keptForm === "new" ? read() : null;
  if (kept && (!kept.posted || isEmpty())) {
    fill(kept);
    notice.querySelector(kept.posted ? "[data-kept-posted]" : "[data-kept-typed]").hidden = false;
    notice.hidden = false;
  }

  let timer = 0;
  let isTyped = false;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const stored = write(isEmpty() ? null : { pairs: pairs() });
    form.querySelector("[data-kept-hint]").hidden = !stored;
  };
  const saveNow = () => {
    if (timer) save();
  };
  const saveSoon = () => {
    isTyped = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  };
  for (const sign of ["input", "change"]) form.addEventListener(sign, saveSoon);
  addEventListener("pagehide", saveNow);
  // Phones end a page in the background without a word.
  document.addEventListener("visibilitychange", saveNow);
  // Another tab has posted its own form, or discarded it; this one goes on.
  addEventListener("storage", (event) => {
    if (event.key === KEY && isTyped && (!event.newValue || JSON.parse(event.newValue).posted)) saveSoon();
  });

  notice.querySelector("button").addEventListener("click", () => {
    for (const row of [...rows.children].slice(1)) row.remove();
    form.reset();
    tellOthers();
    clearTimeout(timer);
    timer = 0;
    isTyped = false;
    write(null);
    notice.hidden = true;
    form.elements.title.focus();
  });
})();
