// The listing as readers will see it, beside the form, shortly after each pause. The board draws it; nothing is kept.
(() => {
  const pane = document.querySelector("[data-live-preview]");
  const form = document.querySelector("[data-kept-form]");
  if (!pane || !form) return;
  const frame = pane.querySelector("[data-live-frame]");
  const note = pane.querySelector("[data-live-note]");
  const upload = form.querySelector("[data-upload]");
  const PAUSE_MS = 150;
  const RETRY_MS = 10_000;

  let timer = 0;
  let request = null;
  let isSeen = false;
  let isDue = true;
  let isDrawn = false;

  const showLogo = () => {
    const chosen = upload?.querySelector("img:not([hidden])");
    if (!chosen?.src || !frame.contentDocument) return;
    for (const place of frame.contentDocument.querySelectorAll(".logo-initials")) {
      const logo = frame.contentDocument.createElement("img");
      logo.className = place.className.replace("logo-initials", "");
      logo.alt = "";
      logo.src = chosen.src;
      place.replaceWith(logo);
    }
  };
  const draw = (html) => {
    if (!isDrawn) {
      isDrawn = true;
      frame.addEventListener("load", showLogo, { once: true });
      frame.srcdoc = html;
      return;
    }
    // Only what changed is exchanged, so that the pane keeps its place.
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const shown = frame.contentDocument;
    shown.body.replaceChildren(...[...fresh.body.childNodes].map((node) => shown.adoptNode(node)));
    showLogo();
  };

  const update = async () => {
    timer = 0;
    if (!isSeen) return;
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    isDue = false;
    const body = new FormData(form);
    // What cannot be changed here is shown, too.
    for (const fixed of form.querySelectorAll("[name]:disabled:not([type=radio], [type=file])")) body.append(fixed.name, fixed.value);
    // The logo is on this device already; a saved form's own number is nobody's business here.
    for (const name of ["company_logo", "company_logo_kept", "save", "add_location"]) body.delete(name);
    try {
      const answer = await fetch(pane.dataset.livePreview, { method: "POST", body, signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const html = await answer.text();
      if (signal.aborted) return;
      draw(html);
      note.textContent = "";
    } catch {
      if (signal.aborted) return;
      // The last good preview stays.
      note.textContent = note.dataset.paused;
      isDue = true;
      soon(RETRY_MS);
    }
  };
  const soon = (pause = PAUSE_MS) => {
    clearTimeout(timer);
    timer = setTimeout(update, pause);
  };
  const changed = () => {
    isDue = true;
    soon();
  };

  for (const sign of ["input", "change"]) form.addEventListener(sign, changed);
  form.addEventListener("logochange", changed);
  addEventListener("pageshow", changed);
  pane.hidden = false;
  // Below the form of a phone, it costs nothing until somebody looks.
  new IntersectionObserver((entries) => {
    isSeen = entries.some((entry) => entry.isIntersecting);
    if (isSeen && isDue) soon();
  }).observe(pane);
})();
