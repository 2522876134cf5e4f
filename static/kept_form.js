// What is typed into the posting form is kept on this device, until the form is sent; then the company and the contact are.
// A form that was saved on the board, to be finished later, has a copy of its own here; the newer of the two is shown.
// Files, hidden fields, and what is marked `data-not-kept` are never kept. Where nothing can be stored, nothing happens.
(() => {
  const NEW = "posting-form";
  // Which copy the form on its way to the board has; for the page after it.
  const SENT = "posting-form-sent";
  const KEPT_AFTER_POSTING = ["company_name", "company_url", "contact_name", "contact_email", "salary_currency"];
  const DAYS = 30;
  const PAUSE_MS = 300;

  const form = document.querySelector("[data-kept-form]");
  const key = form?.dataset.saved ? `${NEW}:${form.dataset.saved}` : NEW;
  // The board's clock, because this device's may be wrong; in seconds since 1970.
  const ahead = form?.dataset.now ? Date.now() / 1000 - Number(form.dataset.now) : 0;
  const now = () => Date.now() / 1000 - ahead;

  const read = (from) => {
    try {
      const kept = JSON.parse(localStorage.getItem(from));
      if (!kept || (kept.pairs && Date.now() - kept.at < DAYS * 864e5)) return kept;
      localStorage.removeItem(from);
    } catch {
      // No storage here, or not our text in it.
    }
    return null;
  };
  const write = (to, kept) => {
    try {
      if (kept) localStorage.setItem(to, JSON.stringify({ ...kept, at: Date.now() }));
      else localStorage.removeItem(to);
      return true;
    } catch {
      return false;
    }
  };
  const takeSent = () => {
    try {
      const sent = sessionStorage.getItem(SENT);
      sessionStorage.removeItem(SENT);
      return sent?.startsWith(NEW) ? sent : NEW;
    } catch {
      return NEW;
    }
  };

  // The page after a posting says so, and the page of a form that was saved.
  if (document.querySelector("[data-message=posted]")) {
    const sent = takeSent();
    const pairs = read(sent)?.pairs.filter(([name, value]) => KEPT_AFTER_POSTING.includes(name) && value);
    if (sent !== NEW) write(sent, null);
    // What is being typed into another form is newer than who posted this one.
    if (pairs?.length && (sent === NEW || !read(NEW) || read(NEW).posted)) write(NEW, { pairs, posted: true });
    else if (sent === NEW) write(NEW, null);
  }
  if (document.querySelector("[data-message=saved]")) {
    write(takeSent(), null);
    write(key, null);
  }
  try {
    for (const old of Object.keys(localStorage).filter((name) => name.startsWith(`${NEW}:`))) read(old);
  } catch {
    // No storage here.
  }

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
  const fill = (kept, isWhole = false) => {
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
        if (isWhole || ofName.includes(control.value)) control.checked = ofName.includes(control.value) && !control.disabled;
      } else if (ofName.length || isWhole) {
        const value = ofName.shift() ?? "";
        const isOffered = !control.options || [...control.options].some((option) => option.value === value);
        if (isOffered) control.value = value;
      }
    }
    for (const fold of form.querySelectorAll("[data-fold]")) {
      fold.open ||= controls().some((control) => fold.contains(control) && !isUntouched(control));
    }
    tellOthers();
  };

  const show = (part) => {
    for (const text of notice.querySelectorAll("p, button")) text.hidden = true;
    for (const text of notice.querySelectorAll(`[data-kept-${part}]`)) text.hidden = false;
    notice.hidden = false;
  };
  const kept = ["new", "saved"].includes(form.dataset.keptForm) ? read(key) : null;
  const asSaved = form.dataset.keptForm === "saved" ? pairs() : [];
  const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  if (kept && form.dataset.keptForm === "saved") {
    if (isSame(kept.pairs, asSaved)) write(key, null);
    else if (kept.typed > Number(form.dataset.savedAt)) {
      fill(kept, true);
      show("newer");
    } else show("older");
  } else if (kept && (!kept.posted || isEmpty())) {
    fill(kept);
    show(kept.posted ? "posted" : "typed");
  }

  let timer = 0;
  let isTyped = false;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const stored = write(key, isEmpty() ? null : { pairs: pairs(), typed: now() });
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
  form.addEventListener("submit", () => {
    // Back then asks for the form with this number: that of the draft, if it has made one.
    const number = form.elements.nonce?.value;
    if (number && !form.dataset.saved) history.replaceState(null, "", `?form=${encodeURIComponent(number)}`);
    try {
      sessionStorage.setItem(SENT, key);
    } catch {
      // The page after it takes it for a new form.
    }
  });
  addEventListener("pagehide", saveNow);
  // Phones end a page in the background without a word.
  document.addEventListener("visibilitychange", saveNow);
  // Another tab has posted its own form, or discarded it; this one goes on.
  addEventListener("storage", (event) => {
    if (event.key === key && isTyped && (!event.newValue || JSON.parse(event.newValue).posted)) saveSoon();
  });

  const use = {
    discard: () => {
      for (const row of [...rows.children].slice(1)) row.remove();
      form.reset();
      tellOthers();
    },
    // The form as the board has it, or as this device has it.
    server: () => fill({ pairs: asSaved }, true),
    device: () => fill(kept, true),
  };
  notice.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use]");
    if (!button) return;
    use[button.dataset.use]();
    clearTimeout(timer);
    timer = 0;
    isTyped = false;
    if (button.dataset.use === "device") save();
    else write(key, null);
    notice.hidden = true;
    form.elements.title.focus();
  });
})();
