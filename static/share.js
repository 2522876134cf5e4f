// Without this file there are the links themselves; with it, a button beside each that copies it.
(() => {
  const status = document.querySelector("[data-copy-status]");
  if (!status || !navigator.clipboard) return;

  for (const place of document.querySelectorAll("[data-copy]")) {
    const button = place.querySelector("button");
    const label = button.textContent;
    // Where the link is also a way to somewhere, it stays.
    place.querySelector("a").hidden = !("copyKeep" in place.dataset);
    button.hidden = false;

    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(place.dataset.copy);
      button.textContent = place.dataset.copied;
      status.textContent = place.dataset.copied;
      setTimeout(() => {
        button.textContent = label;
        status.textContent = "";
      }, 4000);
    });
  }
})();
